"""What a trainer sees of who trains a cohort. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohort_settings.actions import (
    AddTrainer,
    AskAddTrainer,
    AskRemoveTrainer,
    ChooseTrainer,
    RemoveTrainer,
    ShowKeeping,
    ShowTrainers,
)
from bot.chat.trainer.cohorts.actions import ShowCohorts
from bot.locale import Words
from storage.cohorts.cohorts import Cohort

PAGE = 20  # people on a screen


@dataclass(frozen=True, slots=True)
class Named:
    """Someone, and how they are called."""

    person: str
    name: str


def trainers_screen(
    speak: Words, cohort: Cohort, found: Sequence[Named], own: str, page: int
) -> Screen:
    """Who trains a cohort.

    Args:
        speak: The language.
        cohort: Which.
        found: Its trainers, the longest first.
        own: Who looks.
        page: Which page, counted from 0.
    """
    say = speak.say
    you, here = say("you"), page_of(speak, found, page, partial(ShowTrainers, cohort.id))
    listed = [
        speak.bullet(one.name) + (f" ({you})" if one.person == own else "") for one in here.shown
    ]
    return Screen(
        (
            Line(Role.TITLE, say("Who trains {cohort}", cohort=cohort.name)),
            Line(Role.TEXT, "\n".join(listed)),
            Line(
                Role.NOTE,
                say(
                    "All of them may do the same with it and see the same of it. Tap a name to "
                    "end somebody’s part in it."
                ),
            ),
        ),
        (
            Button(say("Share it with a colleague"), ChooseTrainer(cohort.id, 0)),
            *(Button(one.name, AskRemoveTrainer(cohort.id, one.person)) for one in here.shown),
            *here.turns,
            Button(say("Back"), ShowKeeping(cohort.id)),
        ),
    )


def choose_screen(speak: Words, cohort: Cohort, found: Sequence[Named], page: int) -> Screen:
    """Which colleagues could train it too."""
    say = speak.say
    shown, more = paged(found, page, PAGE)
    text = (
        say("They are told, and see who is in it and what came of assigned work.")
        if found
        else say("No other trainer of this agency is here yet. An admin invites trainers.")
    )
    return Screen(
        (
            Line(Role.TITLE, say("Share {cohort} with whom?", cohort=cohort.name)),
            Line(Role.TEXT, text),
        ),
        (
            *(Button(one.name, AskAddTrainer(cohort.id, one.person)) for one in shown),
            *((Button(say("More"), ChooseTrainer(cohort.id, page + 1)),) if more else ()),
            Button(say("Back"), ShowTrainers(cohort.id)),
        ),
    )


def ask_add_screen(speak: Words, cohort: Cohort, one: Named) -> Screen:
    """Whether a colleague is really to train it too."""
    say = speak.say
    title = say("Share {cohort} with {name}?", cohort=cohort.name, name=one.name)
    text = say(
        "They are told at once. They may do the same with it as you, and see who is in it and "
        "what came of assigned work."
    )
    return Screen(
        (Line(Role.TITLE, title), Line(Role.TEXT, text)),
        (
            Button(say("Back"), ChooseTrainer(cohort.id, 0)),
            Button(say("Yes, share it"), AddTrainer(cohort.id, one.person)),
        ),
    )


def ask_screen(speak: Words, cohort: Cohort, one: Named, own: str, *, last: bool) -> Screen:
    """Whether someone is really to train it no more."""
    say = speak.say
    back = Button(say("Back"), ShowTrainers(cohort.id))
    if last:
        text = say("Nobody else trains it. Share it with a colleague first, or put it away.")
        return Screen((Line(Role.TITLE, one.name), Line(Role.TEXT, text)), (back,))
    leaving = one.person == own
    title = (
        say("Leave {cohort} to the others?", cohort=cohort.name)
        if leaving
        else say("{name} to train {cohort} no more?", name=one.name, cohort=cohort.name)
    )
    text = say("What was done stays. It can be shared again later.")
    yes = say("Yes, leave it") if leaving else say("Yes, no more")
    return Screen(
        (Line(Role.TITLE, title), Line(Role.TEXT, text)),
        (back, Button(yes, RemoveTrainer(cohort.id, one.person))),
    )


def left_screen(speak: Words, cohort: Cohort) -> Screen:
    """Someone left a cohort to its other trainers."""
    text = speak.say("It is with its other trainers now.")
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, text)),
        (Button(speak.say("All cohorts"), ShowCohorts()),),
    )
