"""Local lines and procedures as admins keep them: entered, confirmed, taken back."""
