"""Invitations on the console: a link with its QR code, and codes that are handed out once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.invitations import (
    hand_out_codes,
    invitations_of_cohort,
    make_invitation,
    revoke_invitation,
)
from storage.cohorts import invitations, roster
from storage.cohorts.roster import Place
from tests.helpers.assigning_world import COHORT, a_class
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.staff import Staff


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[tuple[Staff, Tab]]:
    async with a_class(sqlite_url) as staff:
        staff.desk.parts.links.username = "basira_bot"
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield staff, await signed_in(staff, web, "trainer")


async def test_a_link_is_shown_once_and_can_be_taken_back(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    made = await tab.sends(make_invitation, COHORT)
    assert made.status_code == 200
    assert 'viewBox="0 0 ' in made.text
    assert "/join " in text(made)
    (link,) = await staff.read(lambda conn: invitations.of_cohort(conn, COHORT))
    shown = await tab.opens(invitations_of_cohort, COHORT)
    assert link.hash[:4].upper() in text(shown)
    await tab.sends(revoke_invitation, COHORT, link.hash[:12])
    assert "Take this link back" not in text(await tab.opens(invitations_of_cohort, COHORT))


async def test_codes_are_made_for_those_without_one(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    place = Place("place-000000", COHORT, {"latin": "Nora Salem"}, None, staff.desk.clock.now())
    await staff.write(lambda conn: roster.add(conn, place))
    done = await tab.sends(hand_out_codes, COHORT)
    names = zipfile.ZipFile(io.BytesIO(done.content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "csv", "pdf"]
    again = await tab.sends(hand_out_codes, COHORT)
    assert again.status_code == 422
    assert "Everybody on the list has a code that works." in text(again)
