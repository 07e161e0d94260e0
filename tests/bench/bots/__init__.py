"""Bots under test, ours and its peers: what each is, how it is started, and what came of a run."""
