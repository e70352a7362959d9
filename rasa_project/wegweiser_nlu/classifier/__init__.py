"""The topic classifier as plain functions; nothing in here imports Rasa."""
