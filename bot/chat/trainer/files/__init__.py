"""Files that trainers are sent."""
