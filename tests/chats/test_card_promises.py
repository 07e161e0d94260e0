"""What a card promises is what play brings: reasons, confirming, time limits, results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot.chat.debrief.debrief_moments import better_answer, moment_card, moment_reason
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import assignment_card, begin_case, case_card
from bot.chat.playing.play import confirm_answer
from bot.lines import Line, LineRole
from scenarios import engine
from scenarios.case_library import CaseLibrary
from scenarios.kinds.base import split_parts
from scenarios.model import Act, Decision, Level, Scenario
from scenarios.position import Position
from scenarios.rendering import render_text
from tests.chats.test_named_once import plain
from tests.helpers.assigned_work import give
from tests.helpers.every_case import CASES, LIBRARY
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.many_cases import a_case
from tests.helpers.running import library
from tests.helpers.staff import leads

ACTS = ("send", "!", ">", "+sign", "+open", "+name", "!", "blame", ".", "1")
AFTER_EACH, AT_THE_END = "you'll see why after each step", "you'll see why at the end"


class Played:
    """What was met from the first question of a case to its ending."""

    def __init__(self) -> None:
        self.steps: list[Line] = []
        self.confirmed = 0


async def play(desk: FrontDesk) -> Played:
    """Play the case of all kinds to its ending, and confirm where that is asked."""
    played = Played()
    for position, act in enumerate(ACTS):
        if act.startswith("+"):
            reply = await desk.tap(desk.mark(act[1:]))
        elif act == ">":
            reply = await desk.tap(desk.go_on())
        else:
            reply = await desk.tap(desk.finish() if act == "!" else desk.take(act))
        for button in desk.screen.buttons:
            if leads(button.action, confirm_answer):
                played.confirmed += 1
                reply = await desk.tap(button.action)
                break
        if position < len(ACTS) - 1:
            played.steps += lines_of(reply)
    return played


def lines_of(reply: Reply) -> list[Line]:
    shown = (reply.outcome, reply.screen)
    return [line for screen in shown if screen is not None for line in screen.lines]


def shows_why(lines: list[Line]) -> bool:
    return any(line.role is LineRole.REASON for line in lines)


async def shows_why_in_debrief(desk: FrontDesk) -> bool:
    """Whether the ending leads to the reasons."""
    for way in (look_back, moment_card, better_answer, moment_reason):
        if shows_why(list(desk.screen.lines)):
            return True
        found = [button.action for button in desk.screen.buttons if leads(button.action, way)]
        if found:
            await desk.tap(found[0])
    return shows_why(list(desk.screen.lines))


@pytest.mark.parametrize("level", ["foundation", "practitioner", "advanced"])
async def test_practice_gives_reasons_when_its_card_says(sqlite_url: str, level: Level) -> None:
    shelf = CaseLibrary({"case-0": a_case("case-0", level=level)})
    async with front_desk(sqlite_url, shelf) as desk:
        await desk.tap(call(case_card, "case-0"))
        assert (AFTER_EACH in desk.words) is (level == "foundation")
        assert (AT_THE_END in desk.words) is (level != "foundation")
        assert "Confirm" not in desk.words
        await desk.tap(call(begin_case, "case-0"))
        played = await play(desk)
        assert shows_why(played.steps) is (level == "foundation")
        assert played.confirmed == 0
        assert await shows_why_in_debrief(desk)


async def test_an_assessment_shows_only_the_story_until_its_end(sqlite_url: str) -> None:
    """Each choice is confirmed, nothing is timed, and the ending leads to the reasons."""
    async with front_desk(sqlite_url) as desk:
        assignment = await give(desk)
        await desk.tap(call(assignment_card, assignment.id))
        for said in ("you see only the story", "Reasons come at the end.", "Confirm each choice."):
            assert said in desk.words
        assert "There is no time limit." in desk.words
        await desk.tap(assignment.begin)
        played = await play(desk)
        assert not shows_why(played.steps)
        assert played.confirmed
        assert not any("second" in line.text and "/pause" in line.text for line in played.steps)
        assert await shows_why_in_debrief(desk)


async def test_an_ordinary_day_has_the_card_of_any_case(sqlite_url: str) -> None:
    """Its truth is in no word of its card."""
    cases = {truth: replace(kinds_case(), truth=truth) for truth in ("no-concern", "trafficking")}
    cards = set()
    for case in cases.values():
        async with front_desk(sqlite_url, CaseLibrary({"kinds": case})) as desk:
            await desk.tap(call(case_card, "kinds"))
            cards.add(desk.words)
    assert len(cards) == 1


async def test_worked_example_is_narrated_by_a_colleague(sqlite_url: str) -> None:
    """The card says so, and thoughts come with the first step."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(call(case_card, "aloud-airports"))
        assert "thinks aloud" in desk.words
        assert AFTER_EACH in desk.words
        await desk.tap(call(begin_case, "aloud-airports"))
        for _ in range(3):
            reply = await desk.tap(desk.screen.buttons[0].action)
            if shows_why(lines_of(reply)):
                break
        else:
            pytest.fail("no reason came with the first steps")


async def test_a_test_form_alone_promises_no_reasons(sqlite_url: str) -> None:
    """It keeps its answers for later tests, so that its ending can give none."""
    shelf = CaseLibrary({"kinds": replace(kinds_case(), use="test")})
    async with front_desk(sqlite_url, shelf) as desk:
        assignment = await give(desk)
        await desk.tap(call(assignment_card, assignment.id))
        promised = "Reasons come at the end." in desk.words
        await desk.tap(assignment.begin)
        await play(desk)
        assert await shows_why_in_debrief(desk) is promised


