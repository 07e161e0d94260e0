"""Something is wrong here: told by taps, never in words."""
