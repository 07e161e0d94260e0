"""The screens of a supervisor: cohorts, what they were given, who is done and due. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.app.progress.team_coverage import ALWAYS, COVERS, Cover, Covered
from bot.chat.date_phrases import due_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import assigned_name, headed, paged
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.progress_tracking.actions import ShowCover, ShowTeam, ShowTeams
from bot.chat.trainer.progress_tracking.progress_phrases import counted
from bot.locale import Words
from storage.cohorts.cohort_progress import CohortSummary
from storage.cohorts.cohorts import Cohort

TEAMS, PEOPLE = 20, 30  # on a screen


def teams_screen(
    speak: Words, groups: Sequence[CohortSummary], agencies: Sequence[str], page: int
) -> Screen:
    """The cohorts of an agency, or of several.

    Args:
        speak: The language.
        groups: The cohorts.
        agencies: The agencies by name.
        page: Which, counted from 0.
    """
    say = speak.say
    shown, more = paged(groups, page, TEAMS)
    lines = [Line(Role.TITLE, say("Team")), Line(Role.NOTE, speak.listed(agencies))]
    if shown:
        listed = (
            f"{one.name}\n{speak.count('{n} member', '{n} members', one.members)}" for one in shown
        )
        lines.append(Line(Role.TEXT, "\n".join(listed)))
    else:
        lines.append(Line(Role.TEXT, say("There is no cohort here yet.")))
    return Screen(
        tuple(lines),
        (
            *(Button(one.name, ShowTeam(one.id)) for one in shown),
            *((Button(say("More"), ShowTeams(page + 1)),) if more else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def cover_words(speak: Words, cover: Cover) -> str:
    """How someone stands, as a heading has it."""
    names: dict[Cover, str] = {
        "late": headed(speak.say("late")),
        "due": speak.say("Still due"),
        "waits": headed(speak.say("not open yet")),
        "missed": speak.say("Not done"),
        "done": headed(speak.say("done")),
    }
    return names[cover]


def team_screen(speak: Words, cohort: Cohort, given: Sequence[Covered], now: datetime) -> Screen:
    """What a cohort was given, and how many have done it."""
    say = speak.say
    lines = [Line(Role.TITLE, cohort.name)]
    for one in given:
        shown = (what for what in COVERS if what in ALWAYS or one.people[what])
        told = (counted(speak, cover_words(speak, what), one.people[what]) for what in shown)
        due = due_of(speak, one.assignment.due_at, now, cohort.timezone)
        lines.append(Line(Role.TEXT, f"{one.title}\n{due}\n{' · '.join(told)}"))
    if not given:
        lines.append(Line(Role.TEXT, say("This cohort has been given nothing yet.")))
    opened = (
        Button(
            assigned_name(speak, one.title, one.assignment, cohort.timezone),
            ShowCover(one.assignment.id, 0),
        )
        for one in given
    )
    return Screen(tuple(lines), (*opened, Button(say("All cohorts"), ShowTeams(0))))


def cover_screen(
    speak: Words,
    cohort: Cohort,
    given: Covered,
    people: Sequence[tuple[str, Cover]],
    page: int,
    now: datetime,
) -> Screen:
    """Who has done something and who has not, the late ones first; nothing of how it went."""
    say = speak.say
    shown, more = paged(people, page, PEOPLE)
    due = due_of(speak, given.assignment.due_at, now, cohort.timezone)
    lines = [
        Line(Role.TITLE, speak.beside(cohort.name, given.title)),
        Line(Role.NOTE, due),
    ]
    for what in COVERS:
        names = [speak.bullet(name) for name, one in shown if one == what]
        if names:
            head = counted(speak, cover_words(speak, what), given.people[what])
            lines += [Line(Role.HEADING, head), Line(Role.TEXT, "\n".join(names))]
    if not people:
        lines.append(Line(Role.TEXT, say("Nobody is in it yet.")))
    return Screen(
        tuple(lines),
        (
            *((Button(say("More"), ShowCover(given.assignment.id, page + 1)),) if more else ()),
            Button(say("Back to the cohort"), ShowTeam(cohort.id)),
        ),
    )
