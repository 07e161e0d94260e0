"""How people are with what they were given: for their trainer, and for who plans cover."""
