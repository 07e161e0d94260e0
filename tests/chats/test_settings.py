"""Settings: each one tap, edited in place, showing where it stands; nothing flips."""

from __future__ import annotations

import pytest

from bot.app.preferences.contact_hours import SLOTS
from bot.app.preferences.time_zones import ZONES
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.personal_settings import (
    PAGES,
    set_discreet,
    set_language,
    set_plain_screens,
    set_rest_day,
    set_study_day,
    set_time_limits,
    set_time_slot,
    set_time_zone,
    setting_page,
    settings_page,
)
from bot.chat.playing.play import resume_attempt
from bot.telegram import render
from scenarios.languages import REQUIRED
from storage.people import people
from storage.people.people import Person
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.staff import leads


async def person(desk: FrontDesk) -> Person:
    found = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
    assert found is not None
    return found


async def settings(desk: FrontDesk) -> Screen:
    reply = await desk.parts.router.command(desk.visitor(), "settings")
    assert reply.screen is not None
    desk.screen = reply.screen
    return reply.screen


def actions(screen: Screen) -> list[Call]:
    return [button.action for button in screen.buttons]


async def test_every_setting_is_shown_one_tap_away(sqlite_url: str) -> None:
    """Where each stands; what is never sent; pages that lead back; one message, few buttons."""
    async with front_desk(sqlite_url) as desk:
        for language in REQUIRED:
            await desk.tap(call(set_language, language))
            first = await settings(desk)
            if language == "en":
                for part in (
                    "Language: English",
                    "Messages come: in the morning, in the evening",
                    "Rest days: Friday, Saturday",
                    "Zone: Bahrain Time, 12:00 now",
                    "Time limits: on",
                    "Discreet messages: on",
                    "Plain text: off",
                    "From 21:00 to 07:00",
                ):
                    assert part in desk.words
            for page in PAGES:
                assert call(setting_page, page) in actions(first)
                reply = await desk.tap(call(setting_page, page))
                assert reply.place is ScreenPlacement.SAME
                assert actions(desk.screen)[-1] == call(settings_page)
                assert len(desk.screen.buttons) <= 10
                assert len(render.html(desk.screen)) < 1000
            reply = await desk.tap(call(settings_page))
            assert reply.place is ScreenPlacement.SAME
            assert desk.screen == first


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        (call(set_time_limits, False), "timers", False),
        (call(set_time_limits, True), "timers", True),
        (call(set_discreet, False), "discreet", False),
        (call(set_discreet, True), "discreet", True),
        (call(set_rest_day, 4, False), "rest_days", [5]),
        (call(set_rest_day, 3, True), "rest_days", [3, 4, 5]),
        (call(set_study_day, 6, True), "study_days", [6]),
        (call(set_study_day, 6, False), "study_days", []),
        (call(set_plain_screens, True), "plain_screens", True),
        (call(set_plain_screens, True), "timers", False),
        (call(set_plain_screens, False), "plain_screens", False),
        (call(set_time_zone, "emirates"), "timezone", "Asia/Dubai"),
        (call(set_language, "ar"), "language", "ar"),
        (call(set_time_slot, "evening", False), "hours", {"slots": ["morning"]}),
    ],
)
async def test_a_tap_sets_and_a_second_one_sets_the_same(
    database_url: str, action: Call, field: str, value: object
) -> None:
    """On both databases; an old button or a double tap never turns anything back."""
    async with front_desk(database_url) as desk:
        for _ in range(2):
            reply = await desk.tap(action)
            assert reply.place is ScreenPlacement.SAME
            found = getattr(await person(desk), field)
            assert (list(found) if field.endswith("_days") else found) == value
            assert (
                action not in actions(desk.screen)
                or leads(action, set_time_zone)
                or leads(action, set_language)
            )


async def test_two_times_of_day_at_most_and_one_at_least(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as desk:
        reply = await desk.tap(call(set_time_slot, "midday", True))
        assert reply.toast == "Two at most: untick one first."
        await desk.tap(call(set_time_slot, "evening", False))
        await desk.tap(call(set_time_slot, "midday", True))
        assert (await person(desk)).hours == {"slots": ["morning", "midday"]}
        await desk.tap(call(set_time_slot, "midday", False))
        reply = await desk.tap(call(set_time_slot, "morning", False))
        assert reply.toast == "Keep at least one."
        assert (await person(desk)).hours == {"slots": ["morning"]}


async def test_one_weekday_stays_open(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as desk:
        for day in range(7):
            reply = await desk.tap(call(set_rest_day, day, True))
        assert reply.toast == "Keep at least one day open."
        assert list((await person(desk)).rest_days or ()) == [0, 1, 2, 3, 4, 5]
        for day in range(7):
            await desk.tap(call(set_rest_day, day, False))
        await settings(desk)
        assert "Rest days: none" in desk.words


async def test_the_language_is_set_here_and_in_the_case_under_way(sqlite_url: str) -> None:
    """The page speaks it at once, and so does the case."""
    async with front_desk(sqlite_url) as desk:
        await desk.tap(call(begin_case, "kinds"))
        await desk.tap(call(set_language, "ar"))
        assert desk.screen.lines[0].text == "اللغة"
        reply = await desk.parts.router.command(desk.visitor(), "resume")
        assert reply.screen is not None
        assert any("خطوتك" in line.text for line in reply.screen.lines)


@pytest.mark.parametrize(
    "action",
    [
        call(set_language, "xx"),
        call(set_time_zone, "atlantis"),
        call(set_time_slot, "midnight", True),
        call(set_rest_day, 7, True),
        call(setting_page, "secrets"),
    ],
)
async def test_forged_values_change_nothing(sqlite_url: str, action: Call) -> None:
    async with front_desk(sqlite_url) as desk:
        before = await person(desk)
        reply = await desk.tap(action)
        assert reply.screen is not None
        assert await person(desk) == before


def test_offered_settings_exist() -> None:
    """Every zone is known to this machine, and no slot reaches into the quiet hours."""
    from zoneinfo import ZoneInfo

    from bot.app.preferences.contact_hours import QUIET

    assert all(ZoneInfo(zone) for zone in ZONES.values())
    assert all(QUIET[1] <= begins < ends <= QUIET[0] for begins, ends in SLOTS.values())


async def test_after_another_language_the_case_is_a_tap_away(sqlite_url: str) -> None:
    """It goes on in that language; without a case under way there is no such button."""
    async with front_desk(sqlite_url) as desk:
        await desk.tap(call(set_language, "ar"))
        assert not [action for action in actions(desk.screen) if leads(action, resume_attempt)]
        await desk.tap(call(begin_case, "kinds"))
        attempt = desk.shows.attempt
        await desk.tap(call(set_language, "en"))
        assert actions(desk.screen)[-2:] == [call(resume_attempt, attempt), call(settings_page)]
        await desk.tap(call(resume_attempt, attempt))
        assert "Your first step?" in "\n".join(line.text for line in desk.screen.lines)
