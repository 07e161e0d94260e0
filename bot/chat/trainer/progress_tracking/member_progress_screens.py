"""What a trainer sees of one person: their assigned work, and a path that they shared. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.playing.records import result_of
from bot.app.progress.error_themes import Theme
from bot.chat.date_phrases import due_of, short_day_of
from bot.chat.debrief.debrief_phrases import (
    band_words,
    better_list,
    competency_words,
    done_words,
    reason_words,
)
from bot.chat.debrief.past_attempt import Past
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed, mode_name, paged
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.trainer.assignments.withdrawal_screens import withdrawn_on
from bot.chat.trainer.cohorts.actions import ShowMember
from bot.chat.trainer.progress_tracking.actions import ShowPath, ShowPaths, ShowPerson, ShowStates
from bot.chat.trainer.progress_tracking.progress_phrases import counted, state_words
from bot.locale import Words
from bot.pictures.states import State
from scenarios.debrief import Moment
from storage.assignments.assignments import Assignment
from storage.assignments.shared_paths import EndedTry, SharedPath
from storage.cohorts.cohorts import Cohort

WORKS = 5  # on a screen
PATHS = 10
STEPS = 3  # of a path on a screen: a message has 4,096 letters


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an assignment for someone."""

    assignment: Assignment
    title: str
    state: State
    tries: Sequence[EndedTry]
    counts: EndedTry | None  # the try that counts
    themes: Sequence[Theme] = ()
    steps: int = 0  # of the programme of which it is one


@dataclass(frozen=True, slots=True)
class Whose:
    """Someone in a cohort."""

    cohort: Cohort
    person: str
    name: str


def person_screen(
    speak: Words, whose: Whose, came: Sequence[Came], page: int, now: datetime
) -> Screen:
    """What came of someone's assigned work; nothing of what they practise."""
    say, cohort = speak.say, whose.cohort
    shown, more = paged(came, page, WORKS)
    lines = [Line(Role.TITLE, whose.name), Line(Role.NOTE, cohort.name)]
    for one in shown:
        lines += _came(speak, cohort, one, now)
    if not came:
        lines.append(Line(Role.TEXT, say("Nothing has been asked of them yet.")))
    lines.append(
        Line(Role.NOTE, say("What learners play of their own accord is theirs, and never shown."))
    )
    return Screen(
        tuple(lines),
        (
            *_paths(speak, cohort, shown),
            *(
                (Button(say("More"), ShowPerson(cohort.id, whose.person, page + 1)),)
                if more
                else ()
            ),
            Button(say("Back"), ShowMember(cohort.id, whose.person)),
        ),
    )


def _came(speak: Words, cohort: Cohort, one: Came, now: datetime) -> Iterator[Line]:
    due = due_of(speak, one.assignment.due_at, now, cohort.timezone)
    mode = headed(mode_name(speak, one.assignment.mode))
    state = [headed(state_words(speak, one.state))]
    if one.tries:
        state.append(counted(speak, speak.say("tries"), len(one.tries)))
    asked = [mode, due]
    if one.assignment.withdrawn_at is not None:
        asked.append(withdrawn_on(speak, one.assignment, cohort))
    told = [*_step_of(speak, one), " · ".join(asked), " · ".join(state)]
    if one.counts is not None:
        bands = result_of(one.counts.result).bands.items()
        told += [
            f"{competency_words(speak, what)}: {band_words(speak, band)}" for what, band in bands
        ]
    yield Line(Role.HEADING, one.title)
    yield Line(Role.TEXT, "\n".join(told))
    if one.themes:
        themes = (speak.bullet(theme_words(speak, each)) for each in one.themes)
        lead = speak.say("To talk about, where someone could have been endangered:")
        yield Line(Role.TEXT, "\n".join((lead, *themes)))


def _step_of(speak: Words, one: Came) -> Iterator[str]:
    given = one.assignment
    if given.programme is not None and given.step is not None:
        title = programme_title(speak, given.programme)
        at = given.step + 1
        yield speak.say("Step {n} of {all}: {programme}.", n=at, all=one.steps, programme=title)


