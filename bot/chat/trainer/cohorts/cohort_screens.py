"""What a trainer sees of cohorts. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.app.cohorts.pasted_names import MOST_LETTERS
from bot.app.progress.assignment_counts import Given
from bot.chat.date_phrases import due_of, short_day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.routes import button, call
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import assigned_name, headed, mode_name, numbers, paged
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.assessments.actions import ShowTests
from bot.chat.trainer.assignments.assignment_phrases import results_link
from bot.chat.trainer.cohort_settings.actions import ShowArchived, ShowKeeping
from bot.chat.trainer.cohorts.actions import (
    ChooseMember,
    NewCohort,
    ShowCohort,
    ShowCohorts,
    ShowDays,
    ShowInviting,
    ShowMember,
    ShowMembers,
    ShowPlace,
    ShowReadiness,
)
from bot.locale import Words
from storage.cohorts.cohorts import Cohort, Joined

PAGE = 20  # people on a screen


@dataclass(frozen=True, slots=True)
class Overview:
    """A cohort at a glance."""

    cohort: Cohort
    agency: str
    inside: int = 0
    expected: int = 0  # on its list, and not come yet
    given: Sequence[tuple[Given, str]] = ()  # with the titles of their cases
    withdrawn: int = 0  # assignments
    held: int = 0  # cases that were run with it as a class
    running: str | None = None  # the session that is on now
    lent: bool = False  # to who looks, for leading a case: then nothing else of it is here


@dataclass(frozen=True, slots=True)
class Member:
    """Someone in a cohort, or expected in it."""

    name: str
    leads: ShowMember | ShowPlace  # there if they are in it, here if they are only on its list
    since: Joined | None = None

    @property
    def joined(self) -> bool:
        """Whether they are in it."""
        return isinstance(self.leads, ShowMember)


def cohorts_screen(
    speak: Words,
    cohorts: Sequence[Cohort],
    agencies: Sequence[tuple[str, str]],
    page: int = 0,
    *,
    archived: int = 0,
) -> Screen:
    """The cohorts that someone trains, a page at a time, and where they may make one.

    Args:
        speak: The language.
        cohorts: All of theirs.
        agencies: Where they may make one: ids and names.
        page: Which page, counted from 0.
        archived: How many were put away.
    """
    say = speak.say
    several, paged_cohorts = len(agencies) > 1, page_of(speak, cohorts, page, ShowCohorts)
    return Screen(
        (Line(Role.TITLE, say("Cohorts")), Line(Role.TEXT, _how_many(speak, cohorts, archived))),
        (
            *(Button(one.name, ShowCohort(one.id)) for one in paged_cohorts.shown),
            *paged_cohorts.turns,
            *(
                Button(
                    say("New cohort: {agency}", agency=name) if several else say("New cohort"),
                    NewCohort(one),
                    main=not cohorts and not several,
                )
                for one, name in agencies
            ),
            *((Button(say("Cohorts put away"), ShowArchived()),) if archived else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def _how_many(speak: Words, cohorts: Sequence[Cohort], archived: int) -> str:
    if cohorts:
        return speak.say("Your groups of learners.")
    if archived:
        return speak.count(
            "{n} cohort of yours is put away, and there is no other one.",
            "{n} cohorts of yours are put away, and there is no other one.",
            archived,
        )
    return speak.say("There is no cohort of yours yet.")


def ask_name_screen(speak: Words, agency: str) -> Screen:
    """How a new cohort is to be called."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("A name for the cohort?")),
            Line(Role.TEXT, say("At: {agency}", agency=agency)),
            Line(
                Role.TEXT,
                say(
                    "Just type it here, at most {n} letters. Its learners see it too.",
                    n=MOST_LETTERS,
                ),
            ),
        ),
        (Button(say("Back"), ShowCohorts()),),
    )


def no_name_screen(speak: Words, *, too_long: bool) -> Screen:
    """What was typed cannot be a name."""
    line = Line(Role.TEXT, no_name(speak, too_long=too_long))
    return Screen((line,), (Button(speak.say("Back"), ShowCohorts()),))


def no_name(speak: Words, *, too_long: bool) -> str:
    """Why what was typed cannot be the name of a cohort."""
    if too_long:
        return speak.say(
            "That is longer than {n} letters. Please type a shorter name.", n=MOST_LETTERS
        )
    return speak.say("A name needs letters or numbers. Please type it again.")


