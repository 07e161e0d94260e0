"""Answers to requests that no handler answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.app.agencies import contact_lookup
from bot.app.agencies.contact_lookup import ContactText
from bot.application import App
from bot.chat.common import common_screens
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Screen, screen
from bot.chat.playing.play import running_attempts
from bot.lines import note, text
from bot.locale import Words
from bot.phrases.contact_sentences import for_a_real_person

QUIET = timedelta(minutes=1)
"""Between two answers to messages of one kind, such as the pictures of an album."""


class Fallback:
    """Answers to unknown requests and unexpected messages.

    Such messages are neither read nor stored.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._answered: dict[tuple[int, int, str], datetime] = {}
        """When each chat was answered in the last minute, oldest first; in memory alone."""

    def is_answered(self, visitor: Visitor, kind: str) -> bool:
        """Whether a kind of message was answered in this chat within a minute.

        If not, it counts as answered now.
        """
        key = (*visitor.account, kind)
        now = self._app.clock.now()
        for other, answered_at in list(self._answered.items()):
            if now - answered_at < QUIET:
                break
            del self._answered[other]
        if key in self._answered:
            return True
        self._answered[key] = now
        return False

    async def gone(self, ctx: AsyncContext) -> Screen:
        """A button whose object is no longer there."""
        return common_screens.gone_screen(ctx.words)

    async def unknown_command(self, ctx: AsyncContext) -> Screen:
        running = await running_attempts(ctx.app, ctx.person)
        return common_screens.unknown_command_screen(ctx.words, running[0].id if running else None)

    async def unasked(self, ctx: AsyncContext) -> Screen:
        """A message that answers no question: where a real case belongs, and the way back."""
        person = ctx.person
        contacts = await ctx.read(
            lambda inside: contact_lookup.contacts(
                inside.conn, person.agency, person.language, ctx.now
            )
        )
        running = await running_attempts(ctx.app, person)
        return _unasked_screen(ctx.words, contacts, running[0].id if running else None)


def _unasked_screen(
    speak: Words, contacts: Mapping[str, ContactText], running: str | None
) -> Screen:
    say = speak.say
    return screen(
        text(
            say(
                "Thank you. I read only buttons, commands and the letters of answers. "
                "What you sent is not kept."
            )
        ),
        text(for_a_real_person(speak, contacts)),
        note(say("To delete it here: touch and hold it, then Delete, for both sides.")),
        button(say("Today"), "today_below")
        if running is None
        else main(button(say("Back to the case"), "resume_attempt", running)),
        button(say("For a real case"), "real_case"),
    )
