"""Lists of cases to choose from: by field of work, several at a time, or by a part of the title."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.assignments import planning
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Button, Part, Screen, screen
from bot.fields import Field, Flag, Key
from bot.lines import Line, LineRole, note, text, title
from bot.phrases.case_list import CaseList
from scenarios.catalogue.tracks import tracks

PAGE_SIZE = 10


def _encode_fields(chosen: Collection[str]) -> str:
    return f"{sum(1 << place for place, field in enumerate(tracks()) if field in chosen):x}"


def _decode_fields(text: str) -> frozenset[str]:
    bits = int(text, 16)
    return frozenset(field for place, field in enumerate(tracks()) if bits >> place & 1)


Fields = Annotated[
    frozenset[str], Field(re.compile(r"[0-9a-f]{1,6}"), _decode_fields, _encode_fields)
]
"""Ids of fields of work, as a hexadecimal number with a bit for each track of the catalogue."""
NO_FIELDS: frozenset[str] = frozenset()
"""Nothing was chosen: the first field that has cases is shown."""


def case_list_screen(
    found: CaseList,
    heading: Line,
    chosen: Collection[str],
    page: int,
    pick: Callable[[str, str], Button],
    turn: Callable[[str, int], Button],
    *others: Part,
) -> Screen:
    """The cases of the chosen fields, one button each.

    Args:
        found: Every case.
        heading: The title of the screen.
        chosen: The ids of fields.
        page: The page of these cases, counted from 0.
        pick: Makes a button that chooses a case, from its text and the case's id.
        turn: Makes a button that opens a page, from its text and the page's number.
        others: Buttons for other acts.
    """
    words, fields = found.words, found.shown(chosen)
    listed = paged(words, found.within(fields), page, turn, PAGE_SIZE)
    return screen(
        heading,
        Line(LineRole.PROMPT, words.say("Which case?")),
        text(words.say("Fields: {names}", names=found.names_of(fields)))
        if found.cases
        else text(words.say("There is no case here yet.")),
        [pick(found.label(case), case.id) for case in listed.items],
        listed.turns,
        *others,
    )


def field_choice_screen(
    found: CaseList,
    heading: Line,
    chosen: Collection[str],
    toggle: Callable[[str, frozenset[str]], Button],
    done: Button,
) -> Screen:
    """Every field that has cases, to be chosen or not.

    Args:
        found: Every case.
        heading: The title of the screen.
        chosen: The ids of fields.
        toggle: Makes a button of a text and the fields that are chosen after it.
        done: Leads to the list of cases.
    """
    words, fields = found.words, found.shown(chosen)

    def option(field: str) -> Button:
        name = tracks()[field].name_in(words.language)
        label = words.beside(name, str(len(found.within({field}))))
        return toggle(f"{'●' if field in fields else '○'} {label}", fields ^ {field})

    return screen(
        heading,
        Line(LineRole.PROMPT, words.say("Which fields of work?")),
        note(words.say("Tap a field to add it or leave it out.")),
        map(option, found.fields),
        toggle(words.say("All fields"), frozenset(found.fields)),
        main(done),
    )


def cases_for_cohort(
    ctx: Context, cohort_id: str, page: int, fields: frozenset[str], *, for_class: bool
) -> Screen:
    """The cases that can be assigned to a cohort, or run with it as a class."""
    say, (found, heading) = ctx.say, _cohort_cases(ctx, cohort_id, for_class=for_class)
    return case_list_screen(
        found,
        heading,
        fields,
        page,
        lambda label, scenario_id: _pick(label, cohort_id, scenario_id, for_class=for_class),
        lambda label, to: button(label, _list_of(for_class=for_class), cohort_id, to, fields),
        button(say("Choose fields"), choose_case_fields, cohort_id, for_class, found.shown(fields)),
        button(say("Find a case"), ask_case_title, cohort_id, for_class),
        not for_class and button(say("A whole programme"), "choose_programme_to_assign", cohort_id),
        button(say("Back"), "cohort_page", cohort_id),
    )


@tap("b1", right=Right.LEAD_ROOM)
def choose_case_fields(ctx: Context, cohort_id: Key, for_class: Flag, fields: Fields) -> Screen:
    found, heading = _cohort_cases(ctx, cohort_id, for_class=for_class)
    return field_choice_screen(
        found,
        heading,
        fields,
        lambda label, chosen: button(label, choose_case_fields, cohort_id, for_class, chosen),
        button(
            ctx.say("Show the cases"),
            _list_of(for_class=for_class),
            cohort_id,
            0,
            found.shown(fields),
        ),
    )


@tap("b2", right=Right.LEAD_ROOM, writes=True)
def ask_case_title(ctx: Context, cohort_id: Key, for_class: Flag) -> Screen:
    _, heading = _cohort_cases(ctx, cohort_id, for_class=for_class)
    ask(ctx, find_case, cohort_id, for_class)
    return screen(
        heading,
        text(ctx.say("Type a part of the title, or a field of work.")),
        button(ctx.say("Back"), _list_of(for_class=for_class), cohort_id, 0),
    )


@answer("case-title", right=Right.LEAD_ROOM)
def find_case(ctx: Context, typed: str, cohort_id: Key, for_class: Flag) -> Screen:
    """Search for a case; the question stays open, so that another word can be typed at once."""
    say, (found, heading) = ctx.say, _cohort_cases(ctx, cohort_id, for_class=for_class)
    ask(ctx, find_case, cohort_id, for_class)
    matches = found.found(typed)
    return screen(
        heading,
        text(
            ctx.words.count("{n} case found", "{n} cases found", len(matches))
            if matches
            else say("No case was found. Type another part of the title.")
        ),
        len(matches) > PAGE_SIZE and note(say("These are the first. Type more of the title.")),
        [
            _pick(found.label(case), cohort_id, case.id, for_class=for_class)
            for case in matches[:PAGE_SIZE]
        ],
        button(say("Back"), _list_of(for_class=for_class), cohort_id, 0),
    )


def _cohort_cases(ctx: Context, cohort_id: str, *, for_class: bool) -> tuple[CaseList, Line]:
    right = Right.LEAD_ROOM if for_class else Right.ASSIGN
    found = planning.assignable_cases(ctx.conn, ctx.request, ctx.app.library, cohort_id, right)
    cases = CaseList.of(ctx.words, found.cases.values(), found.fields)
    return cases, title(found.cohort.name)


def _list_of(*, for_class: bool) -> str:
    return "session_cases" if for_class else "choose_case_to_assign"


def _pick(label: str, cohort_id: str, scenario_id: str, *, for_class: bool) -> Button:
    chosen = "ask_session_place" if for_class else "plan_case"
    return button(label, chosen, cohort_id, scenario_id)
