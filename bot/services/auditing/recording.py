"""What people do with a role is recorded, whichever service they come to."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.services.actions import Action
from bot.services.ports import Clock
from bot.services.rights import LOOKING
from storage import deeds
from storage.database import Database
from storage.deeds import Deed
from storage.people import Person

# What an action is about, the closest first. What else it names may be a secret, such as a token.
NAMED = (
    "person",
    "attempt",
    "certificate",
    "agency",
    "role",
    "assignment",
    "session",
    "test",
    "approval",
    "place",
    "cohort",
    "scenario",
)


def name_of(action: Action) -> str:
    """What is recorded of a tap: the name of its action, such as ``make-link``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(action).__name__).lower()


class Recording:
    """Records acts with a role.

    What changes something is recorded in the unit that changes it; this says whose deed the unit
    is. What only shows people, or the work of others, is recorded once it was found, before it is
    shown.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def of(self, person: Person, name: str, wish: object) -> AsyncIterator[None]:
        """Around what is done for someone.

        Args:
            person: Who wishes for something.
            name: What, in a fixed word: never what they wrote.
            wish: The wish itself; of an action its ids are taken.
        """
        deed = Deed(name, self._clock.now(), person.id, _about(wish))
        with deeds.doing(deed):
            yield
            if _is_look(deed) and not deed.recorded:
                await self._database.write(deeds.shown)


def _is_look(deed: Deed) -> bool:
    return deed.use is not None and (deed.looked or deed.use.act in LOOKING)


def _about(wish: object) -> tuple[str, str] | None:
    if not isinstance(wish, Action):
        return None
    named = ((kind, getattr(wish, kind, None)) for kind in NAMED)
    return next(((kind, one) for kind, one in named if isinstance(one, str) and one), None)
