"""The wall page of a live session, for a projector: it shows where a class is."""
