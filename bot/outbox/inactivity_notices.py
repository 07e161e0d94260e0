"""Whoever does not come back is told before anything of theirs goes, and stays by one tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.ports import Clock
from bot.chat.date_phrases import date_of
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.privacy.actions import EraseMe, ShowMyData
from bot.chat.learner.retention.actions import Stay
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words, words
from bot.outbox import notices
from bot.outbox.notices import News
from storage.db.database import Database
from storage.outbox import jobs
from storage.people.people import Person
from storage.personal_data import inactivity

LEAVING = "leaving"
BEFOREHAND = timedelta(days=30)
"""Between being told and being erased."""
PATIENT = timedelta(days=3650)
"""A message that somebody goes is not dropped while it cannot be told."""
KEY = f"{LEAVING}:"


def tell_of(conn: Connection, person_id: str, now: datetime) -> None:
    """Promise to tell somebody that what is kept about them goes."""
    what = {"what": LEAVING, notices.FIRST: True}
    key = f"{KEY}{person_id}"
    notices.promise(conn, person_id, key, now, what, about=person_id, not_after=now + PATIENT)


def came_back(conn: Connection, person_id: str, now: datetime) -> None:
    """Somebody is here again: nothing goes, and nothing is told of it any more."""
    inactivity.note_return(conn, person_id, now)
    jobs.cancel(conn, notices.KIND, f"{KEY}{person_id}")


class Leaving:
    """Tells people, and hears whether they stay."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={Stay: self.stay})

    async def stay(self, _visitor: Visitor, person: Person, _action: Stay) -> Reply:
        """Go on keeping what is theirs."""
        now = self._clock.now()
        await self._database.write(lambda conn: came_back(conn, person.id, now))
        return Reply(_staying_screen(words(person.language)), place=Place.SAME)

    def tell(
        self, conn: Connection, speak: Words, person: Person, _what: Mapping[str, Any]
    ) -> News:
        """What somebody is told. The days until they go are counted from this moment."""
        until = self._clock.now() + BEFOREHAND
        inactivity.warn(conn, person.id, until)
        text = speak.say(
            "You have not been here for a long time. On {day} what is kept about you is erased: "
            "your name, your settings and your work. One tap, and all of it stays.",
            day=date_of(speak, until, person.timezone),
        )
        return News(
            text,
            Button(speak.say("Stay"), Stay(), main=True),
            Button(speak.say("What is kept about me"), ShowMyData()),
        )


def _staying_screen(speak: Words) -> Screen:
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("You stay, and so does all that is yours.")),
            Line(Role.TEXT, say("You can still erase it at any time.")),
        ),
        (
            Button(say("Today"), ShowToday(), main=True),
            Button(say("Erase it all"), EraseMe()),
        ),
    )


def may_go(
    conn: Connection, before: datetime, now: datetime, only: Sequence[str] | None = None
) -> list[str]:
    """Who may be erased now, for not having come back since a moment."""
    return inactivity.to_erase(conn, before, now - BEFOREHAND, now, KEY, only)


def to_be_told(conn: Connection, before: datetime, now: datetime) -> list[str]:
    """Who is to be told that they go."""
    return inactivity.unwarned(conn, before, now, KEY)
