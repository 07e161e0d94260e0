"""What a trainer sees when a cohort is renamed, put away or brought back. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.cohorts.pasted_names import MOST_LETTERS
from bot.chat.date_phrases import day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohort_settings.actions import (
    Archive,
    AskArchive,
    AskNewName,
    BringBack,
    ShowArchived,
    ShowKeeping,
    ShowTrainers,
)
from bot.chat.trainer.cohorts.actions import ShowCohort, ShowCohorts
from bot.chat.trainer.cohorts.cohort_screens import no_name
from bot.locale import Words
from storage.cohorts.cohorts import Cohort


def keeping_screen(speak: Words, cohort: Cohort, agency: str, trainers: int) -> Screen:
    """What can be changed of a cohort."""
    say = speak.say
    told = say("Since {day}", day=day_of(speak, cohort.created_at, cohort.timezone))
    counted = speak.count("{n} trainer", "{n} trainers", trainers)
    return Screen(
        (
            Line(Role.TITLE, cohort.name),
            Line(Role.NOTE, agency),
            Line(Role.TEXT, f"{told} · {counted}"),
        ),
        (
            Button(say("Another name"), AskNewName(cohort.id)),
            Button(say("Who trains it"), ShowTrainers(cohort.id)),
            Button(say("Put it away"), AskArchive(cohort.id)),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def ask_name_screen(speak: Words, cohort: Cohort) -> Screen:
    """How a cohort is to be called from now on."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Another name for {cohort}?", cohort=cohort.name)),
            Line(
                Role.TEXT,
                say(
                    "Just type it here, at most {n} letters. Its learners see it too.",
                    n=MOST_LETTERS,
                ),
            ),
        ),
        (Button(say("Back"), ShowKeeping(cohort.id)),),
    )


def no_name_screen(speak: Words, cohort_id: str, *, too_long: bool) -> Screen:
    """What was typed cannot be a name."""
    text = no_name(speak, too_long=too_long)
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowKeeping(cohort_id)),))


def named_screen(speak: Words, before: Cohort, name: str) -> Screen:
    """A cohort has another name."""
    say = speak.say
    text = say("Until now it was “{cohort}”. Links and codes stay good.", cohort=before.name)
    return Screen(
        (Line(Role.TITLE, name), Line(Role.TEXT, text)),
        (Button(say("Back to the cohort"), ShowCohort(before.id), main=True),),
    )


def ask_archive_screen(speak: Words, cohort: Cohort, inside: int, given: int) -> Screen:
    """Whether a cohort is really to be put away, and what that means."""
    say = speak.say
    counted = [speak.count("{n} member", "{n} members", inside)]
    if given:
        counted.append(speak.count("{n} assignment", "{n} assignments", given))
    return Screen(
        (
            Line(Role.TITLE, say("Put {cohort} away?", cohort=cohort.name)),
            Line(Role.TEXT, " · ".join(counted)),
            Line(
                Role.TEXT,
                say(
                    "Nothing of it is due any more, nobody is reminded, and its links and codes "
                    "let nobody in. What was done stays, and it can be brought back at any time."
                ),
            ),
        ),
        (
            Button(say("Back"), ShowKeeping(cohort.id)),
            Button(say("Yes, put it away"), Archive(cohort.id)),
        ),
    )


def put_away_screen(speak: Words, cohort: Cohort) -> Screen:
    """A cohort was put away."""
    say = speak.say
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, say("It is put away."))),
        (
            Button(say("Bring it back"), BringBack(cohort.id)),
            Button(say("All cohorts"), ShowCohorts()),
        ),
    )


def archived_screen(speak: Words, found: Sequence[Cohort], page: int) -> Screen:
    """The cohorts that were put away, each with the way back, a page at a time."""
    say, paged = speak.say, page_of(speak, found, page, ShowArchived)
    listed = [_listed(speak, one) for one in paged.shown]
    return Screen(
        (
            Line(Role.TITLE, say("Cohorts put away")),
            Line(Role.TEXT, "\n".join(listed)),
            Line(Role.NOTE, say("Tap a name to bring it back.")),
        ),
        (
            *(Button(one.name, BringBack(one.id)) for one in paged.shown),
            *paged.turns,
            Button(say("All cohorts"), ShowCohorts()),
        ),
    )


def _listed(speak: Words, cohort: Cohort) -> str:
    assert cohort.archived_at is not None
    day = day_of(speak, cohort.archived_at, cohort.timezone)
    return "• " + speak.say("{cohort}: since {day}", cohort=cohort.name, day=day)


def back_screen(speak: Words, cohort: Cohort) -> Screen:
    """A cohort is there again."""
    say = speak.say
    text = say("It is back. What is still to be done in it is due again.")
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, text)),
        (
            Button(say("Back to the cohort"), ShowCohort(cohort.id), main=True),
            Button(say("Cohorts put away"), ShowArchived()),
        ),
    )
