"""What a button of Telegram carries."""
