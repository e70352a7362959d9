"""Thin Rasa graph components around plain functions."""
