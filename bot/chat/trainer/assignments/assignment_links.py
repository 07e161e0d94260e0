"""Where a trainer sees what came of something."""

from __future__ import annotations

from bot.chat.kit.actions import Action
from bot.chat.trainer.assignments.actions import ShowGiven, ShowSeries
from storage.assignments.assignments import Assignment


def way_to(given: Assignment) -> Action:
    """To an assignment; or to a programme as a whole, of which it is a step."""
    return ShowGiven(given.id, 0) if given.series is None else ShowSeries(given.series, 0)
