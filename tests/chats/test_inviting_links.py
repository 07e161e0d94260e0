"""Links with limits, short codes, and slides, as trainers make them and people come by them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.app.cohorts.link_admin import SecretLink
from bot.app.onboarding.place_codes import INVITATION_LIFE
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.invitations.open_links import (
    ask_link_limit,
    ask_revoke_link,
    ask_revoke_links,
    choose_link_expiry,
    invitation_page,
    limit_link,
    link_list,
    link_page,
    make_link,
    make_slide,
    revoke_link,
    revoke_links,
    set_link_expiry,
)
from bot.invitation_files.slides import slide_of
from bot.locale import words
from storage.cohorts import invitations, short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.people import people
from tests.helpers import pixels
from tests.helpers.live_session import actions
from tests.helpers.staff import Staff, button, has, labels, text
from tests.helpers.training import DAY, a_cohort, airport, members, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


def typed(reply: Reply) -> str:
    """The command with the short code that stands on a screen."""
    assert reply.screen is not None
    (found,) = [line.text for line in reply.screen.lines if line.text.startswith("/join ")]
    return found


def buttons(reply: Reply) -> tuple[Button, ...]:
    assert reply.screen is not None
    return reply.screen.buttons


async def test_typed_short_code_joins_the_cohort(staff: Staff) -> None:
    """In any case and digits; the members' page says when and through what each came."""
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    await staff.says("sara", typed(made))
    code = typed(made).removeprefix("/join ").replace("-", " ").lower()
    arabic = code.translate(str.maketrans("23456789", "٢٣٤٥٦٧٨٩"))
    await staff.says("yusuf", f"/join {arabic}")
    await staff.person("omar")
    await staff.says("omar", f"/start {token(made)}")
    assert await members(staff, cohort) == ["omar", "sara", "yusuf"]
    shown = labels((await staff.taps("trainer", call(member_list, cohort, 0))).screen)
    assert "Sara Ahmed · 25 Nov · by short code" in shown
    assert shown.count("by link") == 1