def theme_words(speak: Words, theme: Theme) -> str:
    """What a critical moment was about."""
    about = speak.listed(competency_words(speak, one) for one in theme.competencies)
    return f"{about}: {speak.listed(theme.signs)}" if theme.signs else about


def _paths(speak: Words, cohort: Cohort, shown: Sequence[Came]) -> Iterator[Button]:
    for one in shown:
        for each in one.tries:
            if each.shared:
                day = short_day_of(speak, each.ended_at, cohort.timezone)
                name = speak.say("Path: {title}, {day}", title=one.title, day=day)
                yield Button(name, ShowPath(each.attempt, 0))


def paths_screen(
    speak: Words, cohort: Cohort, found: Sequence[tuple[SharedPath, str, str]], page: int
) -> Screen:
    """The paths that a trainer may see, the last shared first.

    Args:
        speak: The language.
        cohort: Whose members shared them.
        found: Each with the name of whoever shared it, and the title of its case.
        page: Which, counted from 0.
    """
    say = speak.say
    shown, more = paged(found, page, PATHS)
    named = [
        (one, speak.beside(name, short_day_of(speak, one.ended_at, cohort.timezone)), title)
        for one, name, title in shown
    ]
    lines = [Line(Role.TITLE, cohort.name), Line(Role.NOTE, say("Paths shared with you"))]
    if named:
        lines.append(Line(Role.TEXT, "\n".join(f"{who}\n{title}" for _, who, title in named)))
    else:
        lines.append(Line(Role.TEXT, say("Nobody shares a path now.")))
    lines.append(Line(Role.NOTE, say("Whoever shared one may take it back at any time.")))
    return Screen(
        tuple(lines),
        (
            *(Button(who, ShowPath(one.attempt, 0)) for one, who, _ in named),
            *((Button(say("More"), ShowPaths(cohort.id, page + 1)),) if more else ()),
            Button(say("Back"), ShowStates(cohort.id, 0)),
        ),
    )


def path_screen(speak: Words, whose: Whose, past: Past, page: int) -> Screen:
    """Some steps of a path: what was asked, what was chosen, what would have done more."""
    say, shared = speak.say, speak.say("shared with you")
    shown, more = paged(past.moments, page, STEPS)
    lines = [
        Line(Role.TITLE, whose.name),
        Line(Role.NOTE, speak.beside(past.title, shared)),
    ]
    for place, moment in enumerate(shown, page * STEPS + 1):
        lines += _step(past, moment, place)
    attempt = past.attempt.id
    return Screen(
        tuple(lines),
        (
            *((Button(say("Further steps"), ShowPath(attempt, page + 1)),) if more else ()),
            *((Button(say("Steps before"), ShowPath(attempt, page - 1)),) if page else ()),
            Button(say("Back"), ShowPerson(whose.cohort.id, whose.person, 0)),
        ),
    )


def no_path_screen(speak: Words, whose: Whose) -> Screen:
    """A path that is not shared, or not any more."""
    text = speak.say(
        "This path is not open to you, or not any more: whoever took it decides that, and may "
        "take it back at any time."
    )
    back = Button(speak.say("Back"), ShowPerson(whose.cohort.id, whose.person, 0))
    return Screen((Line(Role.TITLE, whose.name), Line(Role.TEXT, text)), (back,))


def _step(past: Past, moment: Moment, place: int) -> Iterator[Line]:
    speak, told = past.speak, past.told(moment)
    yield Line(Role.HEADING, speak.say("{n}. {prompt}", n=place, prompt=told.prompt))
    done = done_words(speak, told.chosen)
    yield Line(Role.CHOSEN, speak.say("Chosen: {choice}", choice=done))
    if told.better:
        lead = speak.say("What would have done more:")
        better = "\n".join(better_list(speak, told))
        yield Line(Role.TEXT, f"{lead}\n{better}")
    for one in told.critical:
        yield Line(Role.CRITICAL, reason_words(one))
