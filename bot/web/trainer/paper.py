"""Answers from paper, as a grid: a row for each person, a column for each question."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.paper_answers import paper_grid
from bot.app.paper_answers.paper_grid import CellTrouble, GridError, GridRow, PaperGrid, TypedRow
from bot.fields import Key
from bot.phrases.display_names import display_names
from bot.phrases.labels import assigned_name, title_in
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.tables import AFTER
from scenarios.languages import LANGUAGES

LONGEST_CELL = 30


@page("/cohorts/{cohort_id}/paper", right=Right.ASSIGN, template="trainer/paper_list")
def paper_list(ctx: Context, cohort_id: Key) -> Values:
    """The work of which answers on paper can be entered."""
    cohort, found = paper_grid.works(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    library, words = ctx.app.library, ctx.words
    return {
        "cohort": cohort,
        "works": [
            (
                each.id,
                assigned_name(
                    words, title_in(library, words, each.scenario), each, cohort.timezone
                ),
            )
            for each in found
        ],
    }


@page("/cohorts/{cohort_id}/paper/{work_id}", right=Right.ASSIGN, template="trainer/paper_grid")
def paper_page(ctx: Context, cohort_id: Key, work_id: Key) -> Values:
    """The grid, with what was typed where it could not be taken."""
    after = ctx.form.text(AFTER) if ctx.errors else ctx.query.get(AFTER, "")
    found = paper_grid.grid(
        ctx.conn, ctx.request, ctx.app.library, cohort_id, work_id, after or None
    )
    names = display_names(ctx.words, found.people)
    of_place = {each.place: each.id for each in found.people if each.place}
    return {
        "cohort": found.cohort,
        "work": found.work,
        "title": title_in(ctx.app.library, ctx.words, found.work.scenario),
        "columns": range(found.columns),
        "after": after,
        "next": found.next,
        "longest": LONGEST_CELL,
        "letters": " ".join(ctx.words.traits.letters[:6]),
        "rows": [
            {
                "id": each.place,
                "name": names.get(of_place.get(each.place, each.place), ""),
                "standing": each.standing,
                "entered": each.entered,
                "seen": ctx.form.text(f"seen-{each.place}") if ctx.errors else each.entered,
                "cells": _cells(ctx, found, each),
            }
            for each in found.rows
        ],
    }


def _cells(ctx: Context, found: PaperGrid, row: GridRow) -> list[tuple[str, str]]:
    """The names of a row's fields, and what was typed into them."""
    names = [_name(row.place, column) for column in range(found.columns)]
    return [(name, ctx.form.text(name)[:LONGEST_CELL] if ctx.errors else "") for name in names]


@act("/cohorts/{cohort_id}/paper/{work_id}", right=Right.ASSIGN, form=paper_page)
def enter_paper(ctx: Context, cohort_id: Key, work_id: Key) -> Redirect:
    """Let all that was typed count, or nothing of it."""
    after = ctx.form.text(AFTER) or None
    library = ctx.app.library
    shown = paper_grid.grid(ctx.conn, ctx.request, library, cohort_id, work_id, after)
    rows = {
        each: TypedRow(
            [ctx.form.text(_name(each, column)) for column in range(shown.columns)],
            _number(ctx.form.text(f"seen-{each}")),
        )
        for each in ctx.form.ticked("row")
    }
    letters = [language.letters for language in LANGUAGES.values()]
    try:
        entered = paper_grid.enter(
            ctx.conn, ctx.request, library, ctx.app.dice, cohort_id, work_id, rows, letters
        )
    except GridError as error:
        sentences = {_name(each.place, each.column): _said(ctx, each) for each in error.troubles}
        raise FormError(**sentences) from None
    if not entered:
        raise FormError(form=ctx.say("Nothing was typed."))
    notice = ctx.count(
        "The answers of {n} person have been saved.",
        "The answers of {n} people have been saved.",
        entered,
    )
    return redirect(paper_page, cohort_id, work_id, notice=notice)


def _name(place: str, column: int) -> str:
    return f"cell-{place}-{column}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else -1


def _said(ctx: Context, trouble: CellTrouble) -> str:
    say, n = ctx.say, trouble.column + 1
    match trouble.trouble:
        case "missing":
            return say("Question {n} has no answer.", n=n)
        case "too-much":
            return say(
                "“{typed}” is extra: every question already has an answer.", typed=trouble.word
            )
        case "changed":
            return say(
                "Answers of this person were entered in the meantime, or can no longer be entered."
            )
        case _:
            return say("“{typed}” is not an answer to question {n}.", typed=trouble.word, n=n)
