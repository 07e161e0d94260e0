"""Choosing what to assign: a case with its mode and last day, or a programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bot.app.access.rights import Right
from bot.app.assignments import planning
from bot.app.assignments.due_days import today_in
from bot.app.modes import ASSESSMENT, PRACTICE
from bot.chat.kit.codec import Id, Key, Mode, Number
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Line, LineRole, Screen, heading, screen, text, title
from bot.chat.trainer.assignments.assignment_phrases import head
from bot.locale import Words
from bot.phrases.case_phrases import about_minutes, title_of
from scenarios import durations
from scenarios.catalogue.tracks import Track, track, tracks
from scenarios.model import Scenario
from storage.cohorts.cohorts import Cohort

WEEKS = (1, 2, 4)
_USES = ("practice", "worked", "test")


class Case(NamedTuple):
    """A case as a trainer chooses it."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Field:
    """The cases of one field of work."""

    name: str
    cases: Sequence[Case]


def fields_of(words: Words, cases: Iterable[Scenario], ordered: Sequence[Track]) -> list[Field]:
    """Cases by field of work, in the order of these fields.

    In a field cases for practice come first, then examples, then tests, and easier ones first.
    """
    found: dict[str, list[Scenario]] = {field.id: [] for field in ordered}
    for case in sorted(cases, key=_rank):
        found[track(case.track).id].append(case)
    return [
        Field(
            tracks()[field_id].names.get(words.language, field_id),
            [Case(case.id, title_of(words, case), _about(words, case)) for case in own],
        )
        for field_id, own in found.items()
        if own
    ]


def _rank(case: Scenario) -> tuple[int, bool, str]:
    return _USES.index(case.use), case.level != "foundation", case.id


def _about(words: Words, case: Scenario) -> str:
    """How long a case takes, and its use where that is not practice."""
    say = words.say
    uses = {"worked": say("a colleague thinks aloud"), "test": say("a test; nobody practises it")}
    about = about_minutes(words, durations.minutes(case, words.language))
    return " · ".join(filter(None, (about, uses.get(case.use, ""))))


def case_choice_screen(
    words: Words,
    cohort: Cohort,
    fields: Sequence[Field],
    page: int,
    pick: Callable[[str, str], Button],
    turn: Callable[[str, int], Button],
    other: Button | None = None,
) -> Screen:
    """The cases of one field of work, and the ways to the fields before and after it.

    Args:
        words: The language.
        cohort: For whom a case is chosen.
        fields: Every field of work that has cases.
        page: Which of them is shown.
        pick: Makes a button of a text and the id of the case that it chooses.
        turn: Makes a button of a text and the number of the field that it leads to.
        other: What can be chosen in place of a case.
    """
    say, back = words.say, button(words.say("Back"), "cohort_page", cohort.id)
    if not fields:
        return screen(title(cohort.name), text(say("There is no case here yet.")), back)
    at = page if page < len(fields) else 0
    shown = fields[at]
    return screen(
        title(cohort.name),
        Line(LineRole.PROMPT, say("Which case?")),
        heading(shown.name),
        text("\n".join(f"{case.title}\n{case.about}" for case in shown.cases)),
        [pick(case.title, case.id) for case in shown.cases],
        [
            turn(say("Field: {name}", name=fields[number].name), number)
            for number in (at - 1, at + 1)
            if 0 <= number < len(fields)
        ],
        other,
        back,
    )


@tap("cs", right=Right.ASSIGN)
def choose_case_to_assign(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    found = planning.assignable_cases(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    return case_choice_screen(
        ctx.words,
        found.cohort,
        fields_of(ctx.words, found.cases.values(), found.fields),
        page,
        lambda label, scenario_id: button(label, choose_assignment_mode, cohort_id, scenario_id),
        lambda label, to: button(label, choose_case_to_assign, cohort_id, to),
        button(ctx.say("A whole programme"), choose_programme_to_assign, cohort_id),
    )


@tap("cd", right=Right.ASSIGN)
def choose_assignment_mode(ctx: Context, cohort_id: Key, scenario_id: Id) -> Screen:
    say, library = ctx.say, ctx.app.library
    case, cohort = planning.assignable_case(ctx.conn, ctx.request, library, cohort_id, scenario_id)
    return screen(
        head(ctx, cohort, title_of(ctx.words, case)),
        text(say("For practice: as often as they like; the best try counts.")),
        text(say("As an assessment: each answer is confirmed, and the reasons come at the end.")),
        button(say("For practice"), choose_due_day, cohort_id, scenario_id, PRACTICE),
        button(say("As an assessment"), choose_due_day, cohort_id, scenario_id, ASSESSMENT),
        button(say("Back"), choose_case_to_assign, cohort_id, 0),
    )


@tap("ce", right=Right.ASSIGN)
def choose_due_day(ctx: Context, cohort_id: Key, scenario_id: Id, mode: Mode) -> Screen:
    say, library = ctx.say, ctx.app.library
    case, cohort = planning.assignable_case(ctx.conn, ctx.request, library, cohort_id, scenario_id)
    today = today_in(ctx.now, cohort.timezone)
    return screen(
        head(ctx, cohort, title_of(ctx.words, case)),
        text(say("How much time is there for it?")),
        [
            button(
                ctx.words.count("{n} week", "{n} weeks", weeks),
                "preview_assignment",
                cohort_id,
                scenario_id,
                mode,
                today + timedelta(weeks=weeks),
            )
            for weeks in WEEKS
        ],
        button(say("Back"), choose_assignment_mode, cohort_id, scenario_id),
    )


@tap("ba", right=Right.ASSIGN)
def choose_programme_to_assign(ctx: Context, cohort_id: Key) -> Screen:
    say, words = ctx.say, ctx.words
    programmes, cohort = planning.assignable_programmes(
        ctx.conn, ctx.request, ctx.app.library, cohort_id
    )
    titles = {programme.id: programme.title.in_(words.language) for programme in programmes}
    steps = (words.count("{n} step", "{n} steps", len(each.steps)) for each in programmes)
    about = map("\n".join, zip(titles.values(), steps, strict=True))
    return screen(
        title(cohort.name),
        Line(LineRole.PROMPT, say("Which programme?")),
        text("\n".join(about) or say("There is no programme here yet.")),
        [button(titles[each], "plan_programme", cohort_id, each) for each in titles],
        button(say("A single case"), choose_case_to_assign, cohort_id, 0),
        button(say("Back"), "cohort_page", cohort.id),
    )
