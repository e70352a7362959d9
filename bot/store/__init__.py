"""Where sessions and weekly counts live: one interface, several houses."""
