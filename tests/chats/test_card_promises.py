"""What a card promises is what play brings: reasons, confirming, time limits, results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.debrief.debrief_moments import better_answer, moment_card, moment_reason
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_case, case_card
from bot.chat.playing.play import confirm_answer
from bot.lines import Line, LineRole
from scenarios.case_library import CaseLibrary
from scenarios.model import Level
from tests.helpers.assigned_work import give
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
