"""Cases related to another; one is offered two days after someone could have been endangered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.library import Library
from bot.app.playing import records
from scenarios import position
from scenarios.model import Scenario, Use
from storage.playing import attempts
from storage.playing.attempts import UNCOUNTED, Attempt

RELATED = "parallel"
DELAY = timedelta(hours=48)


def queue_offer(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    scenario: Scenario,
    attempt: Attempt,
    now: datetime,
) -> None:
    """Queue the offer of a related case after an attempt that ended with someone in danger.

    Args:
        conn: The transaction that ended it.
        shelf: The scenarios that can be started, by id.
        scenario: The edition that was played.
        attempt: The finished attempt.
    """
    if attempt.result is None or attempt.mode in UNCOUNTED or scenario.use == "test":
        return
    if not records.result_of(attempt.result).critical:
        return
    like = like_case(shelf, scenario, position.read(attempt.position).scene)
    if like is None:
        return
    what = {"what": RELATED, "scenario": like, "since": int(now.timestamp())}
    # One at a time, however often something like this happens meanwhile.
    notices.queue(
        conn, attempt.person, f"{RELATED}:{attempt.person}", now + DELAY, what, about=attempt.id
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
        case
        for case in shelf.values()
        if case.track == scenario.track and case.use == use and case.id != scenario.id
    )
    alike = ((case.should_refer != scenario.should_refer, case.id) for case in same)
    return min(alike, default=(False, None))[1]


def related_case(
    shelf: Mapping[str, Scenario], scenario: Scenario, among: Collection[str]
) -> str | None:
    """A case to practise after another: one that its endings name, or else one of its track.

    Args:
        shelf: The scenarios that can be started, by id.
        scenario: The edition that was played.
        among: The ids of permitted cases.
    """
    named = (ending.parallel for ending in scenario.endings.values())
    found = next((name for name in named if name in among), None)
    return found or of_track({name: shelf[name] for name in among}, scenario, "practice")


def offered(
    conn: Connection, library: Library, person_id: str, scenario_id: str, since: datetime
) -> Scenario | None:
    """The case to offer, unless it is gone or was played meanwhile."""
    scenario = library.scenarios.get(scenario_id)
    if scenario is None or attempts.begun_since(conn, person_id, scenario.id, since):
        return None
    return scenario
