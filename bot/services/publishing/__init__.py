"""Scenarios of one's own: sent as a file, looked at, shared, published, changed, withdrawn."""
