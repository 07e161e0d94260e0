"""Files in the chat: for admins, without names, of their own agencies, of enough people."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from hashlib import sha256

import openpyxl
import pytest
from sqlalchemy import select

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.admin.exports import export_agencies, export_dataset, export_datasets, export_spans
from bot.chat.admin.roles import role_list
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.export import unlinkable
from bot.export.export_spans import start_of
from bot.files import OutgoingFile
from bot.locale import words
from scenarios.case_library import load_library
from storage.db.tables import cohorts, people, pseudonyms
from storage.exports import export_log
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import recorded_taps
from tests.helpers.export_year import filled
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, leads, text

SAID = {
    "en": (
        "Attempts",
        "The file follows.",
        "Fewer than 10 people",
        "The operator can create the file",
    ),
    "ar": (
        "المحاولات",
        "يصل الملف بعد هذه الرسالة.",
        "عدد من أنجزوا المهمة نفسها أقل من",
        "على الخادم",
    ),
}
ENOUGH = 60  # people in the year that is in the database


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """Admins over a small year, all whose cohorts are of the airport."""
    async with front_desk(sqlite_url, load_library()) as desk:
        found = Staff(desk)
        await filled(desk.parts.database)
        await found.write(lambda conn: conn.execute(cohorts.update().values(agency=AIRPORT)))
        for language in ("en", "ar"):
            await found.person(f"admin-{language}", (ADMIN, AIRPORT), language=language)
            await found.person(f"far-{language}", (ADMIN, CLINICS), language=language)
        await found.person("top", (ADMIN, EVERYWHERE))
        for role in (TRAINER, MASTER, SUPERVISOR):
            await found.person(role, (role, AIRPORT))
        await found.person("learner")
        yield found


async def made(staff: Staff, person: str, action: Call) -> tuple[Reply, list[OutgoingFile]]:
    """What comes of a tap, once it is made; and its file."""
    reply = await recorded_taps(staff, person, action)
    assert reply.later is not None
    answer = await reply.later()
    return answer, [*await answer.then()] if answer.then else []


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_the_roles_to_a_workbook_in_ones_language(staff: Staff, language: str) -> None:
    admin, (title, follows, *_) = f"admin-{language}", SAID[language]
    shown = await staff.taps(admin, call(role_list))
    shown = await recorded_taps(staff, admin, button(shown.screen, export_agencies))
    assert not has(shown.screen, export_datasets)  # there is one agency alone
    (chosen,) = [listed for listed in buttons(shown.screen) if listed.text == title]
    shown = await recorded_taps(staff, admin, chosen.action)
    take = button(shown.screen, export_dataset)
    assert take.values[:3] == (AIRPORT, "attempts", "xlsx")

    every = call(export_dataset, AIRPORT, "attempts", "xlsx", "all")
    assert every in [listed.action for listed in buttons(shown.screen)]
    reply, (file,) = await made(staff, admin, every)
    assert follows in text(reply.screen)
    book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True)
    assert (file.name, book.sheetnames[0]) == ("attempts.xlsx", title)
    (kept,) = await staff.read(export_log.every)
    assert (kept.made_by, kept.agency, kept.state) == (admin, AIRPORT, "out")
    assert kept.sha256 == sha256(file.content).hexdigest()
    assert (kept.named, kept.reason) == (False, None)


async def test_a_file_names_nobody(staff: Staff) -> None:
    _, (file,) = await made(staff, "top", call(export_dataset, EVERYWHERE, "people", "csv", "all"))
    rows = [*csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))]
    assert len(rows) >= ENOUGH
    assert "name_latin" not in rows[0]
    ids = await staff.read(lambda conn: set(conn.scalars(select(people.c.id))))
    keys = await staff.read(lambda conn: set(conn.scalars(select(pseudonyms.c.key))))
    assert not [key for key in ids | keys if key in {cell for row in rows for cell in row.values()}]


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_groups_under_ten_get_no_file(staff: Staff, language: str) -> None:
    """It is not sent, and does not count as having left; of sums there is one."""
    reply, files = await made(
        staff, f"far-{language}", call(export_dataset, CLINICS, "attempts", "xlsx", "all")
    )
    assert SAID[language][2] in text(reply.screen)
    assert files == []
    assert [member.state for member in await staff.read(export_log.every)] == ["failed"]

    _, files = await made(
        staff, f"far-{language}", call(export_dataset, CLINICS, "cohorts", "csv", "all")
    )
    assert [file.name for file in files] == ["cohorts.csv"]


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_oversized_export_is_made_on_the_server(
    staff: Staff, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlinkable, "MAX_ROWS", 11)
    action = call(export_dataset, AIRPORT, "decisions", "csv", "year")
    reply, files = await made(staff, f"admin-{language}", action)
    page_text = text(reply.screen)
    since = start_of("year", staff.desk.clock.now())
    assert SAID[language][3] in page_text
    assert (
        f"basira export decisions --format csv --agency {AIRPORT} --since {since:%Y-%m-%d}"
        in page_text
    )
    assert files == []


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_file_that_telegram_refuses_has_not_left(staff: Staff, language: str) -> None:
    """Whoever asked is told, with the way that does not lead through the chat."""
    reply, (_,) = await made(
        staff, f"admin-{language}", call(export_dataset, AIRPORT, "attempts", "csv", "all")
    )
    assert reply.refused is not None
    page_text = text((await reply.refused()).screen)
    assert {"en": "Telegram", "ar": "تيليجرام"}[language] in page_text
    assert f"basira export attempts --format csv --agency {AIRPORT}" in page_text
    (kept,) = await staff.read(export_log.every)
    assert (kept.state, kept.sha256 is None) == ("refused", False)


async def test_each_person_runs_one_export_at_a_time(staff: Staff) -> None:
    action = call(export_dataset, AIRPORT, "attempts", "csv", "all")
    first = await recorded_taps(staff, "admin-en", action)
    second = await staff.taps("admin-en", action)
    assert second.later is None
    assert "already" in text(second.screen)
    assert (await staff.taps("admin-ar", action)).later is not None

    assert first.later is not None
    await first.later()
    assert (await staff.taps("admin-en", action)).later is not None


async def test_admin_of_all_chooses_among_training_agencies(staff: Staff) -> None:
    shown = await staff.taps("top", call(export_agencies))
    found = [
        button.action for button in buttons(shown.screen) if leads(button.action, export_datasets)
    ]
    assert found == [call(export_datasets, EVERYWHERE), call(export_datasets, AIRPORT)]
    assert has((await staff.taps("top", call(export_datasets, AIRPORT))).screen, export_agencies)


@pytest.mark.parametrize("person", [TRAINER, MASTER, SUPERVISOR, "learner", "far-en", "admin-en"])
async def test_nobody_else_has_files_of_an_agency(staff: Staff, person: str) -> None:
    """Trainers neither: they know the people of their cohorts; nor admins those of others."""
    others = CLINICS if person == "admin-en" else AIRPORT
    gone = common_screens.gone_screen(words("en"))
    tries: list[Call] = [
        call(export_datasets, others),
        call(export_spans, others, "people", "csv"),
        call(export_dataset, others, "people", "csv", "all"),
        call(export_dataset, EVERYWHERE, "people", "csv", "all"),
    ]
    if person not in ("far-en", "admin-en"):
        tries.append(call(export_agencies))
    for action in tries:
        reply = await staff.taps(person, action)
        assert (reply.screen, reply.later) == (gone, None), action
    assert await staff.read(export_log.every) == []
