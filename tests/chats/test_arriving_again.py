"""Arriving: what is no answer brings the question again, and old questions do not mislead."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.app.conversation import asks_something
from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import Call, call
from bot.chat.learner.onboarding.profile import (
    ask_own_agency,
    ask_own_job,
    ask_own_name,
    choose_own_agency,
    choose_own_job,
    leave_name,
    own_profile,
    skip_onboarding,
    take_client_name,
)
from bot.chat.learner.onboarding.start import accept_notice, choose_language
from bot.chat.learner.today import today_below
from bot.locale import words
from scenarios.languages import REQUIRED
from storage.people import names
from tests.helpers.database_contents import contents
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library

SECRET = "a neighbour keeps her passport"
TAP, NOT_KEPT = "Please tap a button.", "not kept"


@pytest.fixture
async def caller(database_url: str) -> AsyncIterator[NewAccount]:
    """Someone who has accepted the notice."""
    async with door(database_url, library()) as desk:
        caller = NewAccount(desk, 5001, name="Noor")
        await caller.taps(call(accept_notice, "en", NOTICE, ""))
        yield caller


async def names_of(caller: NewAccount) -> dict[str, str]:
    person = await caller.person()
    assert person is not None
    return await caller.read(lambda conn: names.of(conn, person.id))


async def sends_a_photo(caller: NewAccount) -> None:
    """A minute after whatever was sent before it, since a flood is answered once."""
    caller.desk.clock.passes(61)
    reply = await caller.desk.parts.router.other(caller.visitor())
    assert reply.screen is not None
    caller.screen = reply.screen


async def types(caller: NewAccount) -> None:
    await caller.says(SECRET)


Sends = Callable[[NewAccount], Awaitable[None]]


@pytest.mark.parametrize("sends", [types, sends_a_photo])
@pytest.mark.parametrize(
    "before",
    [
        [call(ask_own_agency)],
        [call(ask_own_job, every=False)],
        [call(ask_own_job, every=True)],
        [call(choose_own_agency, "airport-company")],
    ],
)
async def test_unexpected_text_repeats_a_button_question(
    caller: NewAccount, before: list[Call], sends: Sends
) -> None:
    """With its buttons and one plain line before it, as often as it takes; nothing is kept."""
    for action in before:
        await caller.taps(action)
    asked = caller.screen
    kept = await caller.read(contents)
    for _ in range(2):
        await sends(caller)
        assert caller.screen.buttons == asked.buttons
        assert caller.screen.lines[1:] == asked.lines
        assert TAP in caller.text
        assert NOT_KEPT in caller.text
    assert await caller.read(contents) == kept


@pytest.mark.parametrize("second", [False, True])
async def test_a_photo_at_a_name_brings_the_name_again(caller: NewAccount, *, second: bool) -> None:
    """It says what a name looks like, and the next answer counts."""
    await caller.taps(call(ask_own_name, second=second))
    asked = caller.screen
    await sends_a_photo(caller)
    assert caller.screen.buttons == asked.buttons
    assert caller.screen.lines[1:] == asked.lines
    assert "numbers or pictures" in caller.text
    await caller.says("مريم" if second else "Mariam")
    assert await names_of(caller) == ({"arabic": "مريم"} if second else {"latin": "Mariam"})


@pytest.mark.parametrize("language", REQUIRED)
async def test_onboarding_continues_after_a_repeated_question(
    caller: NewAccount, language: str
) -> None:
    """To the end, where a photo is again what nobody asked for; in both languages."""
    say = words(language).say
    await caller.taps(call(choose_language, language))
    await caller.taps(call(ask_own_agency))
    await caller.says(SECRET)
    assert say("Please tap a button. Your message was not kept.") in caller.text
    await caller.taps(call(choose_own_agency, "airport-company"))
    await caller.says(SECRET)
    await caller.taps(call(choose_own_job, "airport"))
    person = await caller.person()
    assert person is not None
    assert (person.agency, person.job) == ("airport-company", "airport")
    assert not asks_something(person)
    await sends_a_photo(caller)
    assert caller.has(today_below)


async def test_viewing_the_profile_asks_nothing(
    caller: NewAccount,
) -> None:
    """What they write then is what nobody asked for."""
    await caller.taps(call(skip_onboarding))
    await caller.taps(call(own_profile))
    await caller.says(SECRET)
    assert TAP not in caller.text
    assert NOT_KEPT in caller.text


async def test_a_question_of_before_takes_no_name_over_another(caller: NewAccount) -> None:
    """Wrong names leave it standing five times; a right one makes all of them questions of old."""
    await caller.taps(call(ask_own_name, second=False))
    offered = caller.find(take_client_name)
    left = caller.find(leave_name)
    for typed in ("مريم", "12", "<b>", "🌸"):
        await caller.says(typed)
        assert "in Latin letters" in caller.text
    await caller.says("Mariam")
    assert "Kept: Mariam" in caller.text
    asked = caller.text

    for old in (offered, left):
        reply = await caller.taps(old)
        assert await names_of(caller) == {"latin": "Mariam"}
        assert reply.toast == "Your name is kept already: Mariam"
        assert "Arabic letters" in caller.text
        assert caller.text in asked
    await caller.says("مريم")
    for old in (offered, left):
        await caller.taps(old)
        assert not caller.has(take_client_name)
    assert await names_of(caller) == {"latin": "Mariam", "arabic": "مريم"}


async def test_name_can_be_changed_on_request(caller: NewAccount) -> None:
    """A new question offers the client's name anew, and takes it."""
    await caller.taps(call(ask_own_name, second=False))
    await caller.says("Mariam")
    await caller.taps(call(ask_own_name, second=False))
    await caller.taps(caller.find(take_client_name))
    assert await names_of(caller) == {"latin": "Noor"}
