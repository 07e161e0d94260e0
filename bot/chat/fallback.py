"""Messages that nobody asked for: never looked at, never kept, answered kindly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.app.agencies import contact_lookup
from bot.app.agencies.contact_lookup import Told
from bot.chat.contact_sentences import for_a_real_person
from bot.chat.kit.context import App
from bot.chat.kit.request import Reply, Visitor
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Screen, note, screen, text
from bot.chat.play import running_attempts
from bot.locale import Words, words
from storage.people.people import Person

QUIET = timedelta(minutes=1)
"""Between two answers to pictures and the like."""


class Unasked:
    """Answers them with where a real case belongs."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._answered: dict[tuple[int, int], datetime] = {}
        """When each chat was answered in the last minute, oldest first; in memory alone."""

    def answered(self, visitor: Visitor) -> bool:
        """Whether this chat was answered within a minute; if not, it counts as answered now."""
        now, chat = self._app.clock.now(), (visitor.bot, visitor.telegram_id)
        for other, answered_at in list(self._answered.items()):
            if now - answered_at < QUIET:
                break
            del self._answered[other]
        if chat in self._answered:
            return True
        self._answered[chat] = now
        return False

    async def answer(self, _visitor: Visitor, person: Person, _given: object) -> Reply:
        """A kind answer, and the way back."""
        language, now = person.language, self._app.clock.now()
        contacts = await self._app.database.read(
            lambda conn: contact_lookup.contacts(conn, person.agency, language, now)
        )
        running = await running_attempts(self._app, person)
        return Reply(_screen(words(language), contacts, running[0].id if running else None))


def _screen(speak: Words, contacts: Mapping[str, Told], running: str | None) -> Screen:
    say = speak.say
    return screen(
        text(
            say(
                "Thank you. In this chat only buttons and commands are read; "
                "what you sent is not kept."
            )
        ),
        text(for_a_real_person(speak, contacts)),
        note(say("To delete it here: touch and hold it, then Delete, for both sides.")),
        button(say("Today"), "today_below")
        if running is None
        else main(button(say("Back to the case"), "resume_attempt", running)),
        button(say("For a real case"), "real_case"),
    )