def cohort_screen(speak: Words, seen: Overview, now: datetime, page: int) -> Screen:
    """A cohort at a glance; what it was given a page at a time."""
    say, cohort = speak.say, seen.cohort
    given_here = page_of(speak, seen.given, page, partial(ShowCohort, cohort.id))
    counted = [speak.count("{n} member", "{n} members", seen.inside)]
    if seen.expected:
        counted.append(speak.count("{n} more is expected", "{n} more are expected", seen.expected))
    lines = [
        Line(Role.TITLE, cohort.name),
        Line(Role.NOTE, seen.agency),
        Line(Role.TEXT, " · ".join(counted)),
    ]
    if seen.given:
        lines.append(Line(Role.HEADING, say("Assigned")))
    opened = []
    for one, title in given_here.shown:
        given = one.assignment
        due = due_of(speak, given.due_at, now, cohort.timezone)
        told = f"{title}\n{headed(mode_name(speak, given.mode))} · {due}\n{numbers(speak, one)}"
        lines.append(Line(Role.TEXT, told))
        name = assigned_name(speak, title, given, cohort.timezone)
        opened.append(Button(name, results_link(given)))
    opened += given_here.turns
    if seen.withdrawn:
        opened.append(Button(say("What was withdrawn"), call("withdrawn_assignments", cohort.id)))
    return Screen(
        tuple(lines),
        (
            Button(
                say("Assign a case"),
                call("choose_case_to_assign", cohort.id, 0),
                main=seen.inside > 0,
            ),
            Button(say("Invite"), ShowInviting(cohort.id), main=seen.inside == 0),
            *_with_class(speak, seen),
            Button(say("Who is in it"), ShowMembers(cohort.id, 0)),
            *opened,
            button(say("Progress"), "cohort_progress", cohort.id, 0),
            Button(say("Measure what was learnt"), ShowTests(cohort.id)),
            Button(say("What stays"), ShowReadiness(cohort.id, 0)),
            Button(say("Days and hours"), ShowDays(cohort.id)),
            Button(say("Name, trainers, putting away"), ShowKeeping(cohort.id)),
            Button(say("All cohorts"), ShowCohorts()),
        ),
    )


def lent_screen(speak: Words, seen: Overview) -> Screen:
    """A cohort, as someone sees it who may lead a case with it and no more."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, seen.cohort.name),
            Line(Role.NOTE, seen.agency),
            Line(Role.TEXT, say("You may lead a case with this class.")),
        ),
        (
            *_with_class(speak, seen),
            button(say("Your way to becoming a trainer"), "my_pathway"),
            Button(say("Today"), ShowToday()),
        ),
    )


def _with_class(speak: Words, seen: Overview) -> Iterator[Button]:
    say, cohort = speak.say, seen.cohort
    if seen.running is not None:
        yield Button(say("Back to the session"), call("session_page", seen.running))
    else:
        yield Button(say("Run a case with the class"), call("session_cases", cohort.id, 0))
    if seen.held:
        yield Button(say("What was run with the class"), call("session_list", cohort.id))


def members_screen(
    speak: Words, cohort: Cohort, members: Sequence[Member], asked: ShowMembers | ChooseMember
) -> Screen:
    """Who is in a cohort and who is expected, a page at a time.

    Args:
        speak: The language.
        cohort: Which.
        members: Everybody.
        asked: Which page, and from where one came.
    """
    say = speak.say
    shown, more = paged(members, asked.page, PAGE)
    further = replace(asked, page=asked.page + 1)
    chosen = isinstance(asked, ChooseMember)
    lines = [Line(Role.TITLE, cohort.name)]
    listed = [speak.bullet(_listed(speak, cohort, one)) for one in shown]
    lines.append(Line(Role.TEXT, "\n".join(listed) or say("Nobody is in it yet.")))
    if shown:
        lines.append(Line(Role.NOTE, say("Tap a name for more.")))
    return Screen(
        tuple(lines),
        (
            *(Button(one.name, one.leads) for one in shown),
            *((Button(say("More"), further),) if more else ()),
            Button(
                say("Back"),
                call("cohort_progress", cohort.id, 0) if chosen else ShowCohort(cohort.id),
            ),
        ),
    )


def _listed(speak: Words, cohort: Cohort, one: Member) -> str:
    """Someone in a cohort, since when and through what; or that they have not come yet."""
    if one.since is None:
        if one.joined:
            return one.name
        return speak.say("{name}: has not come yet", name=one.name)
    day = short_day_of(speak, one.since.at, cohort.timezone)
    through = through_words(speak, one.since.through)
    return speak.beside(*(part for part in (one.name, day, through) if part))


def through_words(speak: Words, through: str | None) -> str:
    """Through what somebody came; empty where that is not known."""
    told = {
        "link": speak.say("by link"),
        "code": speak.say("by short code"),
        "personal": speak.say("by personal code"),
        "paper": speak.say("on paper"),
    }
    return told.get(through or "", "")
