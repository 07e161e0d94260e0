"""Many who are told at once, within Telegram's limits, while others play."""
