"""The quality of refreshers: forecasts against answers, answer times, and load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection

from bot.app.access.checks import ensure
from bot.app.access.rights import Right
from bot.app.request import Request
from scenarios.spaced_repetition.calibration import (
    Bin,
    Forecast,
    Score,
    bins,
    by_form,
    people,
    score,
)
from scenarios.spaced_repetition.memory import AskedForm, Grade
from storage.people.roles import EVERYWHERE
from storage.playing.small_groups import FEWEST
from storage.refreshers import memories, recall_rates
from storage.refreshers.memories import Review
from storage.refreshers.prompts import ANSWERED, ASKED, OPEN
from storage.refreshers.recall_rates import SentPrompt

WEEK = timedelta(days=7)
BINS = 5


@dataclass(frozen=True, slots=True)
class SlotResponse:
    """Of the prompts of one slot, how many were answered: at least one item of each."""

    slot: str
    people: int
    prompts: int
    answered: int


@dataclass(frozen=True, slots=True)
class PromptLoad:
    """The number of prompts sent.

    Attributes:
        people: The number of people who got any.
        prompts: The number of prompts in all.
        per_week: The mean number per person and week, from each person's first one on.
        most: The largest number that anybody got in any seven days.
    """

    people: int
    prompts: int
    per_week: float
    most: int


@dataclass(frozen=True, slots=True)
class ForecastQuality:
    """The quality of refreshers; figures of fewer than five people are left out."""

    people: int
    """Of how many people forecasts were made."""
    score: Score | None
    bins: Sequence[Bin]
    load: PromptLoad | None
    slots: Sequence[SlotResponse]


def quality(conn: Connection, request: Request) -> ForecastQuality:
    """The quality of refreshers, for an admin of all agencies.

    Raises:
        NotFound: The person is none.
    """
    ensure(conn, request.person, Right.SEE_ROLES, EVERYWHERE)
    sent = recall_rates.sent_prompts(conn)
    forecasts, unasked = past_forecasts(memories.everything(conn)), prompt_load(sent, request.now)
    enough = people(forecasts) >= FEWEST
    return ForecastQuality(
        people(forecasts),
        score(forecasts) if enough else None,
        bins(forecasts, FEWEST, BINS),
        unasked if unasked.people >= FEWEST else None,
        [slot for slot in slots(sent, request.now) if slot.people >= FEWEST],
    )


def report(reviews: Iterable[Review], sent: Sequence[SentPrompt], now: datetime) -> dict[str, Any]:
    """The whole report; figures of fewer than five people are left out.

    Args:
        reviews: Every answer of everybody.
        sent: Every prompt, person by person, the oldest first.
    """
    told = past_forecasts(reviews)
    unasked = prompt_load(sent, now)
    return {
        "forecasts": _sort(told) if people(told) >= FEWEST else None,
        "forms": {form: _sort(own) for form, own in by_form(told, FEWEST).items()},
        "slots": [asdict(slot) for slot in slots(sent, now) if slot.people >= FEWEST],
        "prompts": asdict(unasked) if unasked.people >= FEWEST else None,
    }


def past_forecasts(reviews: Iterable[Review]) -> list[Forecast]:
    """The forecasts of answers, as stored with them."""
    return [
        Forecast(
            review.person,
            cast("AskedForm", review.told),
            review.predicted,
            review.grade > Grade.AGAIN,
        )
        for review in reviews
        if review.predicted is not None
    ]


def _sort(found: Sequence[Forecast]) -> dict[str, Any]:
    row = [asdict(bucket) for bucket in bins(found, FEWEST)]
    return {"people": people(found), **asdict(score(found)), "bins": row}


def slots(sent: Iterable[SentPrompt], now: datetime) -> list[SlotResponse]:
    """The answered share of each slot, without last week's open prompts."""
    settled = [
        prompt
        for prompt in sent
        if prompt.state != OPEN or prompt.turn or now - prompt.made_at > WEEK
    ]
    found: dict[str, list[SentPrompt]] = {}
    for prompt in sorted(settled, key=lambda prompt: prompt.slot):
        found.setdefault(prompt.slot, []).append(prompt)
    return [
        SlotResponse(
            slot,
            len({prompt.person for prompt in own}),
            len(own),
            sum(prompt.state == ANSWERED or prompt.turn > 0 for prompt in own),
        )
        for slot, own in found.items()
    ]


def prompt_load(sent: Iterable[SentPrompt], now: datetime) -> PromptLoad:
    """The rate of unasked prompts since the first one, over at least a week."""
    prompts = most = 0
    weeks, whose = 0.0, 0
    unasked = (prompt for prompt in sent if prompt.slot != ASKED)
    for _, own in groupby(unasked, key=lambda prompt: prompt.person):
        moments = [prompt.made_at for prompt in own]
        whose += 1
        prompts += len(moments)
        weeks += max((now - moments[0]) / WEEK, 1.0)
        most = max(most, _most(moments))
    return PromptLoad(whose, prompts, prompts / weeks if weeks else 0.0, most)


def _most(moments: Sequence[datetime]) -> int:
    """The most of some moments, in order, within any seven days."""
    most = start = 0
    for at, moment in enumerate(moments):
        while moment - moments[start] >= WEEK:
            start += 1
        most = max(most, at - start + 1)
    return most
