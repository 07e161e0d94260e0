"""Whether forecasts are any good: for those who may see roles everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import ensure
from bot.app.access.rights import Right
from bot.app.playing.peer_answers import FEWEST
from bot.app.ports import Clock
from bot.app.refreshers.forecast_quality import load, made, slots
from bot.chat.admin.forecasts.forecast_screens import Rated, forecasts_screen
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.cohorts.actions import ShowForecasts
from bot.locale import words
from scenarios.spaced_repetition.calibration import bins, people, score
from storage.db.database import Database
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from storage.refreshers import memories, recall_rates
from storage.refreshers.memories import Review
from storage.refreshers.recall_rates import SentPrompt

BINS = 5


class Forecasts:
    """What an admin sees of how refreshers do."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowForecasts: self._shown})

    async def _shown(self, _visitor: Visitor, person: Person, _action: ShowForecasts) -> Reply:
        now = self._clock.now()

        def unit(conn: Connection) -> Rated:
            ensure(conn, person, Right.SEE_ROLES, EVERYWHERE)
            return rated(memories.everything(conn), recall_rates.sent_prompts(conn), now)

        found = await self._database.survey(unit)
        return Reply(forecasts_screen(words(person.language), found), place=Place.SAME)


def rated(reviews: Sequence[Review], sent: Sequence[SentPrompt], now: datetime) -> Rated:
    """How refreshers do, without what rests on under five people.

    Args:
        reviews: Every answer of everybody.
        sent: Every prompt, person by person, the oldest first.
        now: The moment.
    """
    told, unasked = made(reviews), load(sent, now)
    enough = people(told) >= FEWEST
    return Rated(
        people(told),
        score(told) if enough else None,
        bins(told, FEWEST, BINS),
        unasked if unasked.people >= FEWEST else None,
        [one for one in slots(sent, now) if one.people >= FEWEST],
    )
