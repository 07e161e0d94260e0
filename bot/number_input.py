"""Numbers as people type them."""

from __future__ import annotations

import unicodedata

_LONGEST = 20


def typed_number(typed: str, most: int) -> int | None:
    """The number that was typed, in whichever digits.

    Args:
        typed: What came.
        most: The largest that can be meant.

    Returns:
        It; None where it is none, or larger.
    """
    plain = unicodedata.normalize("NFKC", typed.strip()[:_LONGEST])
    if not plain.isdecimal() or len(plain) > len(str(most)):
        return None
    number = int(plain)
    return number if number <= most else None
