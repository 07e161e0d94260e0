"""What someone has set for themselves: language, hours, days, zone, timers, discretion."""
