"""A case in memory: steps, plays, loading, checking."""
