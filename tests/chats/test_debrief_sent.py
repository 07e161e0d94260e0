"""Whole conversations that end: a picture comes, and what follows happens in one message."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.playing import attempt_drawing
from bot.locale import words
from scenarios.model import Scenario
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner, along, reference
from tests.helpers.paths import path_to
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served

CASE = "dream-job"


@pytest.fixture
def scenario() -> Scenario:
    return library().scenarios[CASE]


def pictures(learner: Learner) -> list[dict[str, Any]]:
    """The pictures of the bands, without exhibits."""
    caption = words(learner.language).say("How it went")
    messages = learner.phone.chat["messages"]
    return [entry for entry in messages if "photo" in entry and entry["caption"] == caption]


async def begins(sandbox: Served, language: str) -> Learner:
    learner = Learner(sandbox.phone(1001), language)
    await learner.arrives()
    await learner.opens(CASE)
    return learner


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_picture_of_the_bands_follows_the_ending(
    sandbox: Served, sqlite_url: str, scenario: Scenario, language: str
) -> None:
    """It is a photo, small and wide, comes once, and a list of chats shows its caption."""
    async with running_bot(sandbox, sqlite_url):
        learner = await begins(sandbox, language)
        end = await learner.plays(along(reference(scenario)))
        await learner.phone.waits_for(lambda chat: pictures(learner))
        await learner.turns_to(":do:")

    (row,) = pictures(learner)
    largest = row["photo"][-1]
    assert words(language).say("secure") in end
    assert largest["file_size"] < 200_000
    assert largest["width"] > 1.5 * largest["height"]
    assert row["caption"] == words(language).say("How it went")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_harmful_end_is_looked_back_upon_and_tried_again(
    sandbox: Served, sqlite_url: str, scenario: Scenario, language: str
) -> None:
    """From the ending to a moment, its reason and its sources, in one message; then again."""
    say = words(language).say
    async with running_bot(sandbox, sqlite_url):
        learner = await begins(sandbox, language)
        await learner.plays(along(path_to(scenario, "harmful")))
        message = learner.newest()["message_id"]
        first = await learner.turns_to(":do:")
        assert say("Worth another try") in first
        await learner.turns_to(":dm:")
        again, better = learner.labels()[:2]
        assert again == say("Try this moment again")
        assert better == say("Show the better answer")
        await learner.turns_to(":dv:")
        await learner.turns_to(":dw:")
        assert say("Sources") in await learner.turns_to(":dg:")
    async with running_bot(sandbox, sqlite_url):  # after a restart
        await learner.turns_to(":dw:")
        await learner.turns_to(":dv:")
        assert learner.newest()["message_id"] == message
        await learner.tap(":db:")
        assert learner.newest()["message_id"] != message
        end = await learner.plays(along(reference(scenario)))
        assert (
            say("This was a moment tried again. It changes no result, and counts nowhere.") in end
        )
        assert await learner.turns_to(":do:") == first
        await learner.phone.look()

    assert len(pictures(learner)) == 1


@pytest.mark.parametrize("why", ["it is not made", "it is refused"])
async def test_without_its_picture_an_ending_says_all(
    sandbox: Served,
    sqlite_url: str,
    scenario: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    why: str,
) -> None:
    def broken(*_: object) -> bytes:
        if why == "it is not made":
            raise OSError
        return b"no picture at all"

    monkeypatch.setattr(attempt_drawing, "render_png", broken)
    async with running_bot(sandbox, sqlite_url):
        learner = await begins(sandbox, "en")
        end = await learner.plays(along(path_to(scenario, "harmful")))
        first = await learner.turns_to(":do:")

    assert "Recognise: not yet ●○○" in end
    assert "Worth another try" in first
