"""Playing a case in the chat."""
