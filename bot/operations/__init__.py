"""Running the bot: logging."""
