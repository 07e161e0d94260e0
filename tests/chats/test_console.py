"""Signing in to the console from the chat, seeing where one is signed in, and confirming acts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, FOCAL, TRAINER
from bot.app.request import Request
from bot.app.web_sessions import confirmations, sessions, sign_in
from bot.app.web_sessions.confirmations import ConfirmationState, DangerousAct, Intent
from bot.app.web_sessions.sign_in import OpenedLink
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.kit.routes import button as route_button
from bot.chat.kit.screen import LinkButton, Screen
from bot.chat.kit.screen import screen as screen_of
from bot.chat.learner.console import (
    choose_console_number,
    console_sessions,
    end_console_session,
    end_console_sessions,
    refuse_console_sign_in,
)
from bot.chat.learner.console_confirmations import answer_console_act, disown_console_act
from bot.chat.learner.personal_settings import settings_page
from bot.chat.learner.sign_out import ask_sign_out
from bot.lines import title
from bot.locale import words
from bot.telegram import render
from scenarios.languages import REQUIRED
from storage.people import people
from storage.web_sessions.sessions import SessionKind
from tests.helpers.accounts import tell
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff, button, buttons, has, labels, text

URL = "https://console.example.org"
LINK = re.compile(re.escape(f"{URL}/sign-in/") + r"([A-Za-z0-9_-]{43})")


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with front_desk(database_url, console_url=URL) as desk:
        found = Staff(desk)
        await _people(found)
        yield found


async def _people(staff: Staff) -> None:
    for language in REQUIRED:
        await staff.person(f"trainer-{language}", (TRAINER, AIRPORT), language=language)
    await staff.person("trainer", (TRAINER, AIRPORT))
    await staff.person("admin", (ADMIN, AIRPORT))
    await staff.person("focal", (FOCAL, AIRPORT))
    await staff.person("learner", name="Huda Ali")


def link_of(reply: Reply) -> str:
    """The token of the link that a command sent."""
    assert reply.screen is not None
    (link,) = reply.screen.links
    found = LINK.fullmatch(link.url)
    assert found is not None
    return found.group(1)


async def opens(staff: Staff, token: str) -> OpenedLink:
    """A browser opens a link."""
    now = staff.desk.clock.now()
    opened: OpenedLink = await staff.write(lambda conn: sign_in.open_link(conn, token, now))
    return opened


async def state(staff: Staff, opened: OpenedLink) -> str:
    now = staff.desk.clock.now()
    return str(await staff.read(lambda conn: sign_in.state(conn, opened.page_token, now)))


async def asked(staff: Staff, person: str) -> Screen:
    """The one message that somebody gets now."""
    ((chat, screens),) = (await tell(staff)).items()
    assert chat == staff.account(person)
    (screen,) = screens
    found: Screen = screen
    return found


def numbers(screen: Screen) -> dict[int, Call]:
    """The numbers on a screen, and where each leads."""
    found = [each.action for each in buttons(screen) if each.text.isdecimal()]
    return {action.arguments["number"]: action for action in found}


async def signs_in(staff: Staff, person: str = "trainer") -> str:
    """From the command to the session; gives its token."""
    opened = await opens(staff, link_of(await staff.says(person, "/console")))
    screen = await asked(staff, person)
    await staff.taps(person, numbers(screen)[opened.number])
    now, dice = staff.desk.clock.now(), staff.desk.parts.app.dice
    session: str = await staff.write(
        lambda conn: sign_in.take_session(conn, opened.page_token, now, dice)
    )
    return session


async def is_in(staff: Staff, session: str) -> bool:
    now = staff.desk.clock.now()
    return await staff.read(lambda conn: sessions.find(conn, session, now)) is not None


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_link_a_number_and_a_tap_sign_in(staff: Staff, language: str) -> None:
    say, person = words(language).say, f"trainer-{language}"
    sent = await staff.says(person, "/console")
    assert say("Sign in to the console") in text(sent.screen)
    assert sent.screen is not None
    assert sent.screen.protected
    token = link_of(sent)
    assert token not in text(sent.screen)

    opened = await opens(staff, token)
    assert opened.language == language
    screen = await asked(staff, person)
    offered = numbers(screen)
    assert opened.number in offered
    assert len(offered) == sign_in.OFFERED
    assert has(screen, refuse_console_sign_in)
    assert str(opened.number) not in text(screen)
    shown = [each.text for each in buttons(screen) if each.text.isdecimal()]
    assert shown == sorted(shown, reverse=language == "ar")  # read from the right in Arabic
    assert await state(staff, opened) == sign_in.OPENED

    told = await staff.taps(person, offered[opened.number])
    assert say("Yes, that is the number.") in text(told.screen)
    assert await state(staff, opened) == sign_in.MATCHED


async def test_the_numbers_come_at_any_hour_and_use_no_day_up(staff: Staff) -> None:
    staff.desk.clock.passes(15 * 3600)  # to three in the morning
    opened = await opens(staff, link_of(await staff.says("trainer", "/console")))
    assert opened.number in numbers(await asked(staff, "trainer"))
    person = await staff.read(lambda conn: people.get(conn, "trainer"))
    assert person.told_at is None


async def test_a_wrong_number_and_a_late_one_sign_nobody_in(staff: Staff) -> None:
    opened = await opens(staff, link_of(await staff.says("trainer", "/console")))
    offered = numbers(await asked(staff, "trainer"))
    wrong = next(number for number in offered if number != opened.number)
    told = await staff.taps("trainer", offered[wrong])
    assert "Nobody was signed in" in text(told.screen)
    told = await staff.taps("trainer", offered[opened.number])
    assert "works no longer" in text(told.screen)
    assert await state(staff, opened) == sign_in.OVER

    opened = await opens(staff, link_of(await staff.says("trainer", "/console")))
    offered = numbers(await asked(staff, "trainer"))
    staff.desk.clock.passes(120)
    told = await staff.taps("trainer", offered[opened.number])
    assert "works no longer" in text(told.screen)
    assert await state(staff, opened) == sign_in.OVER


async def test_numbers_that_come_too_late_do_not_come(staff: Staff) -> None:
    await opens(staff, link_of(await staff.says("trainer", "/console")))
    staff.desk.clock.passes(121)
    assert await tell(staff) == {}


async def test_denied_sign_in_ends_with_instructions(staff: Staff) -> None:
    opened = await opens(staff, link_of(await staff.says("trainer", "/console")))
    screen = await asked(staff, "trainer")
    refuse = button(screen, refuse_console_sign_in)
    told = await staff.taps("trainer", refuse)
    assert "Nobody was signed in" in text(told.screen)
    assert has(told.screen, ask_sign_out)
    assert await state(staff, opened) == sign_in.OVER
    again = await staff.taps("trainer", numbers(screen)[opened.number])
    assert "works no longer" in text(again.screen)
    assert "works no longer" in text((await staff.taps("trainer", refuse)).screen)


async def test_nobody_taps_anothers_number(staff: Staff) -> None:
    opened = await opens(staff, link_of(await staff.says("trainer", "/console")))
    screen = await asked(staff, "trainer")
    told = await staff.taps("admin", numbers(screen)[opened.number])
    assert "works no longer" in text(told.screen)
    await staff.taps("admin", button(screen, refuse_console_sign_in))
    assert await state(staff, opened) == sign_in.OPENED


async def test_sign_in_without_role_or_too_soon_is_refused(staff: Staff) -> None:
    for person in ("learner", "focal"):
        sent = await staff.says(person, "/console")
        assert sent.screen is not None
        assert bool(sent.screen.links) is (person == "focal")
    for _ in range(sign_in.MOST):
        link_of(await staff.says("trainer", "/console"))
    told = await staff.says("trainer", "/console")
    assert "too often" in text(told.screen)
    shown = await staff.taps("learner", call(settings_page))
    assert not has(shown.screen, console_sessions)


async def test_without_a_console_the_command_says_so(database_url: str) -> None:
    async with front_desk(database_url) as desk:
        staff = Staff(desk)
        await _people(staff)
        told = await staff.says("trainer", "/console")
        assert "nobody has set it up" in text(told.screen)
        assert told.screen is not None
        assert not told.screen.links
        assert not has((await staff.taps("trainer", call(settings_page))).screen, console_sessions)
        assert "/console" not in text((await staff.says("trainer", "/help")).screen)


async def test_help_tells_of_the_console_where_there_is_one(staff: Staff) -> None:
    assert "/console" in text((await staff.says("trainer", "/help")).screen)
    assert "/console" not in text((await staff.says("learner", "/help")).screen)


async def test_settings_show_where_one_is_signed_in_and_sign_out(staff: Staff) -> None:
    first = await signs_in(staff)
    staff.desk.clock.passes(600)
    second = await signs_in(staff)
    of_admin = await signs_in(staff, "admin")
    shown = await staff.taps("trainer", call(settings_page))
    listed = await staff.taps("trainer", button(shown.screen, console_sessions))
    assert text(listed.screen).count("In a browser") == 2
    assert labels(listed.screen).count("Sign out: ") == 2

    left = await staff.taps("trainer", button(listed.screen, end_console_session))
    assert [await is_in(staff, each) for each in (first, second)] == [True, False]
    assert text(left.screen).count("In a browser") == 1
    await staff.taps("trainer", button(listed.screen, end_console_sessions))
    assert not await is_in(staff, first)
    empty = await staff.taps("trainer", call(console_sessions))
    assert "nowhere" in text(empty.screen)
    assert await is_in(staff, of_admin)
    await staff.taps("trainer", button(listed.screen, end_console_session))
    assert await is_in(staff, of_admin)


async def test_mini_app_session_is_listed_as_such(staff: Staff) -> None:
    now, dice = staff.desk.clock.now(), staff.desk.parts.app.dice
    await staff.write(lambda conn: sessions.begin(conn, "learner", SessionKind.MINI_APP, now, dice))
    listed = await staff.taps("learner", call(console_sessions))
    assert "In Telegram" in text(listed.screen)


INTENT = Intent(DangerousAct.ERASE, "person", "learner", {"why": "left"})


async def asks(staff: Staff, session: str, intent: Intent = INTENT) -> tuple[str, str]:
    """The admin's session asks for a confirmation; gives its id and the session's."""

    def unit(conn: Connection) -> tuple[str, str]:
        now = staff.desk.clock.now()
        found = sessions.find(conn, session, now)
        assert found is not None
        request = Request(found.person, now)
        dice = staff.desk.parts.app.dice
        return confirmations.ask(conn, request, found.id, intent, dice), found.id

    made: tuple[str, str] = await staff.write(unit)
    return made


async def confirmed(staff: Staff, asked_for: tuple[str, str], intent: Intent = INTENT) -> Any:
    """The state of a confirmation, and whether it can be used."""
    confirmation, session = asked_for

    def unit(conn: Connection) -> tuple[ConfirmationState, bool]:
        admin = people.get(conn, "admin")
        assert admin is not None
        request = Request(admin, staff.desk.clock.now())
        found = confirmations.state(conn, request, session, confirmation)
        return found, confirmations.use(conn, request, session, confirmation, intent)

    return await staff.write(unit)


async def test_dangerous_act_names_its_object_and_is_confirmed(staff: Staff) -> None:
    session = await signs_in(staff, "admin")
    made = await asks(staff, session)
    screen = await asked(staff, "admin")
    assert "Have someone erased" in text(screen)
    assert "Huda Ali" in text(screen)
    assert "Huda Ali" not in labels(screen)  # which a locked phone shows
    yes = next(each.action for each in buttons(screen) if each.text == "Confirm")
    assert await confirmed(staff, made) == (ConfirmationState.WAITING, False)
    assert "over" in text((await staff.taps("trainer", yes)).screen)
    told = await staff.taps("admin", yes)
    assert "Confirmed." in text(told.screen)
    assert await confirmed(staff, made) == (ConfirmationState.GRANTED, True)
    assert await confirmed(staff, made) == (ConfirmationState.OVER, False)


async def test_a_refusal_can_sign_the_browser_out_that_asked(staff: Staff) -> None:
    session = await signs_in(staff, "admin")
    made = await asks(staff, session)
    no = button(await asked(staff, "admin"), answer_console_act)
    told = await staff.taps("admin", no)
    assert "Nothing was done." in text(told.screen)
    assert await confirmed(staff, made) == (ConfirmationState.REFUSED, False)
    assert await is_in(staff, session)
    disown = button(told.screen, disown_console_act)
    told = await staff.taps("admin", disown)
    assert "signed out" in text(told.screen)
    assert not await is_in(staff, session)
    assert "nowhere" in text((await staff.taps("admin", disown)).screen)


@pytest.mark.parametrize("language", REQUIRED)
@pytest.mark.parametrize("act", DangerousAct)
async def test_every_act_has_its_sentence_with_its_object(
    staff: Staff, act: DangerousAct, language: str
) -> None:
    session = await signs_in(staff, f"trainer-{language}")
    objects = {
        DangerousAct.GIVE_ROLE: ("offer", confirmations.offer(TRAINER, AIRPORT)),
        DangerousAct.TAKE_ROLE: ("role", f"role-{staff.account('admin')}-00"),
        DangerousAct.CLOSE_AGENCY: ("agency", AIRPORT),
        DangerousAct.EXPORT_NAMES: ("agency", AIRPORT),
    }
    kind, object_id = objects.get(act, ("person", "learner"))
    await asks(staff, session, Intent(act, kind, object_id))
    said = text(await asked(staff, f"trainer-{language}"))
    assert object_id not in said
    assert ("Huda Ali" in said) is (kind == "person")


def test_a_link_button_opens_its_address_above_the_others() -> None:
    back = route_button("رجوع", console_sessions)
    shown = screen_of(title("اللوحة"), back, LinkButton("فتح اللوحة", URL))
    first, second = render.keyboard(shown)
    assert first[0].payload() == {"text": "\u200fفتح اللوحة\u200f", "url": URL}
    assert second[0].payload()["callback_data"] == call(console_sessions).data
    assert call(choose_console_number, "request-0000", 42).data == "1:o1:request-0000:42"
