"""Between the domain's words and the rows that keep them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scenarios.engine import GoOn
from scenarios.events import Answered, Ended, Event, Started, WentOn
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Outcome
from scenarios.score import Band, Result
from storage import attempts as rows


def event_row(event: Event, language: str, at: datetime) -> rows.Event:
    """An event as a row."""
    match event:
        case Answered():
            return rows.Event(
                turn=event.turn,
                kind=event.kind,
                language=language,
                at=at,
                scene=event.scene,
                act={"choice": event.act},
                credit={one: float(points) for one, points in event.earned.items()},
                error=event.error,
                critical=event.critical,
            )
        case Ended():
            act = {"outcome": event.outcome}
            return rows.Event(event.turn, "ended", language, at, scene=event.scene, act=act)
        case WentOn():
            return rows.Event(event.turn, "went-on", language, at, scene=event.scene)
        case Started():
            return rows.Event(event.turn, "started", language, at, scene=event.scene)


def acts(events: Iterable[rows.Event]) -> list[Act]:
    """The acts that a row of events tells of, to be replayed."""
    found: list[Act] = []
    for event in events:
        if event.kind == "choose" and event.act is not None:
            found.append(Choose(event.turn, event.act["choice"]))
        elif event.kind == "went-on":
            found.append(GoOn(event.turn))
    return found


def result_row(result: Result) -> rows.Result:
    """A result as a row."""
    detail = {
        "bands": dict(result.bands),
        "missed": result.missed,
        "over_called": result.over_called,
        "unsafe": result.unsafe,
        "critical": [list(one) for one in result.critical],
    }
    return rows.Result(result.outcome, result.score, result.passed, detail)


def result_of(row: rows.Result) -> Result:
    """The result that a row tells of."""
    detail = row.detail
    return Result(
        outcome=_outcome(row.outcome),
        score=row.score,
        passed=row.passed,
        bands={competency: Band(band) for competency, band in detail["bands"].items()},
        missed=detail["missed"],
        over_called=detail["over_called"],
        unsafe=detail["unsafe"],
        critical=tuple((scene, act) for scene, act in detail["critical"]),
    )


def _outcome(text: str) -> Outcome:
    outcomes: dict[str, Outcome] = {"safe": "safe", "mixed": "mixed", "harmful": "harmful"}
    return outcomes[text]
