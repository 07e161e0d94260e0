"""What phrases may ask of the context in which they are used."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.locale import Words


class PhraseContext(Protocol):
    """Somebody reads something: an open transaction, their language, and the moment."""

    @property
    def conn(self) -> Connection:
        """An open transaction."""

    @property
    def words(self) -> Words:
        """The reader's language."""

    @property
    def now(self) -> datetime:
        """The moment, as aware UTC."""
