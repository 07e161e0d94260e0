"""Wrong tokens are counted, so that nobody tries them out one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

MOST = 10
WITHIN = timedelta(hours=1)
_SWEPT_AT = 1000  # accounts; their lists are looked through when there are so many

Account: TypeAlias = tuple[int, int]  # a bot, and a Telegram id


class TokenRateLimit:
    """What each account tried of late. In memory: whoever waits for a restart waits as long."""

    def __init__(self) -> None:
        self._tried: dict[Account, dict[str, datetime]] = {}

    def is_exceeded(self, account: Account, now: datetime) -> bool:
        """Whether an account has tried so many wrong tokens that no more of its are looked at."""
        return len(list(self._recent(account, now))) >= MOST

    def record_wrong(self, account: Account, token: str, now: datetime) -> None:
        """Note a wrong token; the same one counts once."""
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
