"""Files in which texts travel to a translator and back: sheets and PO files."""

from __future__ import annotations


class Unreadable(Exception):
    """A file is not what it should be; the text says what is wrong and what to do."""
