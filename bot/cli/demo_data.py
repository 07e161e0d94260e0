"""Invented local contacts of the demo, and invitations to try its roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

PEOPLE = ((1001, "Daniel", "en"), (1002, "مريم", "ar"), (1003, "نور", "ar"))
"""Invented people: id, name, language of their phone."""

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
    """Enter and confirm the contacts for all agencies.

    Returns:
        For each role that can be tried, what to write to the bot.
    """
    from datetime import timedelta

    from sqlalchemy import Connection

    from bot.app.ports import SystemClock
    from bot.cli.database import open_database
    from bot.cli.role_invitations import invite
    from storage.agencies import local_contacts
    from storage.people.roles import EVERYWHERE

    now, year = SystemClock().now(), timedelta(days=365)

    def unit(conn: Connection) -> dict[str, str]:
        for name, texts in TEXTS.items():
            fact = local_contacts.add(conn, local_contacts.EVERYWHERE, name, texts, "invented", now)
            local_contacts.confirm(conn, fact, BY, now, now + year)
        roles = {"trainer": AGENCY, "admin": EVERYWHERE}
        return {
            role: f"/start {invite(conn, role, agency, now, year, uses=None)}"
            for role, agency in roles.items()
        }

    async with open_database(chosen) as database:
        return await database.write(unit)
