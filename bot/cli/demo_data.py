"""Invented local contacts of the demo, and invitations to try its roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.settings import Settings

PEOPLE = ((1001, "Daniel", "en"), (1002, "مريم", "ar"), (1003, "نور", "ar"))
"""Invented people: id, name, language of their phone."""

STAFF = ((1004, "Huda", "en", "trainer"), (1005, "سلمان", "ar", "admin"))
"""Invented people who have their role already, as the console needs: the same, and the role."""

BY = "Demo · عرض تجريبي"
TEXTS = {
    "agency-line": {
        "en": "the demo line, 000-000 (invented)",
        "ar": "خط العرض التجريبي 000-000 (من نسج الخيال)",
    },
    "support-line": {
        "en": "the demo support for staff, 000-001 (invented)",
        "ar": "دعم العاملين في العرض التجريبي 000-001 (من نسج الخيال)",
    },
    "protection-line": {
        "en": "the demo protection line, 000-002 (invented)",
        "ar": "خط الحماية في العرض التجريبي 000-002 (من نسج الخيال)",
    },
    "procedure": {
        "en": "tell the supervisor on duty, who calls the line (demo, invented)",
        "ar": "إبلاغ المشرف المناوب، وهو يتصل بالخط (عرض تجريبي من نسج الخيال)",
    },
}


AGENCY = "primary-health-care"  # where the demo's trainers work


async def enter(chosen: Settings) -> dict[str, str]:
    """Enter and confirm the contacts for all agencies, and register the staff.

    Returns:
        For each role that can be tried, what to write to the bot.
    """
    from datetime import timedelta

    from bot.app.ports import SystemClock
    from bot.cli.database import open_database
    from bot.cli.role_invitations import invite
    from storage.agencies import local_contacts
    from storage.people.roles import EVERYWHERE

    now, year = SystemClock().now(), timedelta(days=365)

    def fill(conn: Connection) -> dict[str, str]:
        for name, texts in TEXTS.items():
            fact = local_contacts.add(conn, local_contacts.EVERYWHERE, name, texts, "invented", now)
            local_contacts.confirm(conn, fact, BY, now, now + year)
        roles = {"trainer": AGENCY, "admin": EVERYWHERE}
        for telegram_id, name, language, role in STAFF:
            _register(conn, (telegram_id, name, language), role, roles[role], now)
        return {
            role: f"/start {invite(conn, role, agency, now, year, uses=None)}"
            for role, agency in roles.items()
        }

    async with open_database(chosen) as database:
        return await database.write(fill)


def _register(
    conn: Connection, who: tuple[int, str, str], role: str, agency: str, now: datetime
) -> None:
    """Register one of the staff, with their role and with the notice accepted."""
    from bot.app.onboarding.consent import NOTICE
    from bot.sandbox import TOKEN
    from storage.people import names, people, roles
    from storage.people.people import Account, Person
    from storage.people.roles import Role

    telegram_id, name, language = who
    person = Person(
        f"demo-{telegram_id:07}",
        language,
        "Asia/Bahrain",
        now,
        agency=AGENCY,
        notice=NOTICE,
        notice_at=now,
        enrolled_at=now,
    )
    bot = int(TOKEN.partition(":")[0])
    people.add(conn, person, Account(bot, telegram_id, person.id))
    names.put(conn, person.id, "latin" if name.isascii() else "arabic", name)
    roles.grant(conn, Role(f"role-{telegram_id:07}", person.id, role, agency, None, now))
