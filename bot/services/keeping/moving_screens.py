"""What a trainer sees when somebody is moved into another cohort. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.keeping.actions import ChooseMove, Move
from bot.services.screen import Button, Line, Role, Screen
from bot.services.training.actions import ShowCohort, ShowMember
from bot.services.training.telling import paged
from bot.words import Words
from storage.cohorts import Cohort

PAGE = 20  # cohorts on a screen


@dataclass(frozen=True, slots=True)
class Moving:
    """Somebody who is to be moved, and where to they could be."""

    cohort: Cohort
    person: str
    name: str
    others: Sequence[Cohort]


def choose_screen(speak: Words, seen: Moving, page: int) -> Screen:
    """Into which cohort, and what that means."""
    say, cohort = speak.say, seen.cohort
    shown, more = paged(seen.others, page, PAGE)
    text = (
        say(
            "What was done stays in the numbers of {cohort}. What the other cohort was given and "
            "is not over is due from now on.",
            cohort=cohort.name,
        )
        if seen.others
        else say("There is no other cohort of yours at this agency.")
    )
    return Screen(
        (
            Line(Role.TITLE, say("Move {name} into which cohort?", name=seen.name)),
            Line(Role.TEXT, text),
        ),
        (
            *(Button(one.name, Move(cohort.id, seen.person, one.id)) for one in shown),
            *((Button(say("More"), ChooseMove(cohort.id, seen.person, page + 1)),) if more else ()),
            Button(say("Back"), ShowMember(cohort.id, seen.person)),
        ),
    )


def moved_screen(speak: Words, before: Cohort, into: Cohort, person: str, name: str) -> Screen:
    """Somebody was moved."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(Role.TEXT, say("In {cohort} from now on.", cohort=into.name)),
        ),
        (
            Button(into.name, ShowMember(into.id, person), main=True),
            Button(before.name, ShowCohort(before.id)),
        ),
    )
