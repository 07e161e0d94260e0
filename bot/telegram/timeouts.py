"""How long the parts of a call to Telegram may take."""

from dataclasses import dataclass
from typing import TypeAlias

Seconds: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the parts of a call may take, in seconds; None waits for ever.

    A lost SYN is repeated after 1, 3 and 7 s. Pool and connect together end before the long gap, so
    that a new attempt comes within 2 s.
    """

    read: Seconds = 5.0
    write: Seconds = 5.0
    connect: Seconds = 4.0
    pool: Seconds = 1.0
    upload: Seconds = 20.0

    @property
    def connection(self) -> Seconds:
        """How long it may take to get a connection, free or new."""
        return _sum(self.pool, self.connect)

    @property
    def response(self) -> Seconds:
        """How long it may then take until the whole response is there."""
        return _sum(self.write, self.read)


def _sum(*parts: Seconds) -> Seconds:
    return None if None in parts else sum(part for part in parts if part is not None)
