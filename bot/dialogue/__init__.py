"""What to do and what to say: pure decisions from facts that are handed in."""
