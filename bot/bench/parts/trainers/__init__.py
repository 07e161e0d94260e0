"""What a trainer waits for."""
