"""Turn messages stay within a screen and a half, with all that play adds to an author's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from bot.app.playing.attempt_view import AttemptView
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_screen import attempt_screen
from bot.fields import MAX_BYTES
from bot.lines import LineRole
from scenarios import limits
from scenarios.engine import start
from scenarios.graph import graph_of
from scenarios.kinds.base import split_parts
from scenarios.kinds.interview import LEAVE
from scenarios.model import Level, Scenario
from scenarios.position import Position
from scenarios.rendering import BREAK, Turn, render_turn, units
from scenarios.turn_layout import fits_button
from storage.playing.attempts import ASSESSMENT
from tests.helpers.every_case import CASES, LANGUAGES, every_case
from tests.rules.playing import ON, taken

COMPOSED_UNITS = limits.TURN_UNITS + 100
"""Of an outcome with what follows, in one message: where the tapped one is gone."""

ADDED = 200  # five steps with their short words, read back, are the longest
FIRST = 16  # “Step 12” with its break, for the list of chats: it tells nothing, and is not read
LEVELS: tuple[Level, ...] = ("foundation", "practitioner", "advanced")


@cache
def positions(name: str) -> tuple[Position, ...]:
    """Every position of a case that is not its end and reads unlike others; turns aside.

    The places of its graph stand for all that are like them, and each is left by every way.
    """
    case = CASES[name]
    places = [Position(scene, 0, state) for scene, state, _ in graph_of(case).nodes]
    ahead, met = [start(case).position, *places], set[Position]()
    while ahead:
        position = replace(ahead.pop(), turn=0)
        if position in met or position.scene in case.endings:
            continue
        met.add(position)
        for entry in after(case, position):
            if entry.at_stop or entry.asked:  # inside a place: the graph knows no more of it
                ahead.append(entry)
            elif entry.scene not in case.endings:
                met.add(replace(entry, turn=0))
    return tuple(met)


def after(case: Scenario, position: Position) -> Iterator[Position]:
    """Where each act leads from here."""
    decision = case.scenes[position.scene].decision
    if position.at_stop or decision is None:
        names = [ON]
    elif decision.kind == "interview":
        names = [*decision.offered(position.state, position.asked), LEAVE]
    else:
        names = list(decision.every_act(position.state))
    for name in names:
        yield taken(case, position, name).position


def looks(name: str, language: str) -> Iterator[Position]:
    """Of positions that read alike in a language, one."""
    case = CASES[name]
    script = case.script(language)
    vary = [key for key, variants in script.texts.items() if len(variants) > 1]
    met = set()
    for at in positions(name):
        decision = case.scenes[at.scene].decision
        offered = decision.offered(at.state, at.asked) if decision else ()
        texts = tuple(script.text(key, at.state) for key in vary)
        look = (at.scene, at.trail, at.answered, at.at_stop, at.asked, offered, texts)
        if look not in met:
            met.add(look)
            yield at


def longest_cast(case: Scenario, language: str) -> Scenario:
    """The case with its longest names only."""
    script = case.script(language)
    cast = {slot: (max(names, key=units),) for slot, names in script.cast.items() if names}
    script = replace(script, cast={**script.cast, **cast})
    return replace(case, scripts={**case.scripts, language: script})


def drafts(case: Scenario, position: Position) -> Iterator[tuple[str, ...]]:
    """What may wait to be confirmed here; of several marks the longest, which is all of them."""
    decision = case.scenes[position.scene].decision
    if decision is None or position.at_stop:
        return
    if decision.kind == "interview":
        yield (LEAVE,)
    elif decision.drafted:
        yield decision.offered(position.state)
    else:
        yield from (split_parts(way) for way in decision.every_act(position.state))


def screens(name: str, language: str, level: Level) -> Iterator[tuple[Screen, Turn]]:
    """Every screen of a case, in practice and in an assessment, before and while confirming.

    Each comes with the author's words in it.
    """
    case = replace(longest_cast(CASES[name], language), level=level)
    for position in looks(name, language):
        here = AttemptView(case, language, 0, "A" * 12, position)
        assessed = replace(here, mode=ASSESSMENT)
        turn = render_turn(case, language, 0, position)
        alone = render_turn(case, language, 0, position, assessed=True)
        yield attempt_screen(here), turn
        yield attempt_screen(assessed), alone
        for draft in drafts(case, position):
            decision = case.scenes[position.scene].decision
            if decision is not None and decision.drafted:
                yield attempt_screen(replace(here, draft=draft)), turn
            yield attempt_screen(replace(assessed, draft=draft, confirming=True)), alone


def length(screen: Screen) -> int:
    """As Telegram counts, with a break after each line of a screen but the neutral first one."""
    first, *told = screen.lines
    assert first.role is LineRole.STEP
    assert units(first.text) + BREAK <= FIRST
    return sum(units(line.text) + BREAK for line in told)


@every_case()
def composed_messages_fit(name: str, language: str) -> None:
    """On every edge, with the longest cast, in practice and in an assessment.

    Outcome and next scene are one message here, as after a crash; after a tap they are two, and
    each is a part of this one. Telegram would take 4,096 units: the limit is what can be read.
    """
    lengths = [length(screen) for screen, _ in screens(name, language, CASES[name].level)]

    assert len(lengths) > 2 * len({position.scene for position in positions(name)})
    assert max(lengths) <= COMPOSED_UNITS


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["kinds", "quiet-arrival"])  # which have every kind of question
def test_play_adds_little_to_an_authors_words(name: str, language: str, level: Level) -> None:
    """In every level: what was done, a rule, how to tick, that it waits to be confirmed."""
    added = [length(screen) - turn.units for screen, turn in screens(name, language, level)]

    assert max(added) <= ADDED


@every_case()
def buttons_fit(name: str, language: str) -> None:
    """Letter and words; and every action fits what Telegram carries."""
    for screen, _ in screens(name, language, "foundation"):
        for button in screen.buttons:
            assert len(button.action.data) <= MAX_BYTES
            assert fits_button(button.text)
