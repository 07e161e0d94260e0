"""A trainer finds the programmes, and gets a guide as a page in their language."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import TRAINER
from bot.chat.kit.routes import call
from bot.chat.trainer.programmes import programme_list, programme_page, send_guide
from scenarios.case_library import load_library
from scenarios.programmes import programmes
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def bare(text: str) -> str:
    """A text without the marks that keep digits where they belong."""
    return text.translate(ISOLATES)


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """Trainers in both languages, and the library as it is delivered."""
    async with front_desk(sqlite_url, load_library()) as desk:
        found = Staff(desk)
        await found.person("en", (TRAINER, AIRPORT))
        await found.person("ar", (TRAINER, AIRPORT), language="ar")
        yield found


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_programmes_are_found_by_command_and_from_today(
    staff: Staff, language: str
) -> None:
    """Each by its name."""
    screen = (await staff.says(language, "/programmes")).screen
    today = (await staff.says(language, "/today")).screen
    assert screen is not None
    assert today is not None

    for programme in programmes().values():
        assert programme.title.in_(language) in [button.text for button in screen.buttons]
    assert call(programme_list) in [button.action for button in today.buttons]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_programme_tells_its_cases_in_order(staff: Staff, language: str) -> None:
    """By their titles, as they stand in the list of cases."""
    screen = (await staff.taps(language, call(programme_page, "health"))).screen
    assert screen is not None
    text = bare("\n".join(line.text for line in screen.lines))
    shelf = load_library().scenarios

    titles = [
        shelf[step.scenario].script(language).texts["title"][0].text
        for step in programmes()["health"].steps
    ]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_guide_comes_as_one_page(staff: Staff, language: str) -> None:
    """In the language of who asks."""
    reply = await staff.taps(language, call(send_guide, "health"))
    assert reply.then is not None
    (file,) = await reply.then()

    assert file.name == f"health-{language}.html"
    assert programmes()["health"].title.in_(language).encode() in file.content
    assert f'lang="{language}"'.encode() in file.content
