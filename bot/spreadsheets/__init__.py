"""Reads spreadsheets that anybody may send, within bounds of size, memory and time."""

from __future__ import annotations


class UnreadableFile(Exception):
    """A file cannot be read; the message says what is wrong and what to do."""
