"""Refreshers: memories, unsolicited messages, ticks of the loop."""
