"""Answers of other people: counted by person, first answers only, never fewer than five people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.app.playing.past_attempts import PastAttempt
from scenarios import debrief
from scenarios.debrief import Moment
from scenarios.kinds.base import split_parts
from storage.playing import peer_choices
from storage.playing.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class PeerAnswers:
    """The number of people who answered a decision, and who picked each part."""

    people: int
    parts: tuple[tuple[str, int], ...]


def peer_answers(conn: Connection, past: PastAttempt, moment: Moment) -> PeerAnswers | None:
    """The first answers of others to a decision; None if they are not shown.

    It is not told of what endangers someone, of orders, which have no parts to be counted, nor of
    so few that one might be known by it.
    """
    decision = debrief.decision_of(past.scenario, moment)
    if moment.answer.critical or decision.sequenced:
        return None
    scene = past.scenario.scenes[moment.answer.scene]
    acts = peer_choices.first_acts(
        conn, past.scenario.id, scene.id, scene.signature, but=past.attempt.person
    )
    people = sum(count for _, count in acts)
    if people < FEWEST:
        return None
    dangerous = {answer.act for answer in decision.every_answer() if answer.critical}
    counted = _counted(acts)
    known = ((part, counted[part]) for part in decision.ids if part not in dangerous)
    return PeerAnswers(people, tuple((part, count) for part, count in known if count))


def _counted(acts: Iterable[tuple[Mapping[str, Any], int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for act, people in acts:
        for part in set(split_parts(act["act"])):
            counted[part] += people
    return counted
