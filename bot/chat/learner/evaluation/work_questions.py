"""Three questions about work, 60 to 90 days after assigned work: counted, and nobody's.

They come once, as what nobody asked for comes, and not again within a year. Whoever wants no
refreshers now gets no questions either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.playing.modes import UNCOUNTED
from bot.app.ports import Clock
from bot.chat.date_phrases import month_in
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button, Screen
from bot.chat.learner.evaluation import work_question_screens
from bot.chat.learner.evaluation.actions import AskWork, LeaveWork, SayWork
from bot.chat.learner.helplines.helplines import Lines
from bot.locale import Words, words
from scenarios.model import Scenario
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import PRACTICE, UNSURE, VALUES
from storage.agencies.work_surveys import WORK
from storage.db.database import Database
from storage.db.months import moved
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.playing.attempts import Attempt
from storage.refreshers import prompts

ASKS = "work"  # the teller
AFTER = timedelta(days=60)
UNTIL = timedelta(days=90)


def promise(conn: Connection, scenario: Scenario, attempt: Attempt, now: datetime) -> None:
    """Promise the questions, where assigned work has just ended and none are promised yet.

    Args:
        conn: The connection of the unit that ended it.
        scenario: What was played.
        attempt: As it ended.
        now: The moment.
    """
    if attempt.assignment is None or attempt.mode in UNCOUNTED or scenario.use == "test":
        return
    person = people.get(conn, attempt.person)
    if person is None or jobs.pending_keys(conn, notices.KIND, [_topic(person)]):
        return
    since = month_in(person.timezone, now + AFTER)
    if (work_surveys.month(conn, person.id, WORK) or "") >= moved(since, -12):
        return
    _promise(conn, person, now + AFTER, now + UNTIL, since)


def _promise(
    conn: Connection, person: Person, due_at: datetime, not_after: datetime, since: str
) -> None:
    what = {"what": ASKS, "since": since, "until": int(not_after.timestamp())}
    key = f"{_topic(person)}:{int(due_at.timestamp())}"
    notices.promise(conn, person.id, key, due_at, what, about=_topic(person), not_after=not_after)


def _topic(person: Person) -> str:
    return f"{ASKS}:{person.id}"


class Working:
    """Tells that there are three questions, puts them, and counts what is answered."""

    def __init__(self, database: Database, lines: Lines, clock: Clock) -> None:
        self._database = database
        self._lines = lines
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={AskWork: self.ask, SayWork: self.take, LeaveWork: self.leave})

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller: that there are three questions, unless it is not the time for them."""
        now, rhythm = self._clock.now(), prompts.preferences(conn, person.id)
        if rhythm.state != "on":
            return None
        until = datetime.fromtimestamp(what["until"], UTC)
        if rhythm.snoozed_until is not None and rhythm.snoozed_until > now:
            if rhythm.snoozed_until < until:
                _promise(conn, person, rhythm.snoozed_until, until, what["since"])
            return None
        month = month_in(person.timezone, now)
        # A message that did not arrive is told again, and was noted the first time.
        again = (work_surveys.month(conn, person.id, WORK) or "") >= what["since"]
        if not again and not work_surveys.ask_again(
            conn, person.id, WORK, month, moved(month, -12)
        ):
            return None
        return News(
            work_question_screens.news(speak),
            Button(speak.say("Three short questions"), AskWork()),
            Button(speak.say("Leave them out"), LeaveWork()),
        )

    async def ask(self, _visitor: Visitor, person: Person, _action: AskWork) -> Reply:
        """The first question that is open."""
        return await self._next(person)

    async def take(self, _visitor: Visitor, person: Person, action: SayWork) -> Reply:
        """Count an answer, once, and put the next question.

        Without a concern there is none to pass on, and that question is left out.
        """
        item, value, now = action.item, action.value, self._clock.now()
        if item not in PRACTICE or value not in VALUES[item]:  # forged
            return await self._next(person)
        month, place = month_in(person.timezone, now), PRACTICE.index(item)

        def unit(conn: Connection) -> bool:
            counts = work_surveys.mark_passed(conn, person.id, WORK, place, since=moved(month, -1))
            if counts:
                survey_tallies.count(conn, person.agency, item, value, month)
            return counts

        counts = await self._database.write(unit)
        if counts and value == "none":
            return _shown(work_question_screens.question_screen(words(person.language), UNSURE))
        if counts and (item, value) == (UNSURE, "yes"):
            lines = await self._lines.told(person.agency, person.language)
            return _shown(work_question_screens.unsure_screen(words(person.language), lines))
        return await self._next(person)

    async def leave(self, _visitor: Visitor, person: Person, _action: LeaveWork) -> Reply:
        """Answer no more of them."""
        last = len(PRACTICE) - 1
        await self._database.write(
            lambda conn: work_surveys.mark_passed(conn, person.id, WORK, last)
        )
        return _shown(work_question_screens.over_screen(words(person.language)))

    async def _next(self, person: Person) -> Reply:
        """The next question; after the last one, or when they are too old, that they are over."""
        speak, month = words(person.language), month_in(person.timezone, self._clock.now())

        def unit(conn: Connection) -> int | None:
            if (work_surveys.month(conn, person.id, WORK) or "") < moved(month, -1):
                return None
            return work_surveys.step(conn, person.id, WORK)

        step = await self._database.read(unit)
        if step is None or step >= len(PRACTICE):
            return _shown(work_question_screens.over_screen(speak))
        return _shown(work_question_screens.question_screen(speak, PRACTICE[step]))


def _shown(screen: Screen) -> Reply:
    return Reply(screen, place=Place.SAME)
