"""Telegram on python-telegram-bot: updates in, rendered replies out."""
