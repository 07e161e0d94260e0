"""A notice that changes is a new version: it is shown again, and nothing is kept before a yes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from itertools import count

import pytest

from bot.app.onboarding.consent import NOTICE
from bot.app.onboarding.consent_versions import FOLDER, OLDEST, texts
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.onboarding.notice import (
    decline_notice,
    details_screen,
    notice_screen,
    show_accepted_notice,
    show_notice,
    show_notice_details,
)
from bot.chat.learner.onboarding.profile import own_profile, skip_onboarding, try_first_minute
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.learner.own_data import my_data
from bot.chat.learner.own_erasure import ask_erase, confirm_erase, erase_me
from bot.chat.learner.today import today_below
from bot.chat.playing.play import choose
from bot.locale import words
from scenarios.languages import REQUIRED
from storage.people import people
from storage.people.people import Person
from tests.helpers.database_contents import contents
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library
from tests.helpers.staff import leads

# What people agreed to stays word for word. A new version has a new file and a line here.
KEPT = {
    1: "69dc09306e6c5718f9f4e9ed70a8182fdda3b1909d7da2bd3731cd9bffe9921c",
    2: "17d5af03f2694fe1f088c1977d826a46abd153d854b38578ef2e7a9a3d6466e5",
    3: "42ef9b26416e55004b2b1c3ede32c127d3eeb18963769a5a4ad600f7178f16af",
    4: "892a8006deb197dd075c915a6ef324f0baa3cde9f7f805b871daecd4110af7c9",
}
MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")  # of direction; nobody reads them
NEWS = {"en": "New: the notice is shorter", "ar": "الجديد: نص أقصر"}


@pytest.fixture
async def caller(database_url: str) -> AsyncIterator[NewAccount]:
    """Someone who arrived and is in a case; then the program was stopped, and begun anew."""
    async with door(database_url, library()) as desk:
        before = NewAccount(desk, 5001, name="Noor")
        await before.taps(call(accept_notice, "en", NOTICE, ""))
        await before.taps(call(skip_onboarding))
        await before.taps(call(try_first_minute))
    async with door(database_url, library()) as desk:
        desk.updates = count(1_000)
        caller = NewAccount(desk, 5001, name="Noor")
        caller.screen = before.screen
        yield caller


async def is_of(caller: NewAccount, notice: int, language: str = "en") -> None:
    """Have them be somebody who accepted an older version, as if the program was updated."""
    own = await here(caller)
    await caller.write(lambda conn: people.change(conn, own.id, notice=notice, language=language))


async def here(caller: NewAccount) -> Person:
    found = await caller.person()
    assert found is not None
    return found


def shown(screen: Screen) -> list[str]:
    return [MARKS.sub("", line.text) for line in screen.lines[1:]]


def test_every_version_is_kept_word_for_word() -> None:
    files = {
        int(path.stem): sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.json")
    }
    assert files == KEPT
    assert [*sorted(files)] == [*range(OLDEST, NOTICE + 1)]
    days = [texts(file, "en", promised=False).since for file in sorted(files)]
    assert days == sorted(days)


@pytest.mark.parametrize("promised", [True, False])
@pytest.mark.parametrize("language", REQUIRED)
def test_notice_text_changes_only_with_its_version(language: str, promised: bool) -> None:
    """A text that was changed without counting up fails here; its details belong to it."""
    brief = notice_screen(words(language), "", promised=promised)
    whole = details_screen(words(language), "", promised=promised)
    assert [*texts(NOTICE, language, promised=promised).lines] == shown(brief) + shown(whole)


@pytest.mark.parametrize("promised", [True, False])
@pytest.mark.parametrize("language", REQUIRED)
def test_the_first_screen_has_at_most_forty_words(language: str, promised: bool) -> None:
    """It says what is kept, how long, who sees it and whether it is used for appraisal."""
    brief = notice_screen(words(language), "", promised=promised)
    assert sum(len(line.text.split()) for line in brief.lines) <= 40
    assert any(leads(button.action, show_notice_details) for button in brief.buttons)


@pytest.mark.parametrize("version", range(OLDEST, NOTICE))
@pytest.mark.parametrize("language", REQUIRED)
def test_changes_since_every_older_version_are_listed(language: str, version: int) -> None:
    """A sentence for each newer one, before all else, on one screen."""
    said = notice_screen(words(language), "", promised=True, before=version)
    first = said.lines[1].text.splitlines()
    assert len(first) == NOTICE - version
    assert first[-1].startswith(NEWS[language])
    assert all("traffick" not in line.text and "اتجار" not in line.text for line in said.lines[:1])


@pytest.mark.parametrize("language", REQUIRED)
async def test_until_it_is_accepted_nothing_more_is_kept(caller: NewAccount, language: str) -> None:
    """Not of a tap in a case that is under way, and of no command; then all goes on."""
    take = caller.find(choose)
    await is_of(caller, NOTICE - 1, language)
    before = await caller.read(contents)

    async def unchanged() -> bool:
        await caller.desk.parts.receipts.flush()
        return await caller.read(contents) == before

    for _ in range(2):
        await caller.taps(take)
        assert NEWS[language] in caller.text
        assert caller.has(accept_notice)
    for wish in ("/today", "/settings", "/progress", "/resume", "Mariam"):
        await caller.says(wish)
        assert NEWS[language] in caller.text
    await caller.taps(call(begin_case, "dream-job"))
    await caller.taps(call(show_notice, "ar" if language == "en" else "en", ""))
    await caller.taps(call(decline_notice))
    assert await unchanged()

    await caller.taps(call(accept_notice, language, NOTICE, ""))
    assert (await here(caller)).notice == NOTICE
    assert not caller.has(accept_notice)
    await caller.taps(take)
    assert not await unchanged()


@pytest.mark.parametrize("language", REQUIRED)
async def test_declining_person_can_read_and_erase_stored_data(
    caller: NewAccount, language: str
) -> None:
    await is_of(caller, NOTICE - 1, language)
    await caller.says("/start")
    await caller.taps(caller.find(decline_notice))
    assert caller.actions == [call(show_notice, language, ""), call(my_data), call(ask_erase)]
    await caller.taps(call(my_data))
    assert not caller.has(accept_notice)
    await caller.taps(call(ask_erase))
    assert caller.has(confirm_erase)
    await caller.taps(call(today_below))  # keeping all leads back to the question
    assert caller.has(accept_notice)

    await caller.says("/erase")
    await caller.taps(caller.find(confirm_erase))
    await caller.taps(caller.find(erase_me))
    assert await caller.person() is None


@pytest.mark.parametrize("language", REQUIRED)
async def test_accepted_notice_can_be_read_word_for_word(caller: NewAccount, language: str) -> None:
    """The older version while it is that one, and the present one once it is that; with its day."""
    await is_of(caller, 1, language)
    await caller.says("/privacy")
    await caller.taps(caller.find(show_accepted_notice))
    assert all(line in caller.text for line in texts(1, language, promised=False).lines)
    assert ("25 November 2026" if language == "en" else "25 نوفمبر 2026") in caller.text
    await caller.taps(caller.find(show_notice))
    assert caller.has(accept_notice)

    await caller.taps(call(accept_notice, language, NOTICE, ""))
    await caller.says("/privacy")
    assert caller.has(own_profile)
    await caller.taps(caller.find(show_accepted_notice))
    assert all(
        line in MARKS.sub("", caller.text) for line in texts(NOTICE, language, promised=False).lines
    )
    for other in REQUIRED:
        await caller.taps(call(show_accepted_notice, other))
        assert texts(NOTICE, other, promised=False).lines[-1] in caller.text


async def test_newcomer_sees_no_list_of_changes(caller: NewAccount) -> None:
    """And whoever has accepted nothing is shown no older version."""
    stranger = NewAccount(caller.desk, 5002, name="Hala")
    for wish in ("/privacy", "/start"):
        await stranger.says(wish)
        assert stranger.has(accept_notice)
        assert "New:" not in stranger.text
    for action in (call(show_accepted_notice, "en"), call(decline_notice)):
        await stranger.taps(action)
        assert stranger.has(accept_notice)
    assert await stranger.person() is None
    await stranger.taps(call(choose, "somebody-else", 0, "ask"))
    assert await stranger.person() is None
