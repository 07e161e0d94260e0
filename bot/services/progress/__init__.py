"""How far someone is: for their own eyes."""