@dataclass
class Record:
    """What a play showed, from its first scene to its ending."""

    lines: list[Line] = field(default_factory=list)
    answers: int = 0
    confirmed: int = 0
    reasons_after: bool = False
    passed: bool = False

    @property
    def is_timed(self) -> bool:
        return any("second" in line.text and "/pause" in line.text for line in self.lines)


async def hurry(desk: FrontDesk, case: Scenario, begins: Call) -> Record:
    """Play a case with the first answer that is offered each time, and look back."""
    record, at = Record(), engine.start(case).position
    record.lines += lines_of(await desk.tap(begins))
    while at.scene not in case.endings:
        decision = case.scenes[at.scene].decision
        if at.at_stop or decision is None:
            reply, acts = await desk.tap(desk.go_on()), [engine.ContinueAct(at.turn)]
            at = moved(case, at, acts[0])
        else:
            way = next(iter(decision.every_act(at.state)))
            for said in decision.acts(way, at.state):
                reply = await answered(desk, decision, said, record)
                act = decision.read(at.turn, said)
                assert act is not None
                at = moved(case, at, act)
                record.answers += 1
                if at.scene not in case.endings:
                    record.lines += lines_of(reply)
            continue
        if at.scene not in case.endings:
            record.lines += lines_of(reply)
    record.passed = "Done, and passed" in desk.words
    record.reasons_after = await shows_why_in_debrief(desk)
    return record


def moved(case: Scenario, at: Position, act: Act) -> Position:
    step = engine.advance(case, at, act)
    assert isinstance(step, engine.Step)
    return step.position


async def answered(desk: FrontDesk, decision: Decision, said: str, record: Record) -> Reply:
    """Answer, and confirm where that is asked."""
    if decision.drafted:
        for part in split_parts(said):
            await desk.tap(desk.mark(part))
    reply = await desk.tap(desk.finish() if decision.drafted else desk.take(said))
    for button in desk.screen.buttons:
        if leads(button.action, confirm_answer):
            record.confirmed += 1
            return await desk.tap(button.action)
    return reply


PROMISES: dict[str, Callable[[Record], bool]] = {
    r"Foundation: you'll see why after each step": lambda found: shows_why(found.lines),
    r"(Practitioner|Advanced): you'll see why at the end": lambda found: (
        not shows_why(found.lines) and found.reasons_after
    ),
    r"• Assessment: you see only the story\. Reasons come at the end\.": lambda found: (
        not shows_why(found.lines) and found.reasons_after
    ),
    r"• Assessment: you see only the story\. A test form gives no reasons\.": lambda found: (
        not shows_why(found.lines) and not found.reasons_after
    ),
    r"• Confirm each choice\. There is no time limit\.": lambda found: (
        found.confirmed == found.answers and not found.is_timed
    ),
}
"""What cards promise of the play itself, and whether a play kept it."""
ELSEWHERE = (
    r"Your place: .*", r"About \d+ minutes?", r"Assigned work, .*", r"• There is one try\.",
    r"• The first try that is finished counts\.", r"• It may be played any number of times.*",
    r"• An unfinished try doesn't count\.", r"• To pass: .*", r"• Your trainer sees .*",
    r"• Step \d of \d: .*", r"Some steps have a time limit\. .*", r"See Content note .*",
    r"This is an exercise .*", r"Not yet reviewed .*", r".*thinks aloud.*", r"• Just play it.*",
)  # fmt: skip
"""Lines of cards that other tests hold, or that promise nothing of the play."""


PURPOSES = {"assessment": ("assessment", None), "step": ("practice", "airports")}
"""Mode and programme of assigned work."""


def unknown(card: Screen, case: Scenario) -> list[str]:
    """Lines of a card that neither list knows, and that the case did not write."""
    own = {text_of(case, key) for key in ("title", "brief")}
    written = {line for text in own for line in text.split("\n")}
    told = [plain(line) for each in card.lines for line in each.text.split("\n")]
    known = (*PROMISES, *ELSEWHERE)
    return [
        line
        for line in told
        if line and line not in written and not any(re.fullmatch(one, line) for one in known)
    ]


def text_of(case: Scenario, key: str) -> str:
    return plain(render_text(case, "en", 0, key, case.opening) or "")


def purposes() -> Iterator[tuple[str, str]]:
    """Each case for practice or, where it is a test form, as assigned; one of each kind as work."""
    kinds = set()
    for case in map(CASES.__getitem__, LIBRARY):
        if case.use == "test":
            yield case.id, "assessment"
            continue
        yield case.id, "practice"
        if (kind := (case.use, case.level, case.truth)) not in kinds:
            kinds.add(kind)
            yield case.id, "assessment"
            yield case.id, "step"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "purpose"), list(purposes()))
async def test_a_play_keeps_what_its_card_promises(
    sqlite_url: str, name: str, purpose: str
) -> None:
    """Every line of every card is known, and what it promises of the play holds in a play."""
    case = library().scenarios[name]
    async with front_desk(sqlite_url, library()) as desk:
        begins = call(begin_case, name)
        if purpose == "practice":
            await desk.tap(call(case_card, name))
        else:
            mode, programme = PURPOSES[purpose]
            assignment = await give(desk, mode, scenario=name, programme=programme)
            begins = assignment.begin
            await desk.tap(call(assignment_card, assignment.id))
        card = desk.screen
        assert unknown(card, case) == []
        lines = [plain(line) for each in card.lines for line in each.text.split("\n")]
        is_timed = any("Some steps have a time limit" in line for line in lines)
        found = await hurry(desk, case, begins)
        assert is_timed or not found.is_timed
        broken = [
            promise
            for promise, is_kept in PROMISES.items()
            if any(re.fullmatch(promise, line) for line in lines) and not is_kept(found)
        ]
        assert broken == []
