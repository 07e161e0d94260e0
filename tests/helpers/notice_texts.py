"""The texts of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.kit.notices import NoticeContext, NoticeText
from bot.locale import words
from bot.wiring import Services
from storage.people import people


async def notice_text(
    parts: Services, kind: str, person_id: str, facts: Mapping[str, Any]
) -> NoticeText | None:
    """The present text of a notice in the person's language."""

    def write(conn: Any) -> NoticeText | None:
        person = people.get(conn, person_id)
        assert person is not None
        speak = words(person.language)
        ctx = NoticeContext(parts.app, conn, person, speak, parts.clock.now())
        return parts.texts[kind](ctx, facts)

    return await parts.database.write(write)
