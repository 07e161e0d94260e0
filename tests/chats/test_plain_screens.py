"""Plain screens: each option is read once, words stand in place of signs, and nothing is timed."""

from __future__ import annotations

import re

import pytest

from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Screen
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.learner.moments import practise_moment
from bot.chat.learner.personal_settings import set_language, set_plain_screens, setting_page
from bot.chat.learner.today import practice_page, practice_track, today_page
from bot.chat.playing.play import resume_attempt
from bot.lines import Line, LineRole
from bot.locale import words
from scenarios.case_library import CaseLibrary
from scenarios.languages import REQUIRED
from storage.people import people
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.many_cases import play_kinds
from tests.helpers.running import library
from tests.helpers.staff import labels

SIGNS = re.compile("[●○◐☐☑✓✗•·]")


def check(screen: Screen) -> None:
    """No sign anywhere, and no label that repeats what an option says."""
    texts = [line.text for line in screen.lines]
    for said in (*texts, *(button.text for button in screen.buttons)):
        assert not SIGNS.search(said), said
        assert said.strip()
    assert not any(button.beside for button in screen.buttons)
    assert all(line.role not in (LineRole.OPTION, LineRole.RULE) for line in screen.lines)


@pytest.mark.parametrize("language", REQUIRED)
async def test_no_screen_has_signs(sqlite_url: str, language: str) -> None:
    """Today, lists, settings, a moment, and every turn of a case with every kind of decision."""
    shelf = CaseLibrary({**library().scenarios, "kinds": kinds_case()})
    async with front_desk(sqlite_url, shelf) as desk:
        await desk.tap(call(set_language, language))
        await desk.tap(call(set_plain_screens, on=True))
        for action in (
            call(today_page),
            call(practice_page),
            call(practice_track, "airports", 0),
            call(case_card, "kinds"),
            call(setting_page, "hours"),
            call(practise_moment, ""),
        ):
            await desk.tap(action)
            check(desk.screen)
        await desk.tap(call(begin_case, "kinds"))
        attempt = desk.shows.attempt
        await play_checking(desk)
        await desk.tap(call(look_back, attempt))
        check(desk.screen)
        await desk.tap(call(today_page))
        check(desk.screen)


async def play_checking(desk: FrontDesk) -> None:
    check(desk.screen)
    for act in ("ask", "+blue", "+tag", "!", ">", "+name", "+open", "+sign", "!", "keys", "."):
        if act.startswith("+"):
            await desk.tap(desk.mark(act[1:]))
        elif act == ">":
            await desk.tap(desk.go_on())
        else:
            await desk.tap(desk.finish() if act == "!" else desk.take(act))
        check(desk.screen)
    await desk.tap(desk.take("4"))
    check(desk.screen)


async def test_plain_screens_apply_to_the_current_case_and_end_time_limits(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as desk:
        await desk.tap(call(begin_case, "kinds"))
        attempt = desk.shows.attempt
        for on in (True, False):
            await desk.tap(call(set_plain_screens, on=on))
            await desk.tap(call(resume_attempt, attempt))
            signs = [button.text for button in desk.screen.buttons if SIGNS.search(button.text)]
            assert bool(signs) is not on
        person = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
        assert person is not None
        assert person.timers is False
        await play_kinds(desk)


def test_an_option_is_listed_once_and_its_button_is_the_letter() -> None:
    action = call(today_page)
    shown = Screen(
        (
            Line(LineRole.PROMPT, "What now?"),
            Line(LineRole.OPTION, "A · Ask her whether she wants it."),
        ),
        (
            Button("A · Ask her", action),
            Button("C ○ A blue bag", action),
            Button("✓ Noor", action),
            Button("● Friday", action),
            Button("B ●", action),
        ),
    )
    plain = plain_screen(words("en"), shown)
    assert [line.text for line in plain.lines] == [
        "What now?",
        "A, Ask her whether she wants it.",
    ]
    assert [button.text for button in plain.buttons] == [
        "A",
        "C, A blue bag, not ticked",
        "Noor, chosen",
        "Friday, ticked",
        "B, ticked",
    ]


@pytest.mark.parametrize("language", REQUIRED)
async def test_buttons_come_in_reading_order(sqlite_url: str, language: str) -> None:
    """Also those of a row, which Arabic reads from the right and clients give from the left."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(call(set_language, language))
        await desk.tap(call(set_plain_screens, on=True))
        await desk.tap(call(practice_track, "airports", 0))
        numbers = [
            int(each) for each in re.findall(r"^\W*(\d)\W*$", labels(desk.screen), re.MULTILINE)
        ]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 1
