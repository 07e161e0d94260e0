"""What a trainer sees while they enter answers from paper. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.app.assignments import paper_transcript
from bot.app.assignments.paper_transcript import Entered, Standing, Transcript
from bot.app.assignments.paper_work import Work, is_of_test
from bot.app.live_session import session_flow
from bot.chat.kinds import PRESENTERS
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import assigned_name, mode_name
from bot.chat.trainer.cohorts.actions import ShowPlace
from bot.chat.trainer.invitations.actions import (
    BeginPaper,
    ChoosePaper,
    DonePaper,
    EnterPaper,
    LeavePaper,
    MarkPaper,
    TakePaper,
    UndoPaper,
)
from bot.chat.trainer.invitations.typed_answers import Typed
from bot.chat.trainer.live_session.session_records import session_name
from bot.locale import Words
from bot.scenario_files.rule_table import Ruling, lettered
from scenarios.kinds import KINDS
from scenarios.model import Decision, Scenario
from scenarios.rendering import NEUTRAL
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session
from storage.playing.attempts import Attempt

_ON, _OFF = "☑", "☐"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Somebody's answers, as far as they are entered."""

    place: roster.Place
    name: str
    cohort: Cohort
    work: Work
    title: str
    scenario: Scenario
    transcript: Transcript
    standing: Standing
    asked: Collection[str] | None  # the scenes put to their class, where it is a class's case

    @property
    def is_elsewhere(self) -> bool:
        """Whether they come to a question that their class was not asked."""
        return self.asked is not None and self.standing.leaves(self.asked)


