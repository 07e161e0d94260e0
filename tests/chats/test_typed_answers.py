"""Letters and numbers that are typed pick an option in every kind of decision."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.kit.routes import call
from bot.chat.learner.onboarding.start import choose_language
from tests.helpers.front_desk import FrontDesk, at_counter, front_desk


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as desk:
        yield desk


async def types(desk: FrontDesk, text: str) -> None:
    reply = await desk.parts.router.message(desk.visitor(), text)
    assert reply.screen is not None
    desk.screen = reply.screen
    if reply.screen.shows is not None:
        desk.parts.receipts.note(reply.screen.shows, 100)
        await desk.parts.receipts.flush()


def letter_of(desk: FrontDesk, words: str) -> str:
    """The letter that a button or a line shows before some words."""
    texts = [line.text for line in desk.screen.lines]
    texts += [button.text for button in desk.screen.buttons]
    return next(text[0] for text in texts if words in text and text[1:2] == " ")


def ticked(desk: FrontDesk) -> list[str]:
    return [button.text[0] for button in desk.screen.buttons if "●" in button.text]


@pytest.mark.parametrize("change", [str, str.lower, lambda x: str(ord(x) - ord("A") + 1)])
async def test_a_choice_is_typed_as_a_letter_or_a_number(desk: FrontDesk, change: object) -> None:
    assert callable(change)
    await at_counter(desk)
    await types(desk, change(letter_of(desk, "Ask her")))

    assert "You chose: Ask about it" in desk.words
    assert "Four things lie on the shelf." in desk.words


@pytest.mark.parametrize("change", [str, lambda x: "١٢"["أب".index(x)]])
async def test_an_arabic_letter_or_digit_is_as_good(desk: FrontDesk, change: object) -> None:
    assert callable(change)
    await at_counter(desk)
    await desk.tap(call(choose_language, "ar"))
    await types(desk, change(letter_of(desk, "أسألها")))

    assert "ترسمها" in desk.words


async def test_letters_tick_and_untick_while_a_list_is_open(desk: FrontDesk) -> None:
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    blue, hat, tag = (letter_of(desk, words) for words in ("blue bag", "hat", "tag"))
    await types(desk, f"{blue} {hat}")
    assert sorted(ticked(desk)) == sorted([blue, hat])
    await types(desk, hat.lower())
    assert ticked(desk) == [blue]
    await types(desk, f"{blue}{tag}")
    assert sorted(ticked(desk)) == sorted([blue, tag])
    await types(desk, ".")

    assert "You ticked: Blue bag, Flight tag" in desk.words


async def test_an_order_a_talk_and_a_scale_are_typed(desk: FrontDesk) -> None:
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    await types(desk, letter_of(desk, "name") + letter_of(desk, "Open"))
    assert "3 · She signs." in desk.words
    await types(desk, ".")
    assert "A word with her?" in desk.words
    await types(desk, letter_of(desk, "flight"))
    assert "You asked: When is your flight?" in desk.words
    await types(desk, ".")
    assert "You ended the talk." in desk.words
    await types(desk, "٤")

    assert "You said: 4" in desk.words


@pytest.mark.parametrize("text", ["Z", "9", "I saw a man at the gate", "؟", "." * 50])
async def test_unmatched_text_gets_the_fallback_reply(desk: FrontDesk, text: str) -> None:
    await at_counter(desk)
    await types(desk, text)

    assert "only buttons" in desk.words
    assert any("Back to the case" in button.text for button in desk.screen.buttons)
