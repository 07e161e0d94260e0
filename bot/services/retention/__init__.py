"""How long things are kept, and what goes then."""