def choose_screen(
    speak: Words,
    place: roster.Place,
    name: str,
    cohort: Cohort,
    found: Sequence[tuple[Work, str]],
) -> Screen:
    """For which assignment, or in which class, answers are to be entered."""
    say = speak.say
    named = [(_named(speak, title, one, cohort.timezone), one) for one, title in found]
    lines = [Line(Role.TITLE, say("Answers from paper: {name}", name=name))]
    if found:
        text = say(
            "The letters are those of the sheet for the table, which is among the cases to "
            "download. Nothing counts before you say so."
        )
        known = say("Only for those who know that their answers are kept, and who sees them.")
        lines += [Line(Role.TEXT, text), Line(Role.NOTE, known)]
        if any(is_of_test(one) for one, _ in found):
            lines.append(Line(Role.NOTE, say("The sheets of a test are on the page of the test.")))
    else:
        text = say(
            "Nothing is assigned that is still to be answered, and no case was run with the class "
            "while they were noted as being there."
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(
        tuple(lines),
        (
            *(Button(name, BeginPaper(place.id, one.id)) for name, one in named),
            Button(say("Back"), ShowPlace(place.id)),
        ),
    )


def _named(speak: Words, title: str, work: Work, timezone: str) -> str:
    if isinstance(work, Session):
        return session_name(speak, work, title, timezone)
    return assigned_name(speak, title, work, timezone)


def sheet_screen(speak: Words, sheet: Sheet, typed: Typed | None = None) -> Screen:
    """The next question, or at the end all that was answered.

    Args:
        speak: The trainer's language.
        sheet: How far it is.
        typed: What came of a line that was typed, where one was.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, sheet.name),
        Line(Role.NOTE, _of_what(speak, sheet)),
    ]
    answers = _answers(speak, sheet.standing.entered)
    if typed is not None and typed.left:
        lines.append(Line(Role.TEXT, _left(speak, typed, len(answers) + 1, sheet)))
    if sheet.standing.is_over:
        lines.append(Line(Role.TEXT, "\n".join(answers)))
        lines.append(Line(Role.NOTE, say("This counts once it is entered, and stays as it is.")))
        return Screen(tuple(lines), tuple(_last(speak, sheet)))
    turn, number = sheet.standing.turn, len(answers) + 1
    if answers:
        lines.append(Line(Role.TEXT, answers[-1]))
    scene = Ruling(sheet.scenario, speak, NEUTRAL).numbers[sheet.standing.at.scene]
    heading = say("Question {n}, scene {scene} on the sheet", n=number, scene=scene)
    lines.append(Line(Role.HEADING, heading))
    if turn.prompt:
        lines.append(Line(Role.PROMPT, turn.prompt))
    if sheet.is_elsewhere:
        text = say("The class was not asked this; these answers lead here by themselves.")
        lines.append(Line(Role.NOTE, text))
    if KINDS[turn.kind].decision.sequenced and sheet.transcript.marks:
        lines.append(Line(Role.TEXT, say("In this order: {steps}", steps=_marks(speak, sheet))))
    if not answers:
        example = " ".join(_word(speak, one) for one in ((1,), (0, 2), (0,)))
        lines.append(Line(Role.NOTE, _how(speak, example)))
    return Screen(tuple(lines), tuple(_buttons(speak, sheet)))


def _of_what(speak: Words, sheet: Sheet) -> str:
    if isinstance(sheet.work, Session):
        return session_name(speak, sheet.work, sheet.title, sheet.cohort.timezone)
    return speak.beside(sheet.title, mode_name(speak, sheet.work.mode))


def _how(speak: Words, example: str) -> str:
    return speak.say(
        "Tap, or type many answers at once, such as {example}: a letter or several for each "
        "question, a number on a scale, a dash where nothing was ticked or a talk ended.",
        example=f"{example} - 4",
    )


def _word(speak: Words, places: Sequence[int]) -> str:
    return "".join(lettered(speak, place) for place in places)


def _left(speak: Words, typed: Typed, number: int, sheet: Sheet) -> str:
    left = typed.left
    if sheet.standing.is_over:
        return speak.say("“{typed}” and what follows it is too much: all is answered.", typed=left)
    if typed.elsewhere:
        return speak.say(
            "The class was not asked question {n}, so “{typed}” and what follows it was left out. "
            "Type it again if it stands on their own sheet.",
            typed=left,
            n=number,
        )
    told = speak.say(
        "“{typed}” is no answer to question {n}; it and what follows it was left out.",
        typed=left,
        n=number,
    )
    if len(left) == 1:
        return told
    apart = speak.say("Between two answers there is a space; in a talk each question is an answer.")
    return f"{told} {apart}"


def entered_screen(
    speak: Words,
    place: roster.Place,
    name: str,
    cohort: Cohort,
    work: Work,
    title: str,
    attempt: Attempt,
) -> Screen:
    """The answers count now; of a part of a test nobody is told how it went."""
    say = speak.say
    assert attempt.result is not None
    passed = say("passed") if attempt.result.passed else say("not passed")
    told = title if is_of_test(work) else speak.beside(title, passed)
    return Screen(
        (
            Line(Role.TITLE, say("Entered: {name}", name=name)),
            Line(Role.TEXT, told),
            Line(
                Role.NOTE,
                say(
                    "It is noted that you entered it from paper. Whoever opens the personal code "
                    "later finds it as their own."
                ),
            ),
        ),
        (
            *_others(speak, work),
            Button(say("More answers of the same person"), ChoosePaper(place.id)),
            button(say("Who is in it"), "member_list", cohort.id, 0),
        ),
    )


def _others(speak: Words, work: Work) -> Iterator[Button]:
    """Leads to whoever else answered the same on paper, where there is a list of them."""
    if isinstance(work, Session):
        yield main(button(speak.say("Others of this class"), "paper_sheet_list", work.id, 0))
    elif work.test is not None:
        yield main(button(speak.say("Others of this test"), "paper_takers", work.test, 0))


def _answers(speak: Words, entered: Sequence[Entered]) -> list[str]:
    """What was answered, a line each, as on paper: `3 · B · Hand it back`."""
    return [f"{number} · {_answer(speak, one)}" for number, one in enumerate(entered, 1)]


def _answer(speak: Words, one: Entered) -> str:
    kind, presenter = KINDS[one.kind].decision, PRESENTERS[one.kind]
    if not one.parts:
        return presenter.left_blank(speak)
    if not kind.worded:
        return presenter.step(speak, one.parts[0])
    if len(one.letters) == 1:
        return speak.beside(lettered(speak, one.letters[0]), one.words[0])
    letters = one.letters if kind.sequenced else sorted(one.letters)
    return " ".join(lettered(speak, at) for at in letters)


def _marks(speak: Words, sheet: Sheet) -> str:
    on_paper = paper_transcript.lettered(sheet.scenario, sheet.standing.at)
    return " ".join(lettered(speak, on_paper.index(one)) for one in sheet.transcript.marks)


def _buttons(speak: Words, sheet: Sheet) -> Iterator[Button]:
    known, place, at = sheet.transcript, sheet.place.id, sheet.standing.at
    decision = session_flow.decision_at(sheet.scenario, at)
    assert decision is not None  # it is not over
    on_paper = paper_transcript.lettered(sheet.scenario, at)
    shorts = {one.id: one.short for one in sheet.standing.turn.options}
    options = paper_transcript.options(sheet.scenario, at)
    if not decision.drafted:
        taking = (
            Button(
                _option(speak, decision, one, on_paper, shorts),
                TakePaper(place, known.turn, option),
            )
            for option, one in enumerate(options)
        )
        yield from PRESENTERS[decision.kind].in_rows(speak, taking)
        yield from _ways(speak, sheet)
        return
    for option, one in enumerate(options):
        words = _option(speak, decision, one, on_paper, shorts)
        ticked = one in known.marks
        if decision.sequenced and ticked:
            continue  # the last one is taken back below
        sign = "" if decision.sequenced else f"{_ON if ticked else _OFF} "
        yield Button(f"{sign}{words}", MarkPaper(place, known.turn, option, on=not ticked))
    if not decision.sequenced or len(known.marks) == len(on_paper):
        yield Button(speak.say("Done"), DonePaper(place, known.turn), main=True)
    yield from _ways(speak, sheet)


def _option(
    speak: Words, decision: Decision, one: str, on_paper: Sequence[str], shorts: dict[str, str]
) -> str:
    presenter = PRESENTERS[decision.kind]
    if not decision.worded:
        return presenter.step(speak, one)
    if one not in on_paper:
        return presenter.name(speak, one)
    return speak.beside(lettered(speak, on_paper.index(one)), shorts.get(one, ""))


def _last(speak: Words, sheet: Sheet) -> Iterator[Button]:
    enter = EnterPaper(sheet.place.id, sheet.transcript.turn)
    yield Button(speak.say("Enter these answers"), enter, main=True)
    yield from _ways(speak, sheet)


def _ways(speak: Words, sheet: Sheet) -> Iterator[Button]:
    known, place = sheet.transcript, sheet.place.id
    if known.acts or known.marks:
        yield Button(speak.say("Take the last answer back"), UndoPaper(place, known.turn))
        yield Button(speak.say("Enter none of this"), LeavePaper(place))
    yield Button(speak.say("Later"), ShowPlace(place))
