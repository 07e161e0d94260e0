"""How small a group may be whose numbers are shown."""

from typing import Final

FEWEST: Final = 5
"""People; what concerns fewer is never shown, nor can it be calculated."""