async def test_invalid_code_is_explained_and_unknown_code_is_counted(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    assert "type the invitation code here" in text((await staff.says("sara", "/join")).screen)
    for nothing in ("/join hello", "/join 0000-0000", "hello"):
        assert "not an invitation code" in text((await staff.says("sara", nothing)).screen)
    for number in range(10):
        wrong = short_codes.formatted(
            short_codes.derive(f"wrong-{number}", staff.desk.clock.now(), short_codes.SHORT)
        )
        page_text = text((await staff.says("sara", f"/join {wrong}")).screen)
        assert ("I don't know this" in page_text) == (number < 9)
    assert "in an hour" in text((await staff.says("sara", typed(made))).screen)
    assert await members(staff, cohort) == []
    staff.desk.clock.passes(3601)
    await staff.says("sara", typed(made))
    assert await members(staff, cohort) == ["sara"]


async def test_after_the_bare_command_the_code_alone_will_do(staff: Staff) -> None:
    """And where a name is asked for, which has no digits."""
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    code = typed(made).removeprefix("/join ")
    await staff.says("sara", "/join")
    await staff.says("sara", code)
    await staff.write(lambda conn: people.change(conn, "yusuf", awaits="name:latin"))
    await staff.says("yusuf", code)
    assert await members(staff, cohort) == ["sara", "yusuf"]
    await staff.says("sara", "/today")
    assert "only buttons, commands" in text((await staff.says("sara", code)).screen)


async def test_a_link_and_its_code_end_on_one_day(staff: Staff) -> None:
    """Which changes for both together; every slide tells the same code."""
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    first = typed(made)
    await staff.taps("trainer", call(make_slide, token(made)))
    await staff.says("sara", first)
    staff.desk.clock.passes(INVITATION_LIFE.total_seconds() - 60)
    await staff.says("yusuf", first)
    assert await members(staff, cohort) == ["sara", "yusuf"]
    link = button(made.screen, link_page).arguments
    await staff.taps("trainer", call(set_link_expiry, cohort, link["mark"], 1))
    staff.desk.clock.passes(3600)  # past the first day
    await staff.person("omar")
    await staff.says("omar", first)
    assert await members(staff, cohort) == ["omar", "sara", "yusuf"]
    staff.desk.clock.passes(86_400)
    await staff.person("adam")
    for code in (first, f"/start {token(made)}"):
        assert "has expired" in text((await staff.says("adam", code)).screen)


async def test_a_link_has_as_many_places_as_it_is_given(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    await staff.says("sara", f"/start {token(made)}")
    reply = await staff.taps("trainer", button(made.screen, link_page))
    assert "1 person joined with it · no limit · valid until Friday 25 December" in text(
        reply.screen
    )
    asked = await staff.taps("trainer", button(reply.screen, ask_link_limit))
    assert [action.arguments["places"] for action in actions(asked.screen, limit_link)] == [
        10,
        30,
        0,
    ]
    for wrong in ("0", "many", "99999", "-3", "1.5"):
        assert "a number from 1 to" in text((await staff.says("trainer", wrong)).screen)
    changed = await staff.says("trainer", "٢")
    assert "1 person joined with it · 1 place left" in text(changed.screen)
    await staff.says("yusuf", f"/start {token(made)}")
    await staff.person("late")
    full = await staff.says("late", f"/start {token(made)}")
    assert "used up" in text(full.screen)
    assert await members(staff, cohort) == ["sara", "yusuf"]
    listed = await staff.taps("trainer", call(link_list, cohort))
    assert " · 2 of 2 · full" in labels(listed.screen)

    link = button(listed.screen, link_page)
    await staff.taps("trainer", call(limit_link, cohort, link.arguments["mark"], 1))
    assert "2 people joined with it · full" in text((await staff.taps("trainer", link)).screen)
    await staff.taps("trainer", call(limit_link, cohort, link.arguments["mark"], 0))
    await staff.says("late", f"/start {token(made)}")
    assert await members(staff, cohort) == ["late", "sara", "yusuf"]


async def test_concurrent_limit_change_counts_each_use(staff: Staff) -> None:
    for number in range(8):
        cohort = await a_cohort(staff, f"Gates {number}")
        made = await staff.taps("trainer", call(make_link, cohort))
        link = button((await staff.taps("trainer", call(link_list, cohort))).screen, link_page)
        await asyncio.gather(
            staff.says("sara", f"/start {token(made)}"),
            staff.taps("trainer", call(limit_link, cohort, link.arguments["mark"], 1)),
            staff.says("yusuf", f"/start {token(made)}"),
        )
        # Who came before the places were set was let in without them; nobody comes after the last.
        came = len(await members(staff, cohort))
        (left,) = [
            member.uses
            for member in await staff.read(partial(invitations.of_cohort, cohort=cohort))
        ]
        assert left == max(0, 1 - came), (came, left)


async def test_a_link_is_good_as_long_as_it_is_given(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    mark = button(made.screen, link_page).arguments["mark"]
    asked = await staff.taps("trainer", call(choose_link_expiry, cohort, mark))
    days = actions(asked.screen, set_link_expiry)
    assert [day.arguments["days"] for day in days] == [1, 7, 30, 90]
    await staff.taps("trainer", days[0])
    staff.desk.clock.passes(DAY)
    for way in (f"/start {token(made)}", typed(made)):
        assert "has expired" in text((await staff.says("sara", way)).screen)
    assert await members(staff, cohort) == []


async def test_revoking_one_link_keeps_the_others(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    first = await staff.taps("trainer", call(make_link, cohort))
    second = await staff.taps("trainer", call(make_link, cohort))
    mark = button(first.screen, link_page).arguments["mark"]
    shown = await staff.taps("trainer", call(link_page, cohort, mark))
    asked = await staff.taps("trainer", button(shown.screen, ask_revoke_link))
    assert f"Link {mark[:4].upper()}, created" in text(first.screen)
    assert f"Link {mark[:4].upper()}, created" in text(asked.screen)
    assert has(asked.screen, link_page)  # the way back
    after = await staff.taps("trainer", button(asked.screen, revoke_link))
    assert button(after.screen, link_page) == button(second.screen, link_page)
    await staff.says("sara", typed(first))
    await staff.says("yusuf", typed(second))
    assert await members(staff, cohort) == ["yusuf"]
    asked = await staff.taps("trainer", button(after.screen, ask_revoke_links))
    assert "1 active link" in text(asked.screen)
    every = await staff.taps("trainer", button(asked.screen, revoke_links))
    assert not has(every.screen, link_list)
    assert has(every.screen, invitation_page) is False


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_slide_comes_as_a_picture_and_to_print(staff: Staff, language: str) -> None:
    """With the cohort's name and the same code that the message says."""
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    cohort = await a_cohort(staff, "Gates & <doors>")
    made = await staff.taps("trainer", call(make_link, cohort))
    reply = await staff.taps("trainer", button(made.screen, make_slide))
    assert reply.then is not None
    picture, printed = await reply.then()
    assert picture.picture
    assert pixels.size(picture.content) == (1920, 1080)
    assert printed.content.startswith(b"%PDF")
    assert picture.caption
    assert printed.caption
    assert not has(reply.screen, make_slide)


async def test_printed_invitation_names_no_kind_of_case(staff: Staff) -> None:
    now = staff.desk.clock.now()
    invitation = Invitation("h", "cohort", now, expires_at=now, code_until=now)
    made = SecretLink(Cohort("c", "Gates", "a", "Asia/Bahrain", now), invitation, "t" * 22)
    for language in ("en", "ar"):
        shown = repr(
            slide_of(words(language), made, "https://t.me/x?start=y", "basira_bot")
        ).lower()
        assert not any(name in shown for name in ("traffick", "اتجار", "exploit", "استغلال"))
        assert "@basira_bot" in shown
        assert made.typed.lower() in shown
