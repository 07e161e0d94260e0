"""How people go out of a cohort, and what becomes of their places."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.trainer.cohorts.member_pages import (
    ask_remove_member,
    member_list,
    member_page,
    remove_member,
)
from bot.chat.trainer.invitations.open_links import make_link, revoke_links
from bot.chat.trainer.invitations.personal_codes import ask_names, renew_code, renew_taken_code
from bot.chat.trainer.invitations.roster_places import place_page
from storage.cohorts import roster
from tests.helpers.staff import Staff, button, buttons, labels, leads, text
from tests.helpers.training import a_cohort, airport, codes, members, opens, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


async def asked_to_leave(staff: Staff, cohort: str) -> Reply:
    """The question, for the first who is in the cohort."""
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    reply = await staff.taps("trainer", button(shown.screen, member_page))
    assert reply.screen is not None
    assert leads(reply.screen.buttons[-2].action, ask_remove_member)  # below is the way back
    return await staff.taps("trainer", button(reply.screen, ask_remove_member))


async def test_member_invited_by_link_is_removed_after_confirmation(staff: Staff) -> None:
    """And told of the link that would bring them back."""
    cohort = await a_cohort(staff)
    link = token(await staff.taps("trainer", call(make_link, cohort)))
    await staff.says("sara", f"/start {link}")
    asked = await asked_to_leave(staff, cohort)
    assert text(asked.screen).startswith("Remove Sara Ahmed from Gates?")
    assert "A link that lets anyone join is active" in text(asked.screen)
    assert await members(staff, cohort) == ["sara"]

    (yes,) = (
        button.action for button in buttons(asked.screen) if leads(button.action, remove_member)
    )
    for _ in range(2):  # a double tap
        after = await staff.taps("trainer", yes)
        assert text(after.screen).startswith("Gates\nRemoved.")
    assert await members(staff, cohort) == []
    await staff.says("sara", f"/start {link}")
    assert await members(staff, cohort) == ["sara"]
    await staff.taps("trainer", call(revoke_links, cohort))
    assert "lets anyone join" not in text((await asked_to_leave(staff, cohort)).screen)


async def test_removal_deletes_the_entry_and_its_codes(staff: Staff) -> None:
    """And the name may be entered again, with a new code."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    made = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "yusuf", made["Lina Omar"])
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    renewed = token(await staff.taps("trainer", call(renew_taken_code, place.id)))
    await staff.taps("trainer", call(remove_member, cohort, "yusuf", keep_place=False))
    assert await staff.read(lambda conn: roster.of_cohort(conn, cohort)) == []
    for name in (made["Lina Omar"], renewed):
        await opens(staff, "yusuf", name)
        await opens(staff, "sara", name)
    assert await members(staff, cohort) == []

    await staff.taps("trainer", call(ask_names, cohort))
    fresh = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "sara", fresh["Lina Omar"])
    assert await members(staff, cohort) == ["sara"]


async def test_place_taken_by_mistake_is_kept_for_its_owner(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    made = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "yusuf", made["Lina Omar"])
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    old = token(await staff.taps("trainer", call(renew_taken_code, place.id)))
    asked = await asked_to_leave(staff, cohort)
    assert "wrong person took the place" in text(asked.screen)
    await staff.taps("trainer", call(remove_member, cohort, "yusuf", keep_place=True))
    await opens(staff, "yusuf", old)
    assert await members(staff, cohort) == []

    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    assert "Lina Omar · not here yet" in labels(shown.screen)
    waiting = await staff.taps("trainer", button(shown.screen, place_page))
    new = token(await staff.taps("trainer", button(waiting.screen, renew_code)))
    await opens(staff, "sara", new)
    assert await members(staff, cohort) == ["sara"]
