"""Screens for entering answers from paper: the next question, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.live_session import session_flow
from bot.app.paper_answers import paper_transcript
from bot.app.paper_answers.paper_entry import PaperSheet
from bot.app.paper_answers.paper_transcript import TranscribedAnswer
from bot.app.paper_answers.paper_typing import TypedAnswers
from bot.chat.kit.lists import tickable
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Screen, screen
from bot.kinds import PRESENTERS
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words
from bot.phrases.labels import mode_name
from bot.phrases.session_phrases import session_name
from bot.scenario_files.rule_table import RuleTable, letter_at
from scenarios.kinds import KINDS
from scenarios.model import Decision
from scenarios.rendering import NEUTRAL
from storage.live_session.live_sessions import Session


def sheet_screen(
    words: Words,
    sheet: PaperSheet,
    name: str,
    work_title: str,
    typed: TypedAnswers | None = None,
) -> Screen:
    """The next question, or at the end all answers.

    Args:
        words: The trainer's language.
        sheet: The answers so far.
        name: Whose they are.
        work_title: The title of the case.
        typed: What came of a typed line, where there was one.
    """
    answers = [
        f"{number} · {_answer(words, entered)}"  # a line each, as on paper: `3 · B · Hand it back`
        for number, entered in enumerate(sheet.state.entered, 1)
    ]
    return screen(
        title(name),
        note(_work(words, sheet, work_title)),
        typed is not None
        and bool(typed.remaining)
        and text(_left(words, typed, len(answers) + 1, over=sheet.state.is_over)),
        _end(words, sheet, answers) if sheet.state.is_over else _next(words, sheet, answers),
        _ways(words, sheet),
    )


def _work(words: Words, sheet: PaperSheet, work_title: str) -> str:
    if isinstance(sheet.work, Session):
        return session_name(words, sheet.work, work_title, sheet.cohort.timezone)
    return words.beside(work_title, mode_name(words, sheet.work.mode))


def _left(words: Words, typed: TypedAnswers, number: int, *, over: bool) -> str:
    left = typed.remaining
    if over:
        return words.say(
            "“{typed}” and everything after it was left out: all questions are answered.",
            typed=left,
        )
    if typed.elsewhere:
        return words.say(
            "The class was not asked question {n}, so “{typed}” and everything after "
            "it was left out. Type it again if it is on their own sheet.",
            typed=left,
            n=number,
        )
    told = words.say(
        "“{typed}” is not an answer to question {n}; it and everything after it was left out.",
        typed=left,
        n=number,
    )
    if len(left) == 1:
        return told
    apart = words.say(
        "Put a space between answers; in a conversation each question counts as an answer."
    )
    return f"{told} {apart}"


def _end(words: Words, sheet: PaperSheet, answers: Sequence[str]) -> Iterator[Line | Button]:
    yield text("\n".join(answers))
    yield note(words.say("It counts once entered and cannot be changed."))
    yield main(
        button(
            words.say("Enter these answers"), "submit_paper", sheet.place.id, sheet.transcript.turn
        )
    )


def _next(words: Words, sheet: PaperSheet, answers: Sequence[str]) -> Iterator[Line | Button]:
    say, turn = words.say, sheet.state.turn
    if answers:
        yield text(answers[-1])
    scene = RuleTable(sheet.scenario, words, NEUTRAL).numbers[sheet.state.at.scene]
    yield heading(say("Question {n}, scene {scene} on the sheet", n=len(answers) + 1, scene=scene))
    if turn.prompt:
        yield Line(LineRole.PROMPT, turn.prompt)
    if sheet.is_elsewhere:
        yield note(say("The class was not asked this; these answers lead here by themselves."))
    if KINDS[turn.kind].decision.sequenced and sheet.transcript.marks:
        yield text(say("In this order: {steps}", steps=_marks(words, sheet)))
    if not answers:
        yield note(_how(words))
    yield from _options(words, sheet)


def _how(words: Words) -> str:
    example = " ".join(
        "".join(letter_at(words, at) for at in each) for each in ((1,), (0, 2), (0,))
    )
    return words.say(
        "Tap, or type many answers at once, such as {example}: one or more letters for each "
        "question, a number on a scale, a dash where nothing was ticked or a conversation ended.",
        example=f"{example} - 4",
    )


def _answer(words: Words, entered: TranscribedAnswer) -> str:
    kind, presenter = KINDS[entered.kind].decision, PRESENTERS[entered.kind]
    if not entered.parts:
        return presenter.left_blank(words)
    if not kind.worded:
        return presenter.step(words, entered.parts[0])
    if len(entered.letters) == 1:
        return words.beside(letter_at(words, entered.letters[0]), entered.words[0])
    letters = entered.letters if kind.sequenced else sorted(entered.letters)
    return " ".join(letter_at(words, at) for at in letters)


def _marks(words: Words, sheet: PaperSheet) -> str:
    on_paper = paper_transcript.lettered_options(sheet.scenario, sheet.state.at)
    return " ".join(letter_at(words, on_paper.index(mark)) for mark in sheet.transcript.marks)


def _options(words: Words, sheet: PaperSheet) -> Iterator[Button]:
    known, place_id, at = sheet.transcript, sheet.place.id, sheet.state.at
    decision = session_flow.decision_at(sheet.scenario, at)
    assert decision is not None  # it is not over
    on_paper = paper_transcript.lettered_options(sheet.scenario, at)
    shorts = {option.id: option.short for option in sheet.state.turn.options}
    options = [
        (number, option, _option(words, decision, option, on_paper, shorts))
        for number, option in enumerate(paper_transcript.options(sheet.scenario, at))
    ]
    if not decision.drafted:
        taking = [
            button(label, "take_paper_answer", place_id, known.turn, number)
            for number, _, label in options
        ]
        yield from PRESENTERS[decision.kind].in_rows(words, taking)
        return
    for number, option, label in options:
        ticked = option in known.marks
        if decision.sequenced and ticked:
            continue  # the last one is taken back below
        shown = label if decision.sequenced else tickable(label, on=ticked)
        yield button(shown, "mark_paper_option", place_id, known.turn, number, on=not ticked)
    if not decision.sequenced or len(known.marks) == len(on_paper):
        yield main(button(words.say("Done"), "finish_paper_answer", place_id, known.turn))


def _option(
    words: Words, decision: Decision, option: str, on_paper: Sequence[str], shorts: dict[str, str]
) -> str:
    presenter = PRESENTERS[decision.kind]
    if not decision.worded:
        return presenter.step(words, option)
    if option not in on_paper:
        return presenter.name(words, option)
    return words.beside(letter_at(words, on_paper.index(option)), shorts.get(option, ""))


def _ways(words: Words, sheet: PaperSheet) -> Iterator[Button]:
    known, place_id = sheet.transcript, sheet.place.id
    if known.acts or known.marks:
        take_back = words.say("Undo the last answer")
        yield button(take_back, "undo_paper_answer", place_id, known.turn)
        yield button(words.say("Discard these answers"), "discard_paper", place_id)
    yield button(words.say("Later"), "place_page", place_id)
