"""Refreshers: what was learnt comes back, a little at a time, in people's own hours."""
