"""Bots under test, ours and its peers: descriptions, start-up and results."""
