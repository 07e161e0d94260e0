"""People whose time zone changes in the middle, and the hours in which they may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from bot.app import notices
from bot.app.onboarding.consent import NOTICE
from bot.app.preferences.contact_hours import hours_for, hours_of
from bot.app.preferences.time_zones import ZONES
from bot.app.refreshers.prompt_schedule import KIND, SPREAD
from bot.chat.kit.routes import call
from bot.chat.learner.personal_settings import set_time_zone
from bot.chat.learner.refresher_prompts import next_refresher
from bot.chat.routes import ROUTES
from bot.locale import words
from bot.outbox.refresher_sending import BUSY
from bot.phrases.date_phrases import zone_name
from bot.sandbox import Sandbox
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.refreshers import prompts
from tests.bench.soak.diary import buttons
from tests.helpers.staff import leads
from tests.simulation.virtual_time import Clocks

PAUSE = 45.0  # seconds between two changes, at the middle
PATIENCE = 30.0  # seconds after which somebody who sees nothing new taps again
A_SECOND = timedelta(seconds=1)
UNDER_WAY = 20
"""Seconds that a message may be on its way after it was found to be due."""


@dataclass
class _Stay:
    """A zone, from when it may have been in force, and until when."""

    zone: str
    begins: datetime
    ends: datetime | None = None


class Traveller:
    """Sets a time zone, waits until that is shown, and later sets another one."""

    def __init__(
        self, sandbox: Sandbox, person_id: str, chat: int, clocks: Clocks, dice: Random
    ) -> None:
        self.person_id = person_id
        self.over = False
        self._sandbox = sandbox
        self._phone = sandbox.world.person(chat)
        self._clocks = clocks
        self._dice = dice
        self._stays: list[_Stay] = []

    @property
    def changes(self) -> int:
        """How many changes were asked for."""
        return len(self._stays) - 1

    def arrive(self, conn: Connection) -> None:
        """Accept the notice, as whoever has settings did."""
        found = self._row(conn)
        people.change(conn, found.id, notice=NOTICE, notice_at=found.created_at)
        self._stays.append(_Stay(found.timezone, self._clocks.true()))

    async def travel(self) -> None:
        """Change the zone now and then until it is over."""
        self._sandbox.people.says(self._phone, "/settings")
        while not self.over:
            await self._sandbox.sleep(self._dice.expovariate(1 / PAUSE))
            if self._newest() is not None:
                await self._change(self._dice.choice(sorted(ZONES)))

    def faults(self, conn: Connection, now: datetime) -> list[str]:
        """What is wrong at the end: prompts that came at a wrong hour, or are promised for one."""
        person = self._row(conn)
        wrong = [
            f"{person.id} was written to at {self._clocks.wall(came):%a %H:%M} UTC"
            for came in self._prompted()
            if not self._may_come(person, came)
        ]
        if all(stay.ends or stay.zone != person.timezone for stay in self._stays):
            wrong.append(f"{person.id} is in {person.timezone}, and was shown another zone")
        # What was planned before the clock was set back is looked at again when its time has come.
        planned = self._clocks.latest()
        due, hours = jobs.due_at(conn, KIND, person.id), hours_for(conn, person)
        # One that was withdrawn may have arrived all the same: then the next comes a day later.
        soonest = notices.earliest(person, hours, planned)
        if due is None:
            wrong.append(f"{person.id} is promised no prompt")
        elif due > planned + BUSY and hours.slot(due) is None:
            wrong.append(f"{person.id} is promised a prompt outside of their hours, at {due}")
        elif prompts.last(conn, person.id) is None and due > soonest + SPREAD + BUSY:
            wrong.append(f"{person.id} is promised a prompt too late, at {due}")
        return wrong

    def _row(self, conn: Connection) -> Person:
        found = people.get(conn, self.person_id)
        assert found is not None
        return found

    async def _change(self, zone: str) -> None:
        """Tap a zone, again and again until it is shown."""
        self._stays.append(_Stay(ZONES[zone], self._clocks.true()))
        while not self._is_shown(ZONES[zone]):
            if self.over:
                return
            if (message := self._newest()) is not None:
                self._sandbox.people.taps(self._phone, message, call(set_time_zone, zone).data)
            await self._phone.signal.wait(PATIENCE)
            await self._sandbox.sleep(1.0)
        for stay in self._stays[:-1]:
            stay.ends = stay.ends or self._clocks.true()

    def _newest(self) -> int | None:
        """The bot's newest message."""
        for number, message in reversed(self._phone.messages.items()):
            if message.shown["from"]["is_bot"] and not message.deleted:
                return number
        return None

    def _is_shown(self, zone: str) -> bool:
        number, speak = self._newest(), words("en")
        expected = speak.say("Now: {zone}", zone=zone_name(speak, zone))
        return number is not None and expected in self._phone.messages[number].shown.get("text", "")

    def _prompted(self) -> Iterator[datetime]:
        """The seconds in which prompts came, by their beginning."""
        for message in self._phone.messages.values():
            calls = (ROUTES.read(data) for data in buttons(message.shown))
            if any(action is not None and leads(action, next_refresher) for action in calls):
                yield datetime.fromtimestamp(message.shown["date"], UTC)

    def _may_come(self, person: Person, came: datetime) -> bool:
        """Whether a message was sent within the hours of a zone that was in force."""
        until = came + A_SECOND
        moments = [until - ago * A_SECOND for ago in range(UNDER_WAY + 1)]
        return any(
            stay.begins <= sent <= (stay.ends or until)
            and hours_of(replace(person, timezone=stay.zone)).slot(self._clocks.wall(sent))
            for stay in self._stays
            for sent in moments
        )
