"""A recap of an attempt for a returning learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.playing import records
from scenarios import debrief, position
from scenarios.debrief import AnswerText
from scenarios.model import Scenario
from scenarios.rendering import render_text
from storage.playing import events
from storage.playing.attempts import Attempt

AWAY = timedelta(hours=12)
"""The idle time after which a recap is shown."""
LAST = 2
"""The number of last answers in a recap."""


@dataclass(frozen=True, slots=True)
class Recap:
    """The events before the last answer, which its screen shows anyway."""

    story: str | None
    """The author's text at the last stop passed; None before the first stop."""
    answers: tuple[AnswerText, ...]


def is_back(attempt: Attempt, now: datetime) -> bool:
    """Whether an attempt rested long enough for a recap."""
    return attempt.state == "running" and now - attempt.moved_at >= AWAY


def recap(conn: Connection, scenario: Scenario, attempt: Attempt) -> Recap:
    """The recap so far.

    Raises:
        BrokenScenario: Its events are not of this edition.
        UnreadablePosition: Its position cannot be read.
    """
    happened = events.of(conn, attempt.id)
    at = position.read(attempt.position)
    scenario = records.in_place(scenario, happened)
    moments = debrief.moments(scenario, records.acts(scenario, happened))
    before = moments[:-1] if at.answered is not None else moments
    stops = [event.scene for event in happened if event.kind == records.WENT_ON]
    story = (
        render_text(scenario, attempt.language, attempt.seed, f"scenes.{stops[-1]}.stop", at.state)
        if stops
        else None
    )
    answers = (
        debrief.render_moment(scenario, attempt.language, attempt.seed, moment).chosen
        for moment in before[-LAST:]
    )
    return Recap(story, tuple(answers))
