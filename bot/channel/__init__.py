"""How people reach the bot. A channel knows its own messages and nothing of topics."""
