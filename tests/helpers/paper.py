"""Answers from paper: the case of all kinds, answered to its end."""

from __future__ import annotations

from bot.services.inviting import transcript
from bot.services.inviting.transcript import Transcript
from bot.services.room import course
from tests.helpers.kinds_case import kinds_case


def answers(assignment: str) -> Transcript:
    """What is entered when everything is answered with the first option, or with all of them."""
    scenario = kinds_case()
    found = Transcript(assignment, scenario.edition)
    while not (standing := transcript.standing(scenario, "en", found)).is_over:
        decision = course.decision_at(scenario, standing.at)
        options = range(len(transcript.options(scenario, standing.at)))
        if decision is None or not decision.drafted:
            found = transcript.taken(scenario, found, 0)
            continue
        for option in options:
            found = transcript.marked(scenario, found, option, on=True)
        found = transcript.done(scenario, found)
    return found
