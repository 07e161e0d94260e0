"""Invitations on the console: a link with its QR code, and codes that are handed out once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator
from typing import cast

import pytest
import pytest_asyncio

from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.invitations import (
    hand_out_codes,
    invitation_slide,
    invitations_of_cohort,
    limit_invitation,
    make_invitation,
    revoke_invitation,
    revoke_invitations,
)
from storage.cohorts import invitations, roster
from storage.cohorts.invitations import Invitation
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
    assert "Withdraw this link" not in text(await tab.opens(invitations_of_cohort, COHORT))


async def test_codes_are_made_for_those_without_one(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    place = Place("place-000000", COHORT, {"latin": "Nora Salem"}, None, staff.desk.clock.now())
    await staff.write(lambda conn: roster.add(conn, place))
    done = await tab.sends(hand_out_codes, COHORT)
    names = zipfile.ZipFile(io.BytesIO(done.content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "csv", "pdf"]
    again = await tab.sends(hand_out_codes, COHORT)
    assert again.status_code == 422
    assert "Everyone on the list has a valid code." in text(again)


async def test_a_new_link_comes_as_a_slide_and_to_print(desk: tuple[Staff, Tab]) -> None:
    _, tab = desk
    made = await tab.sends(make_invitation, COHORT)
    (token,) = re.findall(r'name="token" value="([^"]+)"', made.text)
    for kind, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        form = {"token": token, "as": kind}
        done = await tab.sends(invitation_slide, COHORT, form=form)
        assert done.status_code == 200
        assert done.content.startswith(begins)


@pytest.mark.parametrize("token", ["", "x" * 22, "../etc", "y" * 10_000])
async def test_a_token_of_no_link_has_no_slide(desk: tuple[Staff, Tab], token: str) -> None:
    refused = await desk[1].sends(invitation_slide, COHORT, form={"token": token})
    assert refused.status_code == 422
    assert "This link no longer works." in text(refused)


async def test_a_link_has_places_for_so_many(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    await tab.sends(make_invitation, COHORT)

    async def link() -> Invitation:
        (found,) = await staff.read(lambda conn: invitations.of_cohort(conn, COHORT))
        return cast("Invitation", found)

    mark = (await link()).hash[:12]
    await tab.sends(limit_invitation, COHORT, form={"link": mark, "places": "٣٠"})
    assert (await link()).uses == 30
    assert "30 places left" in text(await tab.opens(invitations_of_cohort, COHORT))
    second = await tab.sends(limit_invitation, COHORT, form={"link": mark, "places": "9"})
    assert (second.status_code, "changed this in the meantime" in text(second)) == (422, True)
    assert 'name="was" value="30"' in second.text
    for typed in ("0", "5001", "many", "-3", "9" * 5_000):
        form = {"link": mark, "places": typed, "was": "30"}
        refused = await tab.sends(limit_invitation, COHORT, form=form)
        assert refused.status_code == 422
        assert f'id="error-places-{mark}"' in refused.text
    assert (await link()).uses == 30
    await tab.sends(limit_invitation, COHORT, form={"link": mark, "places": "", "was": "30"})
    assert (await link()).uses is None


async def test_all_links_are_taken_back_at_once(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    for _ in range(2):
        await tab.sends(make_invitation, COHORT)
    assert "Withdraw all links" in text(await tab.opens(invitations_of_cohort, COHORT))
    await tab.sends(revoke_invitations, COHORT)
    found = await staff.read(lambda conn: invitations.of_cohort(conn, COHORT))
    assert all(each.revoked_at is not None for each in found)


async def test_codes_are_made_for_ticked_people(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    now = staff.desk.clock.now()
    places = [
        Place(f"place-00000{number}", COHORT, {"latin": name}, None, now)
        for number, name in enumerate(("Nora Salem", "Ali Hadi"))
    ]
    await staff.write(lambda conn: roster.add_all(conn, places))
    done = await tab.sends(hand_out_codes, COHORT, form={"places": "place-000001"})
    archive = zipfile.ZipFile(io.BytesIO(done.content))
    (csv,) = [name for name in archive.namelist() if name.endswith(".csv")]
    assert "Ali Hadi" in archive.read(csv).decode()
    assert "Nora Salem" not in archive.read(csv).decode()
    assert "has a code, valid until" in text(await tab.opens(invitations_of_cohort, COHORT))
    gone = await tab.sends(hand_out_codes, COHORT, form={"places": "place-999999"})
    assert (gone.status_code, "have joined in the meantime" in text(gone)) == (422, True)
