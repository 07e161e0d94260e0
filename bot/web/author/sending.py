"""Sending a scenario or a new edition, as a file or as text: checked, and kept without errors."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.access.checks import ensure_holds
from bot.app.access.rights import Right
from bot.app.authoring import managed_scenarios, submission
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.app.authoring.submission import SubmissionProblem
from bot.fields import Id
from bot.files import LARGEST
from bot.phrases.edition_phrases import concern_lines
from bot.phrases.finding_phrases import ordered
from bot.phrases.scenario_phrases import title_or_id
from bot.scenario_files.submission_phrases import (
    kept_words,
    sheet_problems,
    sheet_refused,
    too_demanding,
    unplayable_remedy,
    why_not_kept,
    why_refused,
)
from bot.scenario_files.submissions import (
    LoneTranslation,
    NotKept,
    Received,
    Rejected,
    SheetProblems,
    Submitting,
    TooDemanding,
    Unplayable,
)
from bot.scenario_files.uploaded_files import FileRejected, ScenarioFiles
from bot.web.author.editions import edition_page
from bot.web.author.sources import numbered_sources, shown_finding
from bot.web.kit.context import AsyncContext, BaseContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.uploads import sent_file
from scenarios.findings import errors
from scenarios.loader import SCENARIO, YAML_FILES

Files = Mapping[str, bytes]
_CLEAN: Mapping[str, object] = {
    "most": LARGEST >> 20,
    "problem": "",
    "newer": 0,
    "cells": (),
    "findings": (),
    "sources": (),
}
"""Of the form where nothing was sent yet."""


@page("/new-scenario", right=Right.WRITE_SCENARIO, template="author/send")
def scenario_form(_ctx: Context) -> Values:
    return {**_CLEAN, "id": "", "files": _fields({})}


@act(
    "/new-scenario",
    right=Right.WRITE_SCENARIO,
    form=scenario_form,
    template="author/send",
    largest_file=LARGEST,
)
async def send_scenario(ctx: AsyncContext) -> Redirect | Values:
    found = await _taken(ctx, "", {})
    if isinstance(found, Redirect):
        return found
    return {**await ctx.read(scenario_form), **found}


@page("/scenarios/{scenario_id}/new-edition", right=Right.KEEP_SCENARIO, template="author/send")
def edition_form(ctx: Context, scenario_id: Id) -> Values:
    """The form for a new edition, with the source of the newest one to change."""
    details = _details(ctx, scenario_id)
    files = submission.newest_files(ctx.conn, ctx.request, scenario_id)
    return {
        **_CLEAN,
        "id": scenario_id,
        "title": title_or_id(ctx.words, details.content, scenario_id),
        "seen": details.newest.number,
        "files": _fields(files),
    }


@act(
    "/scenarios/{scenario_id}/new-edition",
    right=Right.KEEP_SCENARIO,
    form=edition_form,
    template="author/send",
    largest_file=LARGEST,
)
async def send_edition(ctx: AsyncContext, scenario_id: Id) -> Redirect | Values:
    def newest(at: Context) -> Files:
        ensure_holds(at.conn, at.person, Right.WRITE_SCENARIO)
        _details(at, scenario_id)
        return submission.newest_files(at.conn, at.request, scenario_id)

    found = await _taken(ctx, scenario_id, await ctx.read(newest))
    if isinstance(found, Redirect):
        return found
    shown = await ctx.read(lambda at: edition_form(at, scenario_id))
    newer = shown["seen"] if found.pop("is_stale", False) else 0
    return {**shown, **found, "newer": newer}


def _details(ctx: Context, scenario_id: str) -> ScenarioDetails:
    return managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)


async def _taken(ctx: AsyncContext, wanted: str, newest: Files) -> Redirect | dict[str, object]:
    """Where to go once what was sent is kept, or what is wrong with it."""
    app, words, content = ctx.app, ctx.words, sent_file(ctx, "file", LARGEST)
    pasted = _pasted(ctx)
    if not content and SCENARIO not in pasted:
        raise FormError(file=ctx.say("Please choose a file, or type the text of scenario.yaml."))
    submitting = Submitting(app.database, app.library, ctx.request, wanted, _seen(ctx))
    try:
        async with app.checks.turn(ctx.person.id):
            if content:
                name = ctx.form.files["file"].name
                return _received(ctx, await submitting.take(name, content))
            media = {name: each for name, each in newest.items() if name not in YAML_FILES}
            sent = ScenarioFiles({**media, **pasted}, whole=True)
            return _received(ctx, await submitting.take_files(sent))
    except FileRejected as refused:
        problem, remedy = why_refused(words, refused.reason)
        raise FormError(file=" ".join(filter(None, (problem, remedy)))) from None
    except LoneTranslation:
        raise FormError(
            file=ctx.say("This is a translation. Please send it together with scenario.yaml.")
        ) from None
    except NotKept as problem:
        typed = {} if content else {"files": _fields(pasted)}
        return {**_wrong(ctx, problem, wanted), **typed}


def _seen(ctx: BaseContext) -> int | None:
    typed = ctx.form.text("seen")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def _field(name: str) -> str:
    return f"source-{name.removesuffix('.yaml')}"


def _fields(files: Files) -> list[tuple[str, str, str]]:
    """The fields for YAML files: names, labels and contents."""
    return [
        (_field(name), name, files.get(name, b"").decode(errors="replace")) for name in YAML_FILES
    ]


def _pasted(ctx: BaseContext) -> dict[str, bytes]:
    typed = {name: ctx.form.area(_field(name)).replace("\r\n", "\n") for name in YAML_FILES}
    return {name: text.encode(errors="replace") for name, text in typed.items() if text.strip()}


def _received(ctx: BaseContext, found: Received) -> Redirect:
    lines = (line.text for line in concern_lines(ctx.words, found.concerns) if line.text)
    notice = " ".join((kept_words(ctx.words, found.kept), *lines))
    return redirect(edition_page, found.scenario.id, found.kept.edition.number, notice=notice)


def _wrong(ctx: BaseContext, problem: NotKept, wanted: str) -> dict[str, object]:
    words = ctx.words
    match problem:
        case TooDemanding():
            return {"problem": too_demanding(words)}
        case Rejected():
            stale = problem.reason is SubmissionProblem.STALE
            return {"problem": why_not_kept(words, problem, wanted), "is_stale": stale}
        case SheetProblems():
            n = len({place for place, _ in problem.problems})
            return {
                "problem": words.count(
                    "{n} text of the sheet has an error. Nothing was saved.",
                    "{n} texts of the sheet have errors. Nothing was saved.",
                    n,
                ),
                "cells": sheet_problems(words, problem.problems),
            }
        case Unplayable():
            findings = ordered(problem.loaded.findings)
            sentence = words.count(
                "{n} error must be fixed before it can be played. The file was not saved.",
                "{n} errors must be fixed before it can be played. The file was not saved.",
                len(errors(findings)),
            )
            texts = {
                name: content.decode(errors="replace")
                for name, content in problem.files.items()
                if name in YAML_FILES
            }
            return {
                "problem": " ".join((sentence, unplayable_remedy(words, problem))),
                "findings": [shown_finding(words, each) for each in findings],
                "sources": list(numbered_sources(words, texts, findings)),
            }
    return {"problem": sheet_refused(words, problem)}
