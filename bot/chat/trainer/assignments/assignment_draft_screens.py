"""What a trainer sees of assigning. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app.assignments.assignment_reach import Untold
from bot.app.playing.modes import ASSESSMENT, PRACTICE
from bot.app.playing.records import result_of
from bot.app.progress.assignment_counts import Given
from bot.chat.date_phrases import due_of
from bot.chat.debrief.debrief_phrases import band_words, competency_words
from bot.chat.kit.actions import Action
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed, mode_name, numbers, paged
from bot.chat.learner.issue_reports.issue_report_screens import kinds
from bot.chat.trainer.analysis.actions import ShowDecisions
from bot.chat.trainer.assignments.actions import (
    ChooseDue,
    ChooseMode,
    ChooseProgramme,
    ChooseScenario,
    ShowChange,
    ShowGiven,
    ShowSeries,
    TryAssigning,
)
from bot.chat.trainer.assignments.assignment_phrases import gone_words
from bot.chat.trainer.assignments.assignment_trial_screens import unreached
from bot.chat.trainer.assignments.withdrawal_screens import end_buttons, withdrawn_on
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import Result
from storage.playing.issue_reports import ReportTally

PAGE = 15
WEEKS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is assigned."""

    cohort: Cohort
    scenario: str
    title: str
    mode: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it for one person; no result where they have not done it."""

    name: str
    result: Result | None
    gone: bool = False  # it is for them no more
    inside: bool = True  # the cohort


@dataclass(frozen=True, slots=True)
class Field:
    """The cases of one field of work, as a trainer chooses among them."""

    name: str
    cases: Sequence[tuple[str, str, str]]  # id, title, and what it is


def scenarios_screen(
    speak: Words,
    cohort: Cohort,
    fields: Sequence[Field],
    page: int,
    pick: Callable[[str, str], Action] = ChooseMode,
    turn_to: Callable[[str, int], Action] = ChooseScenario,
    *,
    programmes: bool = True,
) -> Screen:
    """Which case it is to be: those of one field of work, and the ways to the next ones.

    Args:
        speak: The language.
        cohort: For whom.
        fields: Every field of work that has cases.
        page: Which of them is shown.
        pick: What the button of a case asks for, from the cohort's id and the case's.
        turn_to: What that of another field asks for, from the cohort's id and the page.
        programmes: Whether a whole programme may be chosen as well.
    """
    say = speak.say
    if not fields:
        lines = (Line(Role.TITLE, cohort.name), Line(Role.TEXT, say("There is no case here yet.")))
        return Screen(lines, (Button(say("Back"), ShowCohort(cohort.id)),))
    at = page if page < len(fields) else 0
    shown = fields[at]
    about = "\n".join(f"{title}\n{what}" for _, title, what in shown.cases)
    others = [one for one in (at - 1, at + 1) if 0 <= one < len(fields)]
    return Screen(
        (
            Line(Role.TITLE, cohort.name),
            Line(Role.PROMPT, say("Which case?")),
            Line(Role.HEADING, shown.name),
            Line(Role.TEXT, about),
        ),
        (
            *(Button(title, pick(cohort.id, one)) for one, title, _ in shown.cases),
            *(
                Button(say("Field: {name}", name=fields[one].name), turn_to(cohort.id, one))
                for one in others
            ),
            *((_programme(speak, cohort),) if programmes else ()),
            Button(say("Back"), ShowCohort(cohort.id)),
        ),
    )


def _programme(speak: Words, cohort: Cohort) -> Button:
    return Button(speak.say("A whole programme"), ChooseProgramme(cohort.id))


def modes_screen(speak: Words, cohort: Cohort, scenario: str, title: str) -> Screen:
    """How it is to be played."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, speak.beside(cohort.name, title)),
            Line(Role.TEXT, say("For practice: as often as they like; the best try counts.")),
            Line(
                Role.TEXT,
                say("As an assessment: each answer is confirmed, and the reasons come at the end."),
            ),
        ),
        (
            Button(say("For practice"), ChooseDue(cohort.id, scenario, PRACTICE)),
            Button(say("As an assessment"), ChooseDue(cohort.id, scenario, ASSESSMENT)),
            Button(say("Back"), ChooseScenario(cohort.id, 0)),
        ),
    )


