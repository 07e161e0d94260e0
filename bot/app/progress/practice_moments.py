"""Moments: single decisions to practise in a minute, which count for nothing and leave no row.

A moment is the look-alike of a decision: a story of its own in the same field of work, so it gives
nothing of its case away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.refreshers.deck import items_of
from bot.app.refreshers.prompt_view import facts_for
from bot.app.request import Request
from scenarios.catalogue.tracks import track
from scenarios.model import Form, Scenario
from scenarios.seeded_random import draw, shuffled
from scenarios.spaced_repetition.items import (
    ItemFeedback,
    ItemQuestion,
    Source,
    judge_choice,
    render_item,
)
from storage.people.people import Person
from storage.playing import outcomes

FORM: Final[Form] = "look-alike"
"""The presentation of a moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as presented."""

    source: Source
    asked: ItemQuestion

    @property
    def signature(self) -> str:
        """Names the moment in buttons."""
        return self.source.signature


def first_moment(conn: Connection, request: Request, library: Library) -> Moment | None:
    """A newcomer's first decision: the shortest of their own field of work; None without one."""
    person = request.person
    own = [source for source in _sources(library.practice) if _is_own(source, person)]
    moments = (_moment(conn, request, source) for source in own)
    return min(moments, key=_length, default=None)


def next_moment(
    conn: Connection, request: Request, library: Library, after: str = ""
) -> Moment | None:
    """A moment to practise now; None where the library has none.

    Those of the person's own field come first, and of cases that they have not finished: what was
    met there comes back as a refresher.

    Args:
        request: Of the learner.
        after: The signature of the moment before; without one the day chooses.
    """
    ordered = _in_order(
        library.practice, request.person, outcomes.finished(conn, request.person.id)
    )
    if not ordered:
        return None
    signatures = [source.signature for source in ordered]
    place = signatures.index(after) + 1 if after in signatures else _day(request.now)
    return _moment(conn, request, ordered[place % len(ordered)])


def answer(
    conn: Connection, request: Request, library: Library, signature: str, choice: int
) -> ItemFeedback | None:
    """The feedback on a choice, by its position in the scenario; None if it is gone."""
    source = next(
        (each for each in _sources(library.practice) if each.signature == signature), None
    )
    if source is None or choice >= len(source.scene.recall[FORM].choices):
        return None
    facts = facts_for(conn, request.person, source, request.now)
    picked = source.scene.recall[FORM].choices[choice].id
    person = request.person
    return judge_choice(source, FORM, picked, person.language, _seed(person), facts)


def choice_number(moment: Moment, choice: str) -> int:
    """The position of a choice in the scenario, whatever the order on the screen."""
    return [each.id for each in moment.source.scene.recall[FORM].choices].index(choice)


def _moment(conn: Connection, request: Request, source: Source) -> Moment:
    person = request.person
    facts = facts_for(conn, person, source, request.now)
    return Moment(source, render_item(source, FORM, person.language, _seed(person), facts))


def _sources(cases: Mapping[str, Scenario]) -> list[Source]:
    return [
        source
        for case in cases.values()
        for source in items_of(case).values()
        if FORM in source.forms
    ]


def _in_order(
    cases: Mapping[str, Scenario], person: Person, finished: Iterable[str]
) -> Sequence[Source]:
    """The moments in an order of the person's own."""
    by_signature = {source.signature: source for source in _sources(cases)}
    done = set(finished)
    order = shuffled(_seed(person), "moments", by_signature)
    return sorted(
        (by_signature[signature] for signature in order),
        key=lambda source: (source.scenario.id in done, not _is_own(source, person)),
    )


def _is_own(source: Source, person: Person) -> bool:
    return person.job in track(source.scenario.track).jobs


def _seed(person: Person) -> int:
    return draw(0, person.id)


def _day(now: datetime) -> int:
    return now.date().toordinal()


def _length(moment: Moment) -> int:
    """In letters."""
    asked = moment.asked
    return len(asked.text) + len(asked.prompt) + sum(len(each.text) for each in asked.options)
