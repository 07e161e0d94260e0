"""What people are told of what is assigned to them, unasked: once, in their own hours.

What is promised here is about a *topic*: the assignment, or the series of a programme's steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import open_work
from bot.app.ports import Clock
from bot.chat.date_phrases import due_of
from bot.chat.kit.screen import Button
from bot.chat.labels import given_title, mode_name
from bot.chat.learner.assigned_work.actions import ShowAssigned
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.outbox import jobs
from storage.people.people import Person

ASSIGNED, CHANGED, PAUSED = "assigned", "changed", "paused"  # tellers of notices
DAY, MARK, MANY = "day", "mark", "tries"  # what may be changed


def topic(given: Assignment) -> str:
    """What names an assignment, or all steps of a programme together."""
    return given.series or given.id


def promise(
    conn: Connection,
    given: Assignment,
    person_id: str,
    at: datetime,
    *,
    instead_of: str | None = None,
    begun: bool = False,
    place: int = 0,
) -> None:
    """Promise to tell someone of what was assigned to them.

    Args:
        conn: The connection of the unit that assigns it.
        given: What.
        person_id: Whom.
        at: Not before this moment.
        instead_of: The topic of which they were told by mistake: then it waits for no other day.
        begun: Whether they are told also where they have done some of it, as on paper.
        place: How many are told of it before them.
    """
    what: dict[str, Any] = {"what": ASSIGNED, "assignment": topic(given)}
    if instead_of is not None:
        what["instead_of"] = instead_of
    if begun:
        what["begun"] = True
    notices.promise(
        conn,
        person_id,
        key(given, person_id),
        at,
        what,
        about=topic(given),
        not_after=given.due_at,
        answers=instead_of is not None,
        place=place,
    )


def forgo(conn: Connection, given: Assignment, person_id: str) -> None:
    """Take back that someone is told of it, where they were not yet."""
    jobs.cancel(conn, notices.KIND, key(given, person_id))


def renew(conn: Connection, given: Assignment, whom: Collection[str], now: datetime) -> set[str]:
    """Promise anew to those who were not told yet, as it is now; returns who they are."""
    found = {}
    for one in jobs.about(conn, notices.KIND, topic(given)):
        if one.person in whom and one.key == key(given, one.person):
            found[one.person] = (one.payload or {}).get("instead_of")
    at = notices.turn(conn, now)
    for place, (person, instead_of) in enumerate(found.items()):
        forgo(conn, given, person)
        promise(conn, given, person, at, instead_of=instead_of, place=place)
    return set(found)


def untold(conn: Connection, given: Assignment) -> set[str]:
    """Who waits to be told of it, and is not being told just now."""
    waiting = jobs.pending_keys(conn, notices.KIND, [topic(given)])
    about = jobs.about(conn, notices.KIND, topic(given))
    return {one.person for one in about if one.key in waiting and one.key == key(given, one.person)}


def key(given: Assignment, person_id: str) -> str:
    """What names the promise to tell someone of it."""
    return f"{topic(given)}:{person_id}"


def own(conn: Connection, person: Person, about: str, now: datetime) -> list[AssignmentView]:
    """What someone has of a topic: one assignment, or the steps of a programme."""
    found = assignments.open_for(conn, person.id, now)
    return [one for one in found if topic(one.assignment) == about]


def to_do(
    conn: Connection, found: Iterable[AssignmentView], library: Library
) -> AssignmentView | None:
    """What of it is to be done now, if it can be played."""
    mine = next((one for one in found if open_work.is_to_do(one)), None)
    if mine is None or library.find(conn, mine.assignment.scenario) is None:
        return None
    return mine


class Telling:
    """Tells learners what was assigned to them."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def assigned(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of what was assigned; of what is theirs no more, or begun, nothing is said."""
        now = self._clock.now()
        found = own(conn, person, what["assignment"], now)
        mine = to_do(conn, found, self._library)
        if mine is None or (any(one.used for one in found) and "begun" not in what):
            return None
        given = mine.assignment
        title = given_title(self._library, speak, given)
        slots = {
            "cohort": mine.cohort_name,
            "title": title,
            "mode": mode_name(speak, given.mode),
            "due": due_of(speak, given.due_at, now, person.timezone),
        }
        wrong = self._wrong(conn, speak, what.get("instead_of"))
        if wrong is None:
            said = speak.say("{cohort}: “{title}”, {mode}, {due}.", **slots)
        elif wrong == title:
            said = speak.say("A correction from {cohort}: “{title}”, {mode}, {due}.", **slots)
        else:
            said = speak.say(
                "A correction from {cohort}: not “{wrong}” but “{title}”, {mode}, {due}.",
                wrong=wrong,
                **slots,
            )
        return News(said, Button(title, ShowAssigned(given.id), main=True))

    def _wrong(self, conn: Connection, speak: Words, about: str | None) -> str | None:
        """The title of what somebody was told by mistake."""
        if about is None:
            return None
        steps = assignments.of_series(conn, about)
        given = assignments.get(conn, about) or next(iter(steps), None)
        return given_title(self._library, speak, given) if given else None

    def mistaken(
        self, _conn: Connection, _speak: Words, _person: Person, _what: Mapping[str, Any]
    ) -> None:
        """The teller of a mistake after which nothing was assigned: that needs no words."""

    def changed(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of what was changed, as it stands by now."""
        if what["of"] == MARK:
            return self._judged(conn, speak, person, what["assignment"])
        now = self._clock.now()
        mine = to_do(conn, own(conn, person, what["assignment"], now), self._library)
        if mine is None:
            return None
        given = mine.assignment
        title = given_title(self._library, speak, given)
        text = (
            speak.say(
                "{cohort}: “{title}” has another last day: {due}.",
                cohort=mine.cohort_name,
                title=title,
                due=due_of(speak, given.due_at, now, person.timezone),
            )
            if what["of"] == DAY
            else speak.say(
                "{cohort}: “{title}” may be tried again.", cohort=mine.cohort_name, title=title
            )
        )
        return News(text, Button(title, ShowAssigned(given.id), main=True))

    def _judged(
        self, conn: Connection, speak: Words, person: Person, assignment: str
    ) -> News | None:
        """That a result is another by a new pass mark, whether or not it is still due."""
        given = assignments.given_to(conn, assignment, person.id)
        result = assignments.results(conn, [assignment])[assignment].get(person.id)
        if given is None or result is None:
            return None
        title, mark = given_title(self._library, speak, given), given.pass_mark
        text = (
            speak.say(
                "“{title}” now passes from {mark}%, and what you did is passed.",
                title=title,
                mark=mark,
            )
            if result.passed
            else speak.say(
                "“{title}” now passes from {mark}%, and what you did is not passed.",
                title=title,
                mark=mark,
            )
        )
        is_open = any(own(conn, person, assignment, self._clock.now()))
        way = Button(title, ShowAssigned(given.id), main=True) if is_open else None
        return News(text, way)

    def paused(
        self, conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of what was paused, to those who were in it."""
        given = assignments.get(conn, what["assignment"])
        if given is None or given.withdrawn_how != assignments.FREEZE:
            return None
        title = given_title(self._library, speak, given)
        return News(
            speak.say("Your trainer has paused “{title}”. Your place in it is kept.", title=title)
        )
