"""Refreshers: memories, what goes out unasked, ticks of the loop."""
