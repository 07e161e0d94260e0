"""The languages of the program, by their codes."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final[dict[str, str]] = {"en": "English", "ar": "العربية"}
"""What each is called in itself."""
DEFAULT: Final = "en"
