"""What bots usually are, making the same calls for each tap as ours and saying as much."""
