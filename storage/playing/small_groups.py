"""The minimum size of a group for disclosed figures."""

from typing import Final

FEWEST: Final = 5
"""People; figures of smaller groups are never shown, and cannot be derived."""
