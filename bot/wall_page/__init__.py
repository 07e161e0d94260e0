"""The page of a room, for a projector: it shows where a class is, and changes nothing."""
