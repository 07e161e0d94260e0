"""What a course changed: parallel forms before it, after it and months later."""
