"""A step that is saved, and the floor beneath it."""
