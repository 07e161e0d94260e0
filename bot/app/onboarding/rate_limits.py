"""Rate limits on wrong tokens, against guessing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

MOST = 10
WITHIN = timedelta(hours=1)
_SWEPT_AT = 1000  # accounts; their lists are looked through when there are so many

Account: TypeAlias = tuple[int, int]  # a bot, and a Telegram id


class TokenRateLimit:
    """Counts recent wrong tokens by account, in memory: a restart resets the counts."""

    def __init__(self) -> None:
        self._tried: dict[Account, dict[str, datetime]] = {}

    def is_exceeded(self, account: Account, now: datetime) -> bool:
        """Whether further tokens of an account are refused for now."""
        return len(list(self._recent(account, now))) >= MOST

    def record_wrong(self, account: Account, token: str, now: datetime) -> None:
        """Count a wrong token; the same one counts once."""
        if len(self._tried) >= _SWEPT_AT:
            self._tried = {
                pair: tokens
                for pair, tokens in self._tried.items()
                if any(at > now - WITHIN for at in tokens.values())
            }
        tokens = dict(self._recent(account, now))
        self._tried[account] = {**tokens, token: tokens.get(token, now)}

    def _recent(self, account: Account, now: datetime) -> Iterator[tuple[str, datetime]]:
        for token, at in self._tried.get(account, {}).items():
            if at > now - WITHIN:
                yield token, at
