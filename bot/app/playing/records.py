"""Between the domain's words and the rows that keep them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scenarios.engine import ContinueAct
from scenarios.events import Answered, Asked, Continued, Ended, Event, Started
from scenarios.model import COMPETENCIES, Act, Outcome, Scenario
from scenarios.score import Band, Critical, Result
from storage.playing import attempts
from storage.playing import events as rows

STARTED = "started"  # the kind of the first event of every attempt
WENT_ON = "went-on"  # the kind of the event after a stop
CORRECTED = "corrected"  # the kind of event that tells of new texts; nothing was done


def event_row(event: Event, language: str, at: datetime) -> rows.Event:
    match event:
        case Answered():
            return rows.Event(
                turn=event.turn,
                kind=event.kind,
                language=language,
                at=at,
                scene=event.scene,
                act={"act": event.act, "band": event.band} if event.band else {"act": event.act},
                credit={competency: float(points) for competency, points in event.earned.items()},
                error=event.error,
                critical=event.critical,
            )
        case Asked():
            act = {"act": event.question}
            return rows.Event(event.turn, "asked", language, at, scene=event.scene, act=act)
        case Ended():
            act = {"outcome": event.outcome}
            return rows.Event(event.turn, "ended", language, at, scene=event.scene, act=act)
        case Continued():
            return rows.Event(event.turn, WENT_ON, language, at, scene=event.scene)
        case Started():
            began = {"place": dict(event.place)} if event.place else None
            return rows.Event(event.turn, STARTED, language, at, scene=event.scene, act=began)


def corrected_row(turn: int, old: str, new: str, language: str, at: datetime) -> rows.Event:
    """The event row of a switch to an edition with corrected texts."""
    act = {"from": old, "to": new}
    return rows.Event(turn, CORRECTED, language, at, act=act)


def in_place(scenario: Scenario, events: Iterable[rows.Event]) -> Scenario:
    """The scenario in the place where an attempt began, as the rows of its events tell."""
    began = next((event for event in events if event.kind == STARTED and event.act), None)
    return scenario.in_place(began.act["place"] if began is not None else {})


def acts(scenario: Scenario, events: Iterable[rows.Event]) -> list[Act]:
    """The acts that the rows of an attempt's events tell of, to be replayed.

    A turn has one act; where it made several events, the first of them tells it.
    """
    found: dict[int, Act] = {}
    for event in events:
        act = _act(scenario, event)
        if act is not None:
            found.setdefault(event.turn, act)
    return list(found.values())


def _act(scenario: Scenario, event: rows.Event) -> Act | None:
    if event.kind == WENT_ON:
        return ContinueAct(event.turn)
    scene = scenario.scenes.get(event.scene or "")
    if scene is None or scene.decision is None or event.act is None or event.kind == STARTED:
        return None
    read = scene.decision.read if event.kind == "asked" else scene.decision.closing_act
    return read(event.turn, event.act["act"])


def result_row(result: Result) -> attempts.Result:
    detail = {
        "bands": dict(result.bands),
        "missed": result.missed,
        "over_called": result.over_called,
        "unsafe": result.unsafe,
        "critical": [[critical.scene, critical.act, critical.band] for critical in result.critical],
    }
    return attempts.Result(result.outcome, result.score, result.passed, detail)


def result_of(row: attempts.Result) -> Result:
    """The result that a row tells of."""
    detail = row.detail
    return Result(
        outcome=_outcome(row.outcome),
        score=row.score,
        passed=row.passed,
        # PostgreSQL keeps the keys of JSON in an order of its own.
        bands={
            competency: Band(detail["bands"][competency])
            for competency in COMPETENCIES
            if competency in detail["bands"]
        },
        missed=detail["missed"],
        over_called=detail["over_called"],
        unsafe=detail["unsafe"],
        critical=tuple(
            Critical(**dict(zip(_OF_CRITICAL, values, strict=False)))
            for values in detail["critical"]
        ),
    )


_OF_CRITICAL = ("scene", "act", "band")
"""The stored fields of a critical act, in order; early rows have no band."""


def _outcome(text: str) -> Outcome:
    outcomes: dict[str, Outcome] = {"safe": "safe", "mixed": "mixed", "harmful": "harmful"}
    return outcomes[text]
