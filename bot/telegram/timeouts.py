"""How long the parts of a call to Telegram may take."""

from dataclasses import dataclass
from typing import TypeAlias

Seconds: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the parts of a call may take, in seconds; None waits for ever.

    A lost SYN is repeated after 1, 3 and 7 s. Pool and connect together end before the long gap, so
    that a new attempt comes within 2 s.
    """

    read: Seconds = 5.0
    write: Seconds = 5.0
    connect: Seconds = 4.0
    pool: Seconds = 1.0
    upload: Seconds = 20.0

    def shared(self) -> tuple[Seconds, Seconds]:
        """How long until there is a connection, and then until there is the answer."""
        return together(self.pool, self.connect), together(self.write, self.read)


def together(*parts: Seconds) -> Seconds:
    """How long some parts may take one after another."""
    return None if None in parts else sum(part for part in parts if part is not None)
