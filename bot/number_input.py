"""Numbers as people type them."""

from __future__ import annotations

import unicodedata

_LONGEST = 20


def typed_number(typed: str, most: int) -> int | None:
    """Parse a typed number in digits of any script.

    Args:
        most: The largest valid number.

    Returns:
        The number; None if invalid or larger.
    """
    plain = unicodedata.normalize("NFKC", typed.strip()[:_LONGEST])
    if not plain.isdecimal() or len(plain) > len(str(most)):
        return None
    number = int(plain)
    return number if number <= most else None
