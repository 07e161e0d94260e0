"""The console with many people."""
