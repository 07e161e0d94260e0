"""The person behind a visitor, and the question that their next message answers."""

from __future__ import annotations

from dataclasses import replace

from bot.app import conversation
from bot.app.onboarding import registration
from bot.app.personal_data import inactivity_notices
from bot.application import App
from bot.chat.kit.request import Visitor
from storage.people.people import Person


async def find_person(app: App, visitor: Visitor) -> Person | None:
    """The person behind an account, if it is registered.

    Whoever was told that their data is going to be erased, and is back, keeps it.
    """
    person = await app.database.read(
        lambda conn: registration.find_person(conn, visitor.bot, visitor.telegram_id)
    )
    if person is None or person.leaving_at is None:
        return person
    person_id, now = person.id, app.clock.now()
    await app.database.write(lambda conn: inactivity_notices.cancel(conn, person_id, now))
    return replace(person, leaving_at=None, stays_at=now)


async def expect_nothing(app: App, person: Person) -> Person:
    """Stop expecting an answer from a person who did something else instead."""
    if person.awaits is None:
        return person
    await app.database.write(lambda conn: conversation.expect(conn, person.id, None))
    return replace(person, awaits=None)
