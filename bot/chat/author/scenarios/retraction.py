"""Taking a scenario back: from those it was open to, or a draft altogether."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.app import notices
from bot.app.authoring.authoring_rights import draft_for, own_for
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.author.scenarios import retraction_screens
from bot.chat.author.scenarios.actions import (
    DeleteDraft,
    DeleteDraftNow,
    WithdrawOwn,
    WithdrawOwnNow,
)
from bot.chat.author.scenarios.own_scenarios import Owning
from bot.chat.author.scenarios.uploaded_files import FILE
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.locale import words
from storage.assignments import assignments
from storage.authoring import approvals, own_scenarios
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person


class Retracting:
    """Withdraws what was open to others, and deletes what never was."""

    def __init__(self, database: Database, library: Library, owning: Owning, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._owning = owning
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                WithdrawOwn: self.withdraw,
                WithdrawOwnNow: self.withdraw_now,
                DeleteDraft: self.delete,
                DeleteDraftNow: self.delete_now,
            }
        )

    async def withdraw(self, _visitor: Visitor, person: Person, action: WithdrawOwn) -> Reply:
        """Ask first, and say what it would mean."""
        found = await self._owning.own(person, action.scenario)
        now = self._clock.now()
        given = await self._database.read(
            lambda conn: assignments.count_open(conn, action.scenario, now)
        )
        screen = retraction_screens.withdraw_screen(words(person.language), found, given)
        return Reply(screen, place=Place.SAME)

    async def withdraw_now(
        self, _visitor: Visitor, person: Person, action: WithdrawOwnNow
    ) -> Reply:
        """Offer it to nobody any more."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            own_scenarios.get_for_update(conn, action.scenario)
            own = own_for(conn, person, action.scenario)
            if own.edition is not None:
                approvals.withdraw(conn, own.scenario, now)
                own_scenarios.withdraw(conn, own.scenario, now)

        await self._database.write(unit)
        await self._library.refresh()
        return await self._owning.one(person, action.scenario, Place.SAME)

    async def delete(self, _visitor: Visitor, person: Person, action: DeleteDraft) -> Reply:
        """Ask first."""
        await self._database.read(lambda conn: draft_for(conn, person, action.scenario))
        found = await self._owning.own(person, action.scenario)
        screen = retraction_screens.delete_screen(words(person.language), found)
        return Reply(screen, place=Place.SAME)

    async def delete_now(self, _visitor: Visitor, person: Person, action: DeleteDraftNow) -> Reply:
        """Delete it, with every look that was taken at it and what was asked about it."""

        def unit(conn: Connection) -> None:
            own_scenarios.get_for_update(conn, action.scenario)
            draft_for(conn, person, action.scenario)
            if (asked := approvals.latest(conn, action.scenario)) is not None:
                notices.take_back(conn, asked.id)
            own_scenarios.forget(conn, action.scenario)
            people.change(conn, person.id, awaits=FILE)

        await self._database.write(unit)
        shown = await self._owning.all(person, Place.SAME)
        return replace(shown, toast=words(person.language).say("The draft is deleted."))
