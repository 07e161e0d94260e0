"""Before and after: who takes which form when, and what came of it. Pure."""
