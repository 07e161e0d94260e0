"""The context that phrases need."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.locale import Words


class PhraseContext(Protocol):
    """The context of a reader: an open transaction, their language, and the time."""

    @property
    def conn(self) -> Connection:
        """An open transaction."""

    @property
    def words(self) -> Words:
        """The reader's language."""

    @property
    def now(self) -> datetime:
        """The moment, as aware UTC."""
