"""Real processes over a real database, while they are killed, and while it breaks off."""
