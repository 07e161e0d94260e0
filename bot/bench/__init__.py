"""Benchmarks: what the bot reaches, beside floors and peers that run in the same minutes."""
