"""Programmes as learners go through them, and the certificates they end in."""
