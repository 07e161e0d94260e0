"""Tables that a trainer takes away: what they hold, who is told, and when they may not leave."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.app.access.rights import TRAINER
from bot.app.cohorts import table_files
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.live_session import join_session
from bot.chat.trainer.live_session.attendance import attendance_file, attendance_page
from bot.chat.trainer.progress.cohort_progress import cohort_progress, progress_file
from bot.locale import words
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from tests.helpers import live_session
from tests.helpers.accounts import tell
from tests.helpers.following import COHORT, gates, given, joins, tried
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff, button, has, text

PEOPLE = {"sara": "Sara Ahmed", "yusuf": "=1+1 Hasan", "lina": "Lina Omar"}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with gates(database_url) as found:
        for person, name in PEOPLE.items():
            await joins(found, person, name)
        yield found


async def rows_of(reply: Reply) -> list[list[str]]:
    assert reply.then is not None
    (file,) = await reply.then()
    assert file.name.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


async def logged(staff: Staff) -> list[LoggedExport]:
    found: list[LoggedExport] = await staff.read(export_log.every)
    return found


async def test_progress_is_a_table_of_people_and_assignments(staff: Staff) -> None:
    """What the screen shows and no more; it is logged, and each person in it is told once."""
    assignment = await given(staff)
    await tried(staff, "sara", assignment, passed=True)
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    reply = await staff.taps("trainer", button(shown.screen, progress_file))

    head, *rows = await rows_of(reply)
    assert head[0] == "Name"
    assert {row[0]: row[2] for row in rows} == {
        "Sara Ahmed": "1",
        "=1+1 Hasan": "0",
        "Lina Omar": "0",
    }
    (entry,) = await logged(staff)
    assert (entry.sets, entry.cohort, entry.rows) == ([table_files.PROGRESS], COHORT, 3)
    assert entry.state == export_log.OUT

    await staff.desk.parts.export_notices.schedule()
    messages = await tell(staff)
    assert messages.keys() == {staff.account(person) for person in PEOPLE}
    page_text = text(messages[staff.account("sara")][0])
    assert "Progress of a cohort. Made by: a trainer of your cohort." in page_text
    await staff.desk.parts.export_notices.schedule()
    assert await tell(staff) == {}


async def test_a_certificate_of_a_given_programme_has_a_column(staff: Staff) -> None:
    now = staff.desk.clock.now()
    await given(staff, programme="airports", series="series-00001")
    certificate = Certificate(
        "certificate1", "lina", "airports", 0, AIRPORT, certificates.new_code(), now,
        now.replace(year=now.year + 1), [],
    )  # fmt: skip
    other = Certificate(
        "certificate2", "lina", "health", 0, AIRPORT, certificates.new_code(), now,
        now.replace(year=now.year + 1), [],
    )  # fmt: skip

    def issue(conn: Connection) -> None:
        certificates.issue(conn, certificate)
        certificates.issue(conn, other)

    await staff.write(issue)
    head, *rows = await rows_of(await staff.taps("trainer", call(progress_file, COHORT, 0)))
    assert [name for name in head if name.startswith("Certificate")] == [head[-1]]
    assert [row[0] for row in rows if row[-1]] == ["Lina Omar"]


async def test_strangers_and_empty_cohorts_get_no_file(staff: Staff) -> None:
    gone = common_screens.gone_screen(words("en"))
    await staff.person("stranger", (TRAINER, AIRPORT))
    assert (await staff.taps("trainer", call(progress_file, COHORT, 0))).screen == gone
    await given(staff)
    assert (await staff.taps("stranger", call(progress_file, COHORT, 0))).screen == gone
    assert await logged(staff) == []


async def test_attendance_lists_people_and_their_way_of_taking_part(database_url: str) -> None:
    async with front_desk(database_url) as desk:
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT))
        for person in ("sara", "yusuf"):
            await staff.person(person)
        await live_session.a_class(staff, "sara", "yusuf")
        session = await live_session.opened(staff)
        empty = await staff.taps("trainer", call(attendance_page, session.id, 0))
        assert not has(empty.screen, attendance_file)
        await staff.taps("sara", call(join_session, session.id))
        shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
        head, *rows = await rows_of(
            await staff.taps("trainer", button(shown.screen, attendance_file))
        )
        assert head[:2] == ["Name", "Attendance"]
        assert sorted(row[1] for row in rows) == ["absent", "by phone"]
        (entry,) = await logged(staff)
        assert entry.sets == [table_files.ATTENDANCE]
