"""Typical bots, with the same calls and texts of equal length for each tap."""
