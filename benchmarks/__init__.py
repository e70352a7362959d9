"""Measurements: each prints a table and writes JSON beside its page in docs/."""
