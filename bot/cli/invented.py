"""The lines of the demo: invented, and saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

BY = "Demo, invented"
TEXTS = {
    "agency-line": {
        "en": "Demo line 000-000 (invented)",
        "ar": "خط العرض التجريبي 000-000 (من نسج الخيال)",
    },
    "support-line": {
        "en": "Demo support for staff 000-001 (invented)",
        "ar": "دعم العاملين في العرض التجريبي 000-001 (من نسج الخيال)",
    },
    "protection-line": {
        "en": "Demo protection line 000-002 (invented)",
        "ar": "خط الحماية في العرض التجريبي 000-002 (من نسج الخيال)",
    },
    "procedure": {
        "en": "Demo: tell the supervisor on duty, who calls the line (invented)",
        "ar": "العرض التجريبي: إبلاغ المشرف المناوب، وهو يتصل بالخط (من نسج الخيال)",
    },
}


async def keep(chosen: Settings) -> None:
    """Enter and confirm them, in all agencies."""
    from datetime import timedelta

    from sqlalchemy import Connection

    from bot.cli.units import opened
    from bot.services.ports import SystemClock
    from storage import facts

    now = SystemClock().now()

    def unit(conn: Connection) -> None:
        for name, texts in TEXTS.items():
            fact = facts.add(conn, facts.EVERYWHERE, name, texts, "invented", now)
            facts.confirm(conn, fact, BY, now, now + timedelta(days=365))

    async with opened(chosen) as database:
        await database.write(unit)
