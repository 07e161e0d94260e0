"""How the program fares: told in plain words to admins of all agencies, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER
from bot.app.agencies.contact_records import ContactEntry, ContactState
from bot.app.agencies.go_live_checklist import GoLiveStatus
from bot.app.operations.dead_letters import TRIES
from bot.app.operations.doctor import DiskSpace
from bot.app.operations.vitals import Vitals
from bot.app.operations.wait_times import BOUNDS, WaitHistogram
from bot.app.personal_data.retention import RetentionDoubt
from bot.chat.common import common_screens
from bot.locale import words
from bot.phrases.health_phrases import findings
from storage.agencies import local_contacts
from storage.agencies.agencies import Agency
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.intake import telegram_updates
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.people import people
from storage.people.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, ZONE, Staff, text

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def standing(state: ContactState) -> GoLiveStatus:
    """An agency whose line is so far confirmed."""
    agency = Agency(AIRPORT, "BH", {"en": "The Airport", "ar": "المطار"}, NOW)
    return GoLiveStatus(agency, ContactEntry("agency-line", state, None, None), ())


WELL = Vitals(
    at=NOW,
    version="1.0",
    schema="0020",
    known="0020",
    taking=True,
    waiting=3,
    under_way=2,
    oldest=timedelta(seconds=0.02),
    writing=1,
    spared=5,
    unreadable=0,
    waits=WaitHistogram((7, 2, *[0] * (len(BOUNDS) - 1)), 0.04),
    lately=WaitHistogram((7, 2, *[0] * (len(BOUNDS) - 1)), 0.04),
    due=0,
    late=timedelta(),
    set_aside=0,
    backup=NOW - timedelta(hours=9),
    backup_begun=NOW - timedelta(hours=9, minutes=1),
    kept=NOW - timedelta(hours=10),
    gone=12,
    room=None,
    scenarios=45,
    broken=0,
    complete=True,
)


def slow(many: int, *, of: int) -> WaitHistogram:
    """So many taps of all that waited for more than two and a half seconds."""
    counts = [0] * (len(BOUNDS) + 1)
    counts[0], counts[BOUNDS.index(2.5) + 1] = of - many, many
    return WaitHistogram(tuple(counts), 4.0 * many)


async def backed_up(url: str, at: datetime) -> None:
    """As the command notes it: when it begins, and when it has succeeded."""
    database = Database.open(url)
    try:
        for about in ((), ("backup", "succeeded")):
            use = RightUse("operator", EVERYWHERE, "operate", *about)
            with audit_context.active(AuditContext("db backup", at, use=use)):
                await database.write(audit_context.record_unchanged)
    finally:
        await database.close()


async def test_health_shows_late_failed_and_stored_work(database_url: str) -> None:
    """On both databases, from rows as the program writes them."""
    async with front_desk(database_url) as desk:
        staff = Staff(desk)
        await staff.person("admin", (ADMIN, EVERYWHERE))
        before = text((await staff.says("admin", "/health")).screen)
        assert "No job is late. Due now: 0." in before
        assert "Every update of the last 7 days was handled." in before
        assert "No backup is recorded." in before
        now = desk.clock.now()

        def trouble(conn: Connection) -> None:
            for key, minutes in (("a", 200), ("b", 1), ("c", -1)):
                at = now - timedelta(minutes=minutes)
                jobs.schedule(conn, ScheduledJob("admin", "test", key, at))
            for _ in range(TRIES):
                telegram_updates.record_failure(conn, 1, 7, "message", "ValueError", now)
            for _ in range(TRIES):  # long ago
                telegram_updates.record_failure(
                    conn, 1, 6, "message", "ValueError", now - timedelta(days=8)
                )
            telegram_updates.record_failure(
                conn, 1, 8, "message", "ValueError", now
            )  # is tried again

        await staff.write(trouble)
        await backed_up(database_url, now)
        desk.parts.gauges.queued_messages = lambda: 1_234
        page_text = text((await staff.says("admin", "/health")).screen)
        assert "2 jobs are late, the oldest by 3 hours." in page_text
        assert "Messages or taps that failed in the last 7 days: 1." in page_text
        assert "The last backup was made on 25 November 2026." in page_text
        assert "Messages waiting to be sent: 1,234." in page_text
        assert page_text.index("are late") < page_text.index("In order") < page_text.index("backup")


async def test_health_is_sent_to_admins_of_all_agencies_only(sqlite_url: str) -> None:
    """To others there is no such command, and help does not name it."""
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        await staff.person("admin", (ADMIN, EVERYWHERE))
        await staff.person("one", (ADMIN, AIRPORT))
        await staff.person("master", (MASTER, EVERYWHERE))
        await staff.person("learner")
        unknown = common_screens.unknown_command_screen(words("en"), None)
        for who in ("one", "master", "learner"):
            assert (await staff.says(who, "/health")).screen == unknown
            assert "/health" not in text((await staff.says(who, "/help")).screen)
        assert "/health" in text((await staff.says("admin", "/help")).screen)


@pytest.mark.parametrize("change", [{}, {"kept": None}])
def test_all_is_well(change: dict[str, Any]) -> None:
    """Where nothing was looked for yet, the first night has not been."""
    for language in ("en", "ar"):
        assert all(
            finding.well for finding in findings(words(language), replace(WELL, **change), ZONE)
        )


def test_health_shows_automatic_actions() -> None:
    told = [finding.says for finding in findings(words("en"), WELL, ZONE)]
    assert "Retention last ran on 25 November 2026; entries deleted: 12." in told


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "0021"},
        {"late": timedelta(minutes=11)},
        {"lately": slow(3, of=20)},
        {"set_aside": 1},
        {"backup": None},
        {"backup": NOW - timedelta(days=3)},
        {"backup_begun": NOW - timedelta(hours=7)},
        {"refused": RetentionDoubt("clock", "2026-03-05")},
        {"refused": RetentionDoubt("practice", "318 of 600")},
        {"kept": NOW - timedelta(days=3)},
        {"room": DiskSpace(Path("x"), Path("x"), writable=True, free=199)},
        {"room": DiskSpace(Path("x"), Path("x"), writable=False, free=9_000)},
        {"scenarios": 0},
        {"broken": 1},
        {"complete": False},
        {"lines": [standing(ContactState.UNCONFIRMED)]},
        {"lines": [standing(ContactState.EXPIRED)] * 200},
        {"lines": [standing(ContactState.EXPIRING)]},
    ],
)
def test_each_problem_is_reported(change: dict[str, Any]) -> None:
    """It alone, in both languages."""
    for language in ("en", "ar"):
        found = list(findings(words(language), replace(WELL, **change), ZONE))
        assert [finding.well for finding in found].count(False) == 1


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_agencies_with_people_and_no_good_line_are_named(
    database_url: str, language: str
) -> None:
    """Others are not; the same line is told as not confirmed, to expire, and expired."""
    async with front_desk(database_url) as desk:
        staff, speak = Staff(desk), words(language)
        await staff.person("admin", (ADMIN, EVERYWHERE), language=language)
        good = speak.say("Every agency with people has a confirmed line for real cases.")

        async def told() -> str:
            return text((await staff.says("admin", "/health")).screen)

        def said(sentence: str) -> str:
            names = {"en": "Bahrain Airport Company", "ar": "شركة مطار البحرين"}
            return speak.say(sentence, names=names[language], command="/admin")

        assert good in await told()
        await staff.person("learner")
        await staff.write(lambda conn: people.change(conn, "learner", agency=AIRPORT))
        assert good not in await told()
        missing = "The line for real cases is not confirmed at: {names}. Open it with {command}."
        assert said(missing) in await told()

        def confirmed(conn: Connection) -> None:
            now, texts = desk.clock.now(), {"en": "the desk", "ar": "المكتب"}
            fact = local_contacts.add(conn, AIRPORT, "agency-line", texts, "a letter", now)
            local_contacts.confirm(conn, fact, "the duty officer", now, now + timedelta(days=60))

        await staff.write(confirmed)
        assert good in await told()
        desk.clock.passes(40 * 86_400)
        soon = "The line for real cases expires within 30 days at: {names}. Open it with {command}."
        assert said(soon) in await told()
        desk.clock.passes(20 * 86_400)
        over = (
            "The line for real cases has expired or was withdrawn at: {names}. Open it "
            "with {command}."
        )
        assert said(over) in await told()
