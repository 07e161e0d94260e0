"""What is kept about someone: shown to them, and erased."""
