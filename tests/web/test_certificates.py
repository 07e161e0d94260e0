"""Certificates of a cohort at a desk: listed, printed, verified, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import insert
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.app.onboarding.rate_limits import MOST, WITHIN
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer import certificates
from storage.cohorts import short_codes
from storage.db import tables as t
from tests.helpers.certifying import COHORT, college, gives, of, passes
from tests.helpers.console import TOKEN, URL, signed_in, tab, text
from tests.helpers.staff import Staff


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with college(sqlite_url) as team:
        given = await gives(team)
        await passes(team, "sara", given)
        yield team


def console(staff: Staff) -> Starlette:
    return asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))


async def test_a_trainer_finds_prints_and_verifies_a_certificate(staff: Staff) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    trainer = await signed_in(staff, web, "trainer")
    page = await trainer.opens(certificates.certificate_list, COHORT)
    assert "Sara Ahmed" in text(page)
    assert f'href="/verify/{issued.shown_code}"' in page.text
    assert "Revoke" not in text(page)  # a trainer may not
    verified = await trainer.client.get(f"/verify/{issued.shown_code}")
    assert "This certificate is valid." in text(verified)
    printed = await trainer.opens(certificates.certificate_file, COHORT, issued.id)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    for query in ({"q": "nobody"}, {"state": "revoked"}, {"state": "expired"}):
        empty = await trainer.opens(certificates.certificate_list, COHORT, **query)
        assert "There is no such certificate." in text(empty), query
    found = await trainer.opens(certificates.certificate_list, COHORT, q="sara", state="valid")
    assert "Sara Ahmed" in text(found)


async def test_a_certificate_is_taken_back_with_a_reason(staff: Staff) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    also = {"cohort": COHORT, "person": "master", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), also))
    master = await signed_in(staff, web, "master")
    assert "Revoke" in text(await master.opens(certificates.certificate_list, COHORT))
    refused = await master.sends(certificates.revoke_certificate, issued.id, form={"reason": " "})
    assert refused.status_code == 422
    assert 'id="error-reason"' in refused.text
    form = {"reason": "It was given by mistake."}
    done = await master.sends(certificates.revoke_certificate, issued.id, form=form)
    assert done.status_code == 303
    assert (await of(staff, "sara"))[0].reason == "It was given by mistake."
    again = await master.sends(certificates.revoke_certificate, issued.id, form=form)
    assert again.status_code == 404
    shown = await master.opens(certificates.certificate_list, COHORT)
    assert "revoked" in text(shown)
    printed = await master.opens(certificates.certificate_file, COHORT, issued.id)
    assert printed.status_code == 404


async def test_other_users_are_answered_as_strangers(staff: Staff) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    far = await signed_in(staff, web, "far-master")
    for response in (
        await far.opens(certificates.certificate_list, COHORT),
        await far.opens(certificates.certificate_file, COHORT, issued.id),
        await far.opens(certificates.ask_revoke_certificate, issued.id),
    ):
        assert response.status_code == 404


async def test_certificate_is_found_by_code_for_people_with_the_right_to_revoke(
    staff: Staff,
) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    master, far = await signed_in(staff, web, "master"), await signed_in(staff, web, "far-master")
    form = {"code": issued.shown_code.lower()}
    found = await master.sends(certificates.find_certificate_by_code, form=form)
    assert found.headers["location"] == f"/certificates/{issued.id}/revoke"
    for person, code in ((far, issued.shown_code), (master, "nonsense"), (master, "")):
        refused = await person.sends(certificates.find_certificate_by_code, form={"code": code})
        assert refused.status_code == 422
        assert "No certificate with this code" in text(refused)
    for number in range(10):
        wrong = {"code": f"K7QM-4PXD-9RT{'23456789BC'[number]}"}
        await far.sends(certificates.find_certificate_by_code, form=wrong)
        await master.sends(certificates.find_certificate_by_code, form=wrong)
    assert (await master.sends(certificates.find_certificate_by_code, form=form)).status_code == 422


async def test_anyone_verifies_a_certificate_in_either_language(staff: Staff) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    stranger = tab(web)
    asked = await stranger.client.get("/verify", params={"code": f" {issued.shown_code.lower()} "})
    assert (asked.status_code, asked.headers["location"]) == (303, f"/verify/{issued.code}")
    for headers, query, sentence, direction in (
        ({"Accept-Language": "ar"}, "", "الشهادة سارية", "rtl"),
        ({"Accept-Language": "ar"}, "?language=en", "This certificate is valid.", "ltr"),
        ({}, "?language=ar", "الشهادة سارية", "rtl"),
    ):
        shown = await stranger.client.get(f"/verify/{issued.shown_code}{query}", headers=headers)
        assert shown.status_code == 200
        assert sentence in text(shown)
        assert f'dir="{direction}"' in shown.text


async def test_codes_cannot_be_guessed_one_after_the_other(staff: Staff) -> None:
    web, (issued,) = console(staff), await of(staff, "sara")
    guesser = tab(web)
    wrong = [f"{'2' * 11}{letter}" for letter in short_codes.LETTERS[:MOST]]
    for code in wrong:
        assert (await guesser.client.get(f"/verify/{code}")).status_code == 404
    with capture_logs() as logs:
        refused = await guesser.client.get(f"/verify/{issued.code}")
    assert (refused.status_code, "Too many attempts" in text(refused)) == (429, True)
    assert issued.code not in repr(logs)
    assert [each["reason"] for each in logs] == ["too many wrong codes"]
    staff.desk.clock.passes(WITHIN.total_seconds() + 1)
    assert (await guesser.client.get(f"/verify/{issued.code}")).status_code == 200
