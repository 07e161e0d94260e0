"""A turn on a phone: the tapped message becomes the outcome, and the next scene comes below it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.playing.recap import AWAY
from bot.chat.kit.routes import call
from bot.chat.playing.play import resume_attempt
from scenarios.case_library import CaseLibrary
from tests.helpers.front_desk import FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served


@pytest.fixture
async def learner(sandbox: Served, sqlite_url: str) -> AsyncIterator[Learner]:
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url, CaseLibrary({"kinds": kinds_case()})):
        await learner.arrives()
        await learner.opens("kinds")
        yield learner


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        yield desk


async def test_the_tapped_message_becomes_the_outcome(learner: Learner) -> None:
    """With its scene and the reason folded, and without buttons."""
    tapped = learner.newest()["message_id"]
    await learner.tap(":ask")
    outcome = next(each for each in learner.phone.chat["messages"] if each["message_id"] == tapped)

    assert outcome["text"].startswith("Maya asks") or outcome["text"].startswith("Rosa asks")
    assert "You chose: Ask about it" in outcome["text"]
    assert "She draws it with her finger." in outcome["text"]
    folded = [each for each in outcome["entities"] if each["type"] == "expandable_blockquote"]
    assert len(folded) == 2
    assert "reply_markup" not in outcome


async def test_the_next_scene_says_nothing_of_the_answer(learner: Learner) -> None:
    """Its first line, which a list of chats shows, says nothing of the story either."""
    await learner.tap(":ask")

    assert learner.text().startswith("Step 2\nFour things lie on the shelf.")
    assert "You chose" not in learner.text()
    assert "finger" not in learner.text()


async def test_outcome_of_a_deleted_message_comes_below(learner: Learner, sandbox: Served) -> None:
    """Nothing of what came of a choice is lost."""
    data, tapped = learner.button(":ask") or "", learner.newest()["message_id"]
    async with sandbox.bot() as bot:
        await bot.delete_message(1001, tapped)
    await learner.phone.taps(data, message_id=tapped)
    await learner.phone.waits_for(lambda chat: "You chose: Ask about it" in learner.text())

    assert any("Four things lie" in text for text in learner.phone.texts())


async def test_screen_without_a_tap_is_sent_and_edited(desk: FrontDesk) -> None:
    """As after a crash: nobody knows whether the tapped message was changed."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"), arrives=False)
    ((_, screen),) = await desk.owed()
    words = [line.text for line in screen.lines]

    assert screen.lines[0].text == "Your next step is here."
    assert words.index("She draws it with her finger.") < words.index(
        "Four things lie on the shelf."
    )


async def test_after_twelve_hours_the_story_is_recalled(desk: FrontDesk) -> None:
    """In two or three lines, and not before that."""
    await at_counter(desk)
    attempt = desk.shows.attempt
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    await desk.tap(call(resume_attempt, attempt))
    assert "So far" not in desk.words
    desk.clock.passes(AWAY.total_seconds())
    await desk.tap(call(resume_attempt, attempt))

    assert "So far\nThe bag may be hers.\n• Ask about it\n• Blue bag\nThe form lies" in desk.words


async def test_resume_recalls_the_story_at_any_time(desk: FrontDesk) -> None:
    """What the screen tells anyway is not told twice."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())
    reply = await desk.parts.router.command(desk.visitor(), "resume")
    assert reply.screen is not None
    words = "\n".join(line.text for line in reply.screen.lines)

    assert "So far\n• Ask about it\nYou ticked: Blue bag" in words


async def test_the_last_step_sets_itself_and_goes_back_with_the_one_before(
    desk: FrontDesk,
) -> None:
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    await desk.tap(desk.mark("open"))
    assert "2 · " not in desk.words
    await desk.tap(desk.mark("name"))
    assert "1 · Open together\n2 · Her name\n3 · She signs." in desk.words
    undo = next(button for button in desk.screen.buttons if button.text == "Undo")
    await desk.tap(undo.action)

    assert "1 · Open together" in desk.words
    assert "2 · " not in desk.words
