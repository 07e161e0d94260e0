"""What authors see of an edition: findings, figures, ways, source and differences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape

import pytest_asyncio
from starlette.applications import Starlette

from bot.files import LARGEST
from bot.web.author.approvals import (
    approval_list,
    approval_page,
    approve_form,
    approve_scenario,
    decline_scenario,
)
from bot.web.author.editions import edition_page, use_edition_now
from bot.web.author.publishing import (
    ask_for_approval,
    delete_draft,
    delete_draft_form,
    publish_form,
    withdraw_form,
    withdraw_scenario,
    withdraw_scenario_request,
)
from bot.web.author.scenarios import (
    scenario_list,
    scenario_page,
    share_with_cohort,
    stop_sharing,
)
from bot.web.author.sending import edition_form, send_edition, send_scenario
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.routes import address
from storage.authoring import approvals, own_scenarios, sign_offs
from storage.authoring.sign_offs import SignOff
from tests.helpers.console import TOKEN, URL, signed_in, text
from tests.helpers.publishing import GATES, ID, case_zip, publishers, sends, shares
from tests.helpers.small_case import ARABIC, BASE
from tests.helpers.staff import Staff


@dataclass(frozen=True)
class Desk:
    """A console, and a trainer with two editions of a scenario, the first of them in use."""

    staff: Staff
    web: Starlette


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with publishers(sqlite_url) as staff:
        await sends(staff, "trainer", case_zip())
        await shares(staff)
        await sends(staff, "trainer", case_zip(BASE + "\n# A second edition.\n"))
        yield Desk(staff, asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN)))


async def test_an_edition_shows_its_source_figures_and_ways(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    shown = await trainer.opens(edition_page, ID, 2)
    page = text(shown)
    assert shown.status_code == 200
    for part in ("Findings", "Simulated players", "All paths", "Compared with edition 1"):
        assert part in page
    assert "scenario.yaml" in page
    assert "ar.yaml" in page
    assert "data:image/svg+xml;base64," in shown.text


async def test_only_maintainers_of_a_scenario_see_its_editions(desk: Desk) -> None:
    for person in ("colleague", "far-trainer"):
        stranger = await signed_in(desk.staff, desk.web, person)
        assert (await stranger.opens(edition_page, ID, 1)).status_code == 404
        assert (await stranger.sends(use_edition_now, ID, 2)).status_code == 404
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert (await trainer.opens(edition_page, ID, 9)).status_code == 404


async def test_another_edition_is_put_in_use(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert "Use edition 2 from now on" in text(await trainer.opens(edition_page, ID, 2))
    assert (await trainer.sends(use_edition_now, ID, 2)).status_code == 303
    assert "In use: edition 2" in text(await trainer.opens(scenario_page, ID))
    assert "Use edition" not in text(await trainer.opens(edition_page, ID, 2))


async def test_the_measures_of_an_edition_are_worked_out_once(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    await trainer.opens(edition_page, ID, 1)
    kept = dict(desk.staff.desk.parts.app.measures._kept)
    await trainer.opens(edition_page, ID, 1)
    again = desk.staff.desk.parts.app.measures._kept
    assert len(again) == 1
    assert all(again[key] is found for key, found in kept.items())


async def test_the_list_has_all_sources_in_one_table(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    every = text(await trainer.opens(scenario_list))
    assert "Night desk, 22:40" in every
    assert "shared with 1 cohort" in every
    own = await trainer.opens(scenario_list, source="own")
    assert address(scenario_page, ID) in own.text
    assert "Scenarios · 1" in text(own)
    library = await trainer.opens(scenario_list, source="library")
    assert address(scenario_page, ID) not in library.text
    found = text(await trainer.opens(scenario_list, q="nothing like it"))
    assert "There is no such scenario." in found


async def test_scenarios_of_others_are_listed_as_shared(desk: Desk) -> None:
    colleague = await signed_in(desk.staff, desk.web, "colleague")
    assert "Night desk, 22:40" not in text(await colleague.opens(scenario_list))


async def test_a_pasted_edition_is_kept_and_not_in_use(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    shown = await trainer.opens(edition_form, ID)
    assert "Night desk, 22:40" in unescape(shown.text)
    main = BASE.replace("Night desk, 22:40", "Night desk, 23:10")
    form = {"seen": "2", "source-scenario": main, "source-ar": ARABIC}
    sent = await trainer.sends(send_edition, ID, form=form)
    assert sent.headers["location"].endswith(address(edition_page, ID, 3))
    assert "In use: edition 1" in text(await trainer.opens(scenario_page, ID))


async def test_errors_are_shown_beside_the_source(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    main = BASE.replace("go: gone", "go: nowhere")
    form = {"seen": "2", "source-scenario": main, "source-ar": ARABIC}
    shown = await trainer.sends(send_edition, ID, form=form)
    assert shown.status_code == 200
    assert "The file was not saved" in text(shown)
    assert 'class="marked"' in shown.text
    assert 'class="beside"' in shown.text
    assert "go: nowhere</textarea>" in shown.text or "go: nowhere\n" in shown.text
    assert (await trainer.opens(edition_page, ID, 3)).status_code == 404


async def test_second_editor_sees_the_first_ones_edition(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    form = {"seen": "1", "source-scenario": BASE + "\n# A third one.\n", "source-ar": ARABIC}
    shown = await trainer.sends(send_edition, ID, form=form)
    assert "Another edition was added in the meantime" in text(shown)
    assert address(edition_page, ID, 2) in shown.text
    assert "# A third one." in shown.text
    again = {**form, "seen": "2"}
    assert (await trainer.sends(send_edition, ID, form=again)).status_code == 303


async def test_a_file_makes_a_new_scenario_or_says_why_not(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    packed = case_zip(BASE.replace("night-desk", "day-desk"), ARABIC)
    sent = await trainer.sends(send_scenario, files={"file": ("case.zip", packed)})
    assert sent.headers["location"].endswith(address(edition_page, "day-desk", 1))
    for content, why in (
        (b"PK nothing of a zip", "cannot be read"),
        (b"x" * (LARGEST + 1), "larger than"),
        (b"", "Please choose a file"),
    ):
        refused = await trainer.sends(send_scenario, files={"file": ("case.zip", content)})
        assert refused.status_code == 422
        assert why in text(refused)


async def test_nobody_else_sends_an_edition_or_sees_the_source(desk: Desk) -> None:
    for person in ("colleague", "far-trainer", "admin"):
        stranger = await signed_in(desk.staff, desk.web, person)
        assert (await stranger.opens(edition_form, ID)).status_code == 404
        form = {"source-scenario": BASE, "source-ar": ARABIC}
        assert (await stranger.sends(send_edition, ID, form=form)).status_code == 404


async def test_an_edition_shows_translations_and_sign_offs(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    main = BASE.replace("Ask her in passing how the journey was.", "Ask her how the trip was.")
    form = {"seen": "2", "source-scenario": main, "source-ar": ARABIC}
    await trainer.sends(send_edition, ID, form=form)
    page = text(await trainer.opens(edition_page, ID, 3))
    assert "1 text is still as in edition 1, though the original changed" in page
    assert "Not yet reviewed by an expert." in page
    edition = await desk.staff.read(lambda conn: own_scenarios.of_scenario(conn, ID)[0].edition)
    now = desk.staff.desk.clock.now()
    signed = SignOff("signed-00001", ID, edition, ("en",), "law", "Huda Ali", "Invented", now)
    await desk.staff.write(lambda conn: sign_offs.add(conn, signed))
    page = text(await trainer.opens(edition_page, ID, 3))
    assert "Reviewed by 1 expert" in page
    assert "Huda Ali" in page


async def test_approval_is_asked_for_and_taken_back(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert "Publish for whom?" in text(await trainer.opens(publish_form, ID, 2))
    nobody = await trainer.sends(ask_for_approval, ID, 2, form={"reach": "cohorts"})
    assert nobody.status_code == 422
    assert (await trainer.sends(ask_for_approval, ID, 2, form={"reach": "agency"})).is_redirect
    assert "Waits for approval: edition 2" in text(await trainer.opens(scenario_page, ID))
    assert (await trainer.sends(withdraw_scenario_request, ID)).is_redirect
    assert "Waits for approval" not in text(await trainer.opens(scenario_page, ID))


async def test_sharing_and_withdrawing_take_effect_at_once(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    app = desk.staff.desk.parts.app
    assert "Stop sharing with Gates" in text(await trainer.opens(scenario_page, ID))
    await trainer.sends(stop_sharing, ID, GATES)
    await trainer.sends(share_with_cohort, ID, GATES)
    assert "1 cohort" in text(await trainer.opens(scenario_page, ID))
    assert ID in app.library.known
    assert "Nobody can begin it" in text(await trainer.opens(withdraw_form, ID))
    await trainer.sends(withdraw_scenario, ID)
    assert ID not in app.library.known
    assert "withdrawn" in text(await trainer.opens(scenario_page, ID))


async def test_only_a_draft_is_deleted(desk: Desk) -> None:
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert (await trainer.sends(delete_draft, ID)).status_code == 404
    packed = case_zip(BASE.replace("night-desk", "day-desk"), ARABIC)
    await trainer.sends(send_scenario, files={"file": ("case.zip", packed)})
    assert "cannot be undone" in text(await trainer.opens(delete_draft_form, "day-desk"))
    assert (await trainer.sends(delete_draft, "day-desk")).is_redirect
    assert (await trainer.opens(scenario_page, "day-desk")).status_code == 404


async def asked(desk: Desk, reach: str = "agency") -> str:
    """The trainer asks for approval of the second edition; gives the id of the request."""
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    await trainer.sends(ask_for_approval, ID, 2, form={"reach": reach})
    found = await desk.staff.read(lambda conn: approvals.latest(conn, ID))
    return str(found.id)


async def test_an_admin_reads_and_approves_an_edition(desk: Desk) -> None:
    request = await asked(desk)
    admin = await signed_in(desk.staff, desk.web, "admin")
    assert address(approval_page, request) in (await admin.opens(approval_list)).text
    shown = text(await admin.opens(approval_page, request))
    for part in ("Asked for: edition 2, for the agency", "Trainer", "Compared with edition 1"):
        assert part in shown
    assert "Publish edition 2 for the agency?" in text(await admin.opens(approve_form, request))
    assert (await admin.sends(approve_scenario, request)).is_redirect
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert "In use: edition 2" in text(await trainer.opens(scenario_page, ID))
    assert (await admin.sends(approve_scenario, request)).status_code == 404


async def test_declining_needs_a_reason_for_the_author(desk: Desk) -> None:
    request = await asked(desk)
    admin = await signed_in(desk.staff, desk.web, "admin")
    empty = await admin.sends(decline_scenario, request, form={"reason": " "})
    assert empty.status_code == 422
    assert "Please give a reason" in text(empty)
    sent = await admin.sends(decline_scenario, request, form={"reason": "Too long."})
    assert sent.is_redirect
    trainer = await signed_in(desk.staff, desk.web, "trainer")
    assert "Declined, edition 2: Too long." in text(await trainer.opens(scenario_page, ID))


async def test_for_everyone_it_takes_an_admin_of_all_agencies(desk: Desk) -> None:
    request = await asked(desk, "everyone")
    for person in ("admin", "far-admin", "trainer"):
        other = await signed_in(desk.staff, desk.web, person)
        assert (await other.opens(approval_page, request)).status_code == 404
        assert (await other.sends(approve_scenario, request)).status_code == 404
    top = await signed_in(desk.staff, desk.web, "top-admin")
    assert "for everyone" in text(await top.opens(approval_page, request))
