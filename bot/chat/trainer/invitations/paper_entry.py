"""Entering what people without an account answered on paper: what for, tap by tap, or typed."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.access.rights import Right
from bot.app.paper_answers import paper_entry, paper_transcript
from bot.app.paper_answers.paper_entry import PaperSheet, SubmittedPaper
from bot.app.paper_answers.paper_transcript import Transcript
from bot.app.paper_answers.paper_typing import TypedAnswers
from bot.app.paper_answers.paper_work import Work, is_of_test
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.invitations.paper_sheet import sheet_screen
from bot.fields import Flag, Key, Number
from bot.lines import note, text, title
from bot.phrases.display_names import display_names
from bot.phrases.labels import assigned_name, title_in
from bot.phrases.session_phrases import session_name
from scenarios.languages import LANGUAGES
from scenarios.model import Scenario
from storage.live_session.live_sessions import Session


@tap("il", right=Right.ASSIGN)
def paper_work_list(ctx: Context, place_id: Key) -> Screen:
    """The assignments and classes for which a person's answers may be entered."""
    say = ctx.say
    found = paper_entry.work_list(ctx.conn, ctx.request, ctx.app.library, place_id)
    name = display_names(ctx.words, found.people)[place_id]
    return screen(
        title(say("Answers from paper: {name}", name=name)),
        (
            text(
                say(
                    "The letters are those of the sheet for the table, which is among the cases "
                    "to download. Nothing counts until you confirm."
                )
            ),
            note(say("Only for people who know that their answers are kept and who sees them.")),
        )
        if found.open
        else text(
            say(
                "No assigned work is open for them, and no case was run with the class while "
                "they were marked as present."
            )
        ),
        any(map(is_of_test, found.open))
        and note(say("The sheets of a test are on the page of the test.")),
        [
            button(_work_name(ctx, work, found.cohort.timezone), begin_paper, place_id, work.id)
            for work in found.open
        ],
        button(say("Back"), "place_page", place_id),
    )


def _work_name(ctx: Context, work: Work, timezone: str) -> str:
    name = title_in(ctx.app.library, ctx.words, work.scenario)
    if isinstance(work, Session):
        return session_name(ctx.words, work, name, timezone)
    return assigned_name(ctx.words, name, work, timezone)


@tap("im", right=Right.ASSIGN, writes=True)
def begin_paper(ctx: Context, place_id: Key, work_id: Key) -> Screen:
    """Begin entering answers, or continue where the same work is being entered."""
    sheet = paper_entry.begin(ctx.conn, ctx.request, ctx.app.library, place_id, work_id)
    return _show(ctx, sheet)


@tap("in", right=Right.ASSIGN, writes=True)
def take_paper_answer(ctx: Context, place_id: Key, turn: Number, option: Number) -> Screen:
    return _change(
        ctx,
        place_id,
        turn,
        lambda scenario, before: paper_transcript.with_answer(scenario, before, option),
    )


@tap("io", right=Right.ASSIGN, writes=True)
def mark_paper_option(
    ctx: Context, place_id: Key, turn: Number, option: Number, on: Flag
) -> Screen:
    """Changes what is ticked or put in order, and is not done yet."""
    return _change(
        ctx,
        place_id,
        turn,
        lambda scenario, before: paper_transcript.with_mark(scenario, before, option, on=on),
    )


@tap("ip", right=Right.ASSIGN, writes=True)
def finish_paper_answer(ctx: Context, place_id: Key, turn: Number) -> Screen:
    """Takes what is ticked or put in order as an answer."""
    return _change(ctx, place_id, turn, paper_transcript.with_marks_answered)


@tap("iq", right=Right.ASSIGN, writes=True)
def undo_paper_answer(ctx: Context, place_id: Key, turn: Number) -> Screen:
    return _change(ctx, place_id, turn, lambda _, before: paper_transcript.without_last(before))


@answer("paper", right=Right.ASSIGN)
def type_paper_answers(ctx: Context, line: str, place_id: Key) -> Screen:
    sheet, typed = paper_entry.type_answers(
        ctx.conn,
        ctx.request,
        ctx.app.library,
        place_id,
        line,
        [language.letters for language in LANGUAGES.values()],
    )
    return _show(ctx, sheet, typed)


def _change(
    ctx: Context, place_id: str, turn: int, change: Callable[[Scenario, Transcript], Transcript]
) -> Screen:
    library = ctx.app.library
    return _show(ctx, paper_entry.change(ctx.conn, ctx.request, library, place_id, turn, change))


def _show(ctx: Context, sheet: PaperSheet, typed: TypedAnswers | None = None) -> Screen:
    """Shows a sheet; from now on answers may be typed as well."""
    ask(ctx, type_paper_answers, sheet.place.id)
    name = display_names(ctx.words, sheet.people)[sheet.place.id]
    work_title = title_in(ctx.app.library, ctx.words, sheet.work.scenario)
    return sheet_screen(ctx.words, sheet, name, work_title, typed)


@tap("is", right=Right.ASSIGN, writes=True)
def discard_paper(ctx: Context, place_id: Key) -> Screen:
    paper_entry.discard(ctx.conn, ctx.request, place_id)
    return paper_work_list(ctx, place_id)


@tap("ir", right=Right.ASSIGN, writes=True)
def submit_paper(ctx: Context, place_id: Key, turn: Number) -> Screen:
    """Count the entered answers; results of a test part stay hidden."""
    say, library = ctx.say, ctx.app.library
    done = paper_entry.submit(ctx.conn, ctx.request, library, ctx.app.dice, place_id, turn)
    assert done.attempt.result is not None
    name = display_names(ctx.words, done.people)[place_id]
    work_title = title_in(library, ctx.words, done.work.scenario)
    passed = say("passed") if done.attempt.result.passed else say("not passed")
    return screen(
        title(say("Entered: {name}", name=name)),
        text(work_title if is_of_test(done.work) else ctx.words.beside(work_title, passed)),
        note(
            say(
                "It is recorded that you entered it from paper. When they open their "
                "personal code, it becomes theirs."
            )
        ),
        _others(ctx, done),
        button(say("More answers of the same person"), paper_work_list, place_id),
        button(say("Members"), "member_list", done.cohort.id, 0),
    )


def _others(ctx: Context, done: SubmittedPaper) -> Button | None:
    """Leads to those who answered the same on paper, where there is a list of them."""
    if isinstance(done.work, Session):
        return main(button(ctx.say("Others of this class"), "paper_sheet_list", done.work.id, 0))
    if done.work.test is not None:
        return main(button(ctx.say("Others of this test"), "paper_takers", done.work.test, 0))
    return None
