"""Word of files in the chat: who is told what, and who says that one is deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.chat.admin.exports import confirm_deleted
from bot.chat.common import common_screens
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.own_data_page import page
from bot.locale import words
from storage.db import audit_log
from storage.db.tables import releases as table
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from storage.personal_data import personal_data
from tests.helpers.accounts import tell
from tests.helpers.auditing import recorded_taps
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, text

FILE, REASON = "file-0000001", "Certificates for the files of the ministry."
LONG = "why " * 75
TOLD = {
    "en": ("A file with your name was made on", "Attempts", "Made by: Huda", "Handed to: The port"),
    "ar": ("أُعدّ ملف فيه اسمك", "المحاولات", "Huda", "سُلّم إلى"),
}
ASKED = {
    "en": ("You have a file from", "A file was made on", "Noted: the file of"),
    "ar": ("لديك ملف بتاريخ", "أُعدّ ملف بتاريخ", "تم التسجيل"),
}


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        desk.clock.passes(timedelta(hours=5).total_seconds())  # into the hours of most
        for language in ("en", "ar"):
            await found.person(f"learner-{language}", language=language, name="Amal Haddad")
            await found.person(f"top-{language}", (ADMIN, EVERYWHERE), language=language)
            await found.person(f"admin-{language}", (ADMIN, AIRPORT), language=language)
        await found.person("bystander")
        paper = Person("paper", "en", ZONE, desk.clock.now())
        await found.write(lambda conn: people.keep(conn, paper))
        yield found


async def leaves(staff: Staff, *whose: str, made_by: str | None = None, **more: object) -> None:
    """A file leaves with these names in it."""
    now = staff.desk.clock.now()
    called = None if made_by else "Huda"
    file = LoggedExport(FILE, made_by, called, now, ["attempts"], "csv", named=bool(whose), **more)  # type: ignore[arg-type]

    def prepare(conn: Connection) -> None:
        export_log.begin(conn, file)
        assert export_log.add_people(conn, FILE, whose)
        export_log.finish(conn, FILE, now, "hash", 12)

    await staff.write(prepare)


async def hears(staff: Staff) -> dict[int, list[Screen]]:
    await staff.desk.parts.export_notices.schedule()
    found: dict[int, list[Screen]] = await tell(staff)
    return found


async def is_asked_for(staff: Staff) -> None:
    now = staff.desk.clock.now()
    await staff.write(
        lambda conn: conn.execute(table.update().where(table.c.id == FILE).values(asked_at=now))
    )


async def test_named_person_is_notified_once_in_their_language(staff: Staff) -> None:
    """Not in the first line, and nobody else."""
    whose = ("learner-ar", "learner-en", "paper")
    await leaves(staff, *whose, reason=REASON, handed_to="The port")

    found = await hears(staff)
    assert found.keys() == {staff.account(f"learner-{lang}") for lang in ("en", "ar")}
    for language, parts in TOLD.items():
        (screen,) = found[staff.account(f"learner-{language}")]
        page_text = text(screen)
        assert all(part in page_text for part in (*parts, REASON)), page_text
        assert "/mydata" in page_text
        assert REASON not in screen.lines[0].text
    staff.desk.clock.passes(timedelta(days=2).total_seconds())
    assert await hears(staff) == {}


async def test_word_of_several_files_fits_into_a_message(staff: Staff) -> None:
    for number in range(5):
        now = staff.desk.clock.now()
        file = LoggedExport(
            f"file-000001{number}", None, "H" * 80, now, ["people", "attempts", "decisions"],
            "csv", named=True, reason=LONG, handed_to="W" * 120,
        )  # fmt: skip

        def save(conn: Connection, file: LoggedExport = file) -> None:
            export_log.begin(conn, file)
            assert export_log.add_people(conn, file.id, ("learner-ar", "learner-en"))
            export_log.finish(conn, file.id, file.made_at, "hash", 12)

        await staff.write(save)
    for screens_told in (await hears(staff)).values():
        assert len(screens_told) == 1
        assert len(text(screens_told[0])) < 4096


async def test_failed_export_notifies_nobody(staff: Staff) -> None:
    await leaves(staff, "learner-en", reason=REASON)
    await staff.desk.parts.export_notices.schedule()
    await staff.write(lambda conn: export_log.end(conn, FILE, export_log.FAILED))
    assert await tell(staff) == {}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_export_is_listed_in_personal_data(staff: Staff, language: str) -> None:
    whom = f"learner-{language}"
    await leaves(staff, whom, reason=REASON)
    rows = await staff.read(lambda conn: personal_data.everything(conn, whom))

    shown = page(words(language), rows, {})
    assert words(language).say("Files with your name") in shown
    assert REASON in shown
    other = await staff.read(lambda conn: personal_data.everything(conn, "bystander"))
    assert (other["releases"], other["released"]) == ([], [])


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_exporter_is_asked_to_delete_the_file_and_confirms(
    staff: Staff, language: str
) -> None:
    maker, (asked, _, noted) = f"admin-{language}", ASKED[language]
    await leaves(staff, made_by=maker, agency=AIRPORT)
    assert await hears(staff) == {}
    await is_asked_for(staff)

    found = await hears(staff)
    assert found.keys() == {staff.account(maker)}
    (screen,) = found[staff.account(maker)]
    assert asked in text(screen)
    assert "learner" not in text(screen)
    reply = await recorded_taps(staff, maker, button(screen, confirm_deleted))
    assert noted in text(reply.screen)
    (kept,) = await staff.read(export_log.every)
    assert kept.deleted_at == staff.desk.clock.now()
    staff.desk.clock.passes(timedelta(days=2).total_seconds())
    assert await hears(staff) == {}


@pytest.mark.parametrize("maker", [None, "gone"])
async def test_admins_of_all_agencies_are_asked_about_server_exports(
    staff: Staff, maker: str | None
) -> None:
    """Made on the command line, or by somebody who can no longer be reached."""
    await leaves(staff, made_by=maker)
    await is_asked_for(staff)

    found = await hears(staff)
    assert found.keys() == {staff.account(f"top-{lang}") for lang in ("en", "ar")}
    for language in ("en", "ar"):
        (screen,) = found[staff.account(f"top-{language}")]
        assert ASKED[language][1] in text(screen)
    reply = await recorded_taps(staff, "top-en", call(confirm_deleted, FILE))
    assert ASKED["en"][2] in text(reply.screen)


async def test_nobody_else_says_that_it_is_deleted(staff: Staff) -> None:
    """Nor does anybody before it is asked for; whoever made it also without a role."""
    gone = common_screens.gone_screen(words("en"))
    await leaves(staff, made_by="admin-en", agency=AIRPORT)
    assert (await staff.taps("admin-en", call(confirm_deleted, FILE))).screen == gone
    await is_asked_for(staff)
    for person in ("learner-en", "bystander"):
        assert (await staff.taps(person, call(confirm_deleted, FILE))).screen == gone
        assert (await staff.taps(person, call(confirm_deleted, "nothing-0000"))).screen == gone
    arabic = await staff.taps("admin-ar", call(confirm_deleted, FILE))
    assert arabic.screen == common_screens.gone_screen(words("ar"))
    assert await staff.read(lambda conn: list(audit_log.entries(conn))) == []

    now = staff.desk.clock.now()
    (role,) = await staff.read(lambda conn: roles.of(conn, "admin-en"))
    await staff.write(lambda conn: roles.end(conn, role.id, now))
    assert "Noted" in text((await staff.taps("admin-en", call(confirm_deleted, FILE))).screen)
