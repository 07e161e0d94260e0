"""Cases taken out of the bot: by whom, as what, and nothing of tests that are shut."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.app.authoring.scenario_downloads import PRESENT
from bot.chat.author.approval import request_approval
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import case_card
from bot.chat.trainer.scenario_downloads import download_formats, download_list, download_scenario
from bot.files import OutgoingFile
from bot.locale import words
from bot.phrases.case_phrases import review_status
from bot.scenario_files.file_formats import FORMS, forms_of
from bot.scenario_files.uploaded_files import ScenarioFiles, open_upload
from scenarios import transition_table
from scenarios.case_library import load_library
from scenarios.loader import load
from scenarios.model import Scenario
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from tests.helpers import pdf_text
from tests.helpers.every_case import LIBRARY, every_case
from tests.helpers.front_desk import front_desk
from tests.helpers.publishing import ID, case_zip, hands, publishers, sends, shares
from tests.helpers.small_case import BASE
from tests.helpers.staff import AIRPORT, ZONE, Staff, text

CASE, TEST = "dream-job", "airports-form-a"


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """One of each role, and the library as it is delivered."""
    async with front_desk(sqlite_url, load_library()) as desk:
        found = Staff(desk)
        for role in (TRAINER, MASTER, ADMIN, SUPERVISOR):
            await found.person(role, (role, AIRPORT), agency=AIRPORT)
        await found.person("learner", agency=AIRPORT)
        await found.person("arabic", (TRAINER, AIRPORT), language="ar", agency=AIRPORT)
        yield found


@pytest.fixture
async def own(sqlite_url: str) -> AsyncIterator[Staff]:
    """A trainer with a scenario of their own, and others."""
    async with publishers(sqlite_url) as found:
        await sends(found, "trainer", case_zip())
        yield found


async def taken(
    staff: Staff, person: str, scenario: str, form: str, number: int = PRESENT
) -> list[OutgoingFile]:
    """The files that come of a tap."""
    reply = await staff.taps(person, call(download_scenario, scenario, number, form))
    assert reply.later is not None
    made = await reply.later()
    assert made.then is not None
    return list(await made.then())


def is_gone(reply: Reply) -> bool:
    gone = common_screens.gone_screen(words("en"))
    return reply.screen == gone and reply.then is None and reply.later is None


@every_case(LIBRARY)
def exported_files_read_back_the_same(case: Scenario) -> None:
    """To the letter, whatever languages it has."""
    ((file, content),) = forms_files(case, "yaml")
    sent = open_upload(file, content)
    assert isinstance(sent, ScenarioFiles)
    assert {name: raw.decode() for name, raw in sent.files.items()} == case.files
    again = load(sent.files, advice=False).scenario
    assert again is not None
    assert again.edition == case.edition
    assert forms_files(case, "yaml") == [(file, content)]


def forms_files(case: object, form: str) -> list[tuple[str, bytes]]:
    from bot.scenario_files.file_formats import files_of

    return files_of(case, form, "en")  # type: ignore[arg-type]


@pytest.mark.parametrize("person", [TRAINER, MASTER, ADMIN])
async def test_trainers_and_admins_take_cases_of_the_library(staff: Staff, person: str) -> None:
    listed = (await staff.says(person, "/scenarios")).screen
    assert listed is not None
    assert call(download_list, 0) in [button.action for button in listed.buttons]
    assert not is_gone(await staff.taps(person, call(download_list, 0)))
    page_text = text((await staff.taps(person, call(download_formats, CASE, PRESENT))).screen)
    assert "Departures hall, 17:20" in page_text
    (file,) = await taken(staff, person, CASE, "yaml")
    assert file.name == "dream-job.zip"
    assert zipfile.ZipFile(io.BytesIO(file.content)).namelist() == [
        "dream-job/ar.yaml",
        "dream-job/scenario.yaml",
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_page_opens_in_the_users_language(staff: Staff, language: str) -> None:
    person = TRAINER if language == "en" else "arabic"
    (file,) = await taken(staff, person, "gate-twelve", "page")
    assert file.name == "gate-twelve.html"
    assert f'<html lang="{language}"'.encode() in file.content


@pytest.mark.parametrize(("person", "language"), [(TRAINER, "en"), ("arabic", "ar")])
async def test_exported_file_repeats_the_cards_review_statement(
    staff: Staff, person: str, language: str
) -> None:
    """And names none of them: a file stays when somebody has erased themselves."""
    speak, case = words(language), load_library().scenarios["gate-twelve"]
    (page,) = await taken(staff, person, case.id, "page")
    assert speak.say("Not yet reviewed by an expert.") in page.content.decode()

    at = staff.desk.clock.at
    sign_off = SignOff("a", case.id, case.edition, ["en", "ar"], "law", "Dr Huda Ali", None, at)
    await staff.write(lambda conn: sign_offs.add(conn, sign_off))
    told = review_status(speak, case, [sign_off])
    assert told in text((await staff.taps(person, call(case_card, case.id))).screen)
    (page,) = await taken(staff, person, case.id, "page")
    assert told in page.content.decode()
    assert "Huda" not in page.content.decode()
    sheets = {file.name: file.content for file in await taken(staff, person, case.id, "sheet")}
    assert "Reviewedby1expert," in pdf_text.texts(sheets[f"{case.id}-en.pdf"])[0]


@pytest.mark.parametrize(("person", "first"), [(TRAINER, "en"), ("arabic", "ar")])
async def test_sheets_come_in_both_languages_with_the_own_one_first(
    staff: Staff, person: str, first: str
) -> None:
    files = await taken(staff, person, "gate-twelve", "sheet")
    order = [first, *({"en", "ar"} - {first})]
    assert [file.name for file in files] == [f"gate-twelve-{name}.pdf" for name in order]
    assert all(file.content.startswith(b"%PDF") for file in files)


@pytest.mark.parametrize("person", ["learner", SUPERVISOR])
async def test_to_others_there_is_nothing_of_the_kind(staff: Staff, person: str) -> None:
    assert is_gone(await staff.taps(person, call(download_list, 0)))
    for number in (PRESENT, 1):
        assert is_gone(await staff.taps(person, call(download_formats, CASE, number)))
        for form in FORMS:
            assert is_gone(await staff.taps(person, call(download_scenario, CASE, number, form)))


async def test_sheets_are_for_test_owners(staff: Staff) -> None:
    """And for them as files alone, since nothing is measured by a page."""
    assert is_gone(await staff.taps(TRAINER, call(download_formats, TEST, PRESENT)))
    assert is_gone(await staff.taps(TRAINER, call(download_scenario, TEST, PRESENT, "yaml")))
    for person in (MASTER, ADMIN):
        assert "This is a test." in text(
            (await staff.taps(person, call(download_formats, TEST, PRESENT))).screen
        )
        (file,) = await taken(staff, person, TEST, "yaml")
        assert file.name == f"{TEST}.zip"
        for form in set(FORMS) - {"yaml"}:
            assert is_gone(await staff.taps(person, call(download_scenario, TEST, PRESENT, form)))


async def test_form_is_hidden_from_its_candidates(staff: Staff) -> None:
    """Also where they would answer for it otherwise."""
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        cohorts.create(conn, Cohort("cohort-tests", "T", AIRPORT, ZONE, now), ADMIN)
        cohorts.join(conn, "member-tests", "cohort-tests", MASTER, now)
        due = now + timedelta(days=7)
        given = Assignment("assigned-one", "cohort-tests", TEST, "assessment", due, 70, ADMIN, now)
        assignments.create(conn, given)

    await staff.write(save)
    assert is_gone(await staff.taps(MASTER, call(download_scenario, TEST, PRESENT, "yaml")))
    assert not is_gone(await staff.taps(ADMIN, call(download_scenario, TEST, PRESENT, "yaml")))
    assert not is_gone(
        await staff.taps(MASTER, call(download_scenario, "airports-form-b", PRESENT, "yaml"))
    )


async def test_every_own_edition_can_be_downloaded(own: Staff) -> None:
    newer = BASE.replace("The hall is empty.", "The hall is dark.")
    await hands(own, "trainer", newer, "scenario.yaml")
    found = []
    for number in (1, 2):
        (file,) = await taken(own, "trainer", ID, "yaml", number)
        found.append(zipfile.ZipFile(io.BytesIO(file.content)).read(f"{ID}/scenario.yaml").decode())
    assert found == [BASE, newer]
    assert is_gone(await own.taps("trainer", call(download_scenario, ID, 3, "yaml")))


@pytest.mark.parametrize(
    "person", ["sara", "supervisor", "colleague", "master", "admin", "top-admin"]
)
async def test_a_draft_is_there_for_its_owner_alone(own: Staff, person: str) -> None:
    for number in (PRESENT, 1):
        assert is_gone(await own.taps(person, call(download_formats, ID, number)))
        assert is_gone(await own.taps(person, call(download_scenario, ID, number, "yaml")))


async def test_approving_admin_may_read_the_draft(own: Staff) -> None:
    await own.taps("trainer", call(request_approval, ID, 1, "agency"))
    assert await taken(own, "admin", ID, "yaml", 1)
    assert is_gone(await own.taps("far-admin", call(download_scenario, ID, 1, "yaml")))


async def test_export_offers_cases_shared_with_the_cohort(own: Staff) -> None:
    assert is_gone(await own.taps("trainer", call(download_formats, ID, PRESENT)))
    await shares(own)
    assert await taken(own, "trainer", ID, "yaml")
    assert is_gone(await own.taps("colleague", call(download_scenario, ID, PRESENT, "yaml")))


def test_tests_are_files_alone() -> None:
    shelf = load_library().scenarios
    assert {forms_of(case) for case in shelf.values() if case.use == "test"} == {("yaml",)}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_case_in_one_language_is_had_in_that(sqlite_url: str, language: str) -> None:
    """Whatever is spoken by who asks."""
    async with publishers(sqlite_url, language) as staff:
        await sends(staff, "trainer", BASE, "scenario.yaml")
        names = [file.name for form in FORMS for file in await taken(staff, "trainer", ID, form, 1)]
        assert names == [f"{ID}.yaml", f"{ID}-en.pdf", f"{ID}.html"]
        (page,) = await taken(staff, "trainer", ID, "page", 1)
        assert b'<html lang="en" dir="ltr">' in page.content


async def test_oversized_page_is_reported(own: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transition_table, "PLACES", 2)
    reply = await own.taps("trainer", call(download_scenario, ID, 1, "page"))
    assert reply.later is not None
    told = await reply.later()
    assert "too many paths" in text(told.screen)
    assert told.then is None
