"""Timeouts of API calls."""

from dataclasses import dataclass
from typing import TypeAlias

Seconds: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts of the phases of a call, in seconds; None for no limit.

    A lost SYN is repeated after 1, 3 and 7 s. Pool and connect together end before the long gap,
    so that a new attempt starts within 2 s.
    """

    read: Seconds = 5.0
    write: Seconds = 5.0
    connect: Seconds = 4.0
    pool: Seconds = 1.0
    upload: Seconds = 20.0

    @property
    def connection(self) -> Seconds:
        """The timeout for getting a connection, idle or new."""
        return _sum(self.pool, self.connect)

    @property
    def response(self) -> Seconds:
        """The timeout from then until the response is complete."""
        return _sum(self.write, self.read)


def _sum(*parts: Seconds) -> Seconds:
    return None if None in parts else sum(part for part in parts if part is not None)