def due_screen(
    speak: Words, cohort: Cohort, scenario: str, title: str, mode: str, today: date
) -> Screen:
    """Until when: in one tap."""
    say = speak.say
    buttons = []
    for weeks in WEEKS:
        label = speak.count("{n} week", "{n} weeks", weeks)
        last = today + timedelta(weeks=weeks)
        buttons.append(Button(label, TryAssigning(cohort.id, scenario, mode, last)))
    return Screen(
        (
            Line(Role.TITLE, speak.beside(cohort.name, title)),
            Line(Role.TEXT, say("How much time is there for it?")),
        ),
        (*buttons, Button(say("Back"), ChooseMode(cohort.id, scenario))),
    )


def given_screen(
    speak: Words,
    draft: Draft,
    given: Assignment,
    done: Sequence[Done],
    page: int,
    now: datetime,
    wrong: Sequence[ReportTally] = (),
    untold: Untold | None = None,
) -> Screen:
    """What came of an assignment, person by person; of a withdrawn one, for those who did it.

    Args:
        speak: The language.
        draft: The assignment in words.
        given: The assignment.
        done: Each person and what came of it.
        page: Which, counted from 0.
        now: The moment.
        wrong: What learners everywhere say is wrong with the case.
        untold: Who has still to be told of it.
    """
    say, cohort = speak.say, draft.cohort
    results = [one.result for one in done if one.result is not None]
    passed = sum(one.passed for one in results)
    withdrawn = given.withdrawn_at is not None
    shown, more = paged([one for one in done if one.result or not withdrawn], page, PAGE)
    until = due_of(speak, draft.until, now, cohort.timezone)
    state = [headed(mode_name(speak, draft.mode)), until]
    if withdrawn:
        state.append(withdrawn_on(speak, given, cohort))
    lines = [
        Line(Role.TITLE, speak.beside(cohort.name, draft.title)),
        Line(Role.NOTE, " · ".join(state)),
        Line(Role.TEXT, numbers(speak, Given(given, len(done), len(results), passed))),
        *(_telling(speak, untold) if untold and not withdrawn else ()),
        *(Line(Role.TEXT, _came(speak, given, one)) for one in shown),
        *_wrong(speak, wrong),
    ]
    return Screen(
        tuple(lines),
        (
            *((Button(say("More"), ShowGiven(given.id, page + 1)),) if more else ()),
            Button(say("What they get wrong"), ShowDecisions(given.id, everywhere=False)),
            *_ends(speak, given, cohort),
        ),
    )


def _telling(speak: Words, untold: Untold) -> Iterator[Line]:
    """How far telling them has come; nothing, once all whom it reaches have been told."""
    if not untold.waiting:
        return
    yield Line(
        Role.NOTE,
        speak.count(
            "{n} is still to be told of it, in their own hours and a day after their last message.",
            "{n} are still to be told of it, in their own hours and a day after their last "
            "message.",
            untold.waiting,
        ),
    )
    yield from unreached(speak, untold.blocked, untold.accountless)


def _ends(speak: Words, given: Assignment, cohort: Cohort) -> Iterator[Button]:
    """What can still be done with it; with a step of a programme, only as a whole."""
    if given.series is not None:
        yield Button(speak.say("The whole programme"), ShowSeries(given.series, 0))
        yield Button(speak.say("Back to the cohort"), ShowCohort(cohort.id))
        return
    if given.withdrawn_at is None:
        yield Button(speak.say("Change"), ShowChange(given.id))
    yield from end_buttons(speak, given, cohort)


def _wrong(speak: Words, tallies: Sequence[ReportTally]) -> Iterator[Line]:
    """What learners say is wrong, with how many; there is no telling who or where."""
    if not tallies:
        return
    named = kinds(speak)
    listed = (speak.say("{what}: {n}", what=named[one.kind], n=one.people) for one in tallies)
    yield Line(Role.HEADING, speak.say("What learners say of this case, in all cohorts"))
    yield Line(Role.TEXT, "\n".join(listed))


def _came(speak: Words, given: Assignment, one: Done) -> str:
    say = speak.say
    name = gone_words(speak, one.name, inside=one.inside) if one.gone else one.name
    if one.result is None:
        return say("{name}: not done yet", name=name)
    last = given.mode == ASSESSMENT or given.withdrawn_at is not None  # there is no other try
    if one.result.passed:
        said = say("{name}: done and passed", name=name)
    elif last or one.gone:
        said = say("{name}: done, not passed", name=name)
    else:
        said = say("{name}: done, not passed yet", name=name)
    bands = result_of(one.result).bands.items()
    told = " · ".join(
        f"{competency_words(speak, what)}: {band_words(speak, band)}" for what, band in bands
    )
    return f"{said}\n{told}" if told else said
