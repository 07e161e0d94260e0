"""A like case, offered two days after one in which someone could have been endangered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import records
from bot.app.playing.modes import UNCOUNTED
from bot.chat.kit.actions import ShowCard
from bot.chat.kit.screen import Button
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News, Teller
from scenarios import position
from scenarios.model import Scenario, Use
from scenarios.rendering import told
from storage.people.people import Person
from storage.playing import attempts
from storage.playing.attempts import Attempt

WHAT = "parallel"
LATER = timedelta(hours=48)


def promise(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    scenario: Scenario,
    attempt: Attempt,
    now: datetime,
) -> None:
    """Promise a like case, where an attempt has just ended with someone in danger.

    Args:
        conn: The connection of the unit that ended it.
        shelf: What can be begun, by id.
        scenario: What was played.
        attempt: As it ended.
        now: The moment.
    """
    if attempt.result is None or attempt.mode in UNCOUNTED or scenario.use == "test":
        return
    if not records.result_of(attempt.result).critical:
        return
    like = like_case(shelf, scenario, position.read(attempt.position).scene)
    if like is None:
        return
    what = {"what": WHAT, "scenario": like, "since": int(now.timestamp())}
    # One at a time, however often something like this happens meanwhile.
    notices.promise(
        conn, attempt.person, f"{WHAT}:{attempt.person}", now + LATER, what, about=attempt.id
    )


def like_case(shelf: Mapping[str, Scenario], scenario: Scenario, ending: str) -> str | None:
    """The case that an ending names, or else one of the same track; None where there is none."""
    named = scenario.endings[ending].parallel
    if named is not None and named in shelf and shelf[named].use != "test":
        return named
    return of_track(shelf, scenario, "practice")


def worked_case(shelf: Mapping[str, Scenario], scenario: Scenario, ending: str) -> str | None:
    """The worked example that an ending names, or else that of the track; None without one."""
    named = scenario.endings[ending].worked if ending in scenario.endings else None
    if named is not None and named in shelf and shelf[named].use != "test":
        return named
    return of_track(shelf, scenario, "worked")


def of_track(shelf: Mapping[str, Scenario], scenario: Scenario, use: Use) -> str | None:
    """Another case of a scenario's track for some use; what is most like it, then the first."""
    same = (
        one
        for one in shelf.values()
        if one.track == scenario.track and one.use == use and one.id != scenario.id
    )
    alike = ((one.should_refer != scenario.should_refer, one.id) for one in same)
    return min(alike, default=(False, None))[1]


def related_case(
    shelf: Mapping[str, Scenario], scenario: Scenario, among: Collection[str]
) -> str | None:
    """A case to practise after another: one that its endings name, or else one of its track.

    Args:
        shelf: What can be begun, by id.
        scenario: What was played.
        among: The ids that it may be.
    """
    named = (one.parallel for one in scenario.endings.values())
    found = next((one for one in named if one in among), None)
    return found or of_track({one: shelf[one] for one in among}, scenario, "practice")


def teller(library: Library) -> Teller:
    """Offers the like case, unless it is gone or was played meanwhile."""

    def tell(
        conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        scenario = library.scenarios.get(what["scenario"])
        if scenario is None or attempts.begun_since(
            conn, person.id, scenario.id, datetime.fromtimestamp(what["since"], UTC)
        ):
            return None
        title = told(scenario, speak.language, 0, "title", scenario.opening) or scenario.id
        text = speak.say("Another case like the one before is here when you are ready.")
        return News(text, Button(title, ShowCard(scenario.id)))

    return tell
