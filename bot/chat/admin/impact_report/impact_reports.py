"""Impact reports in the chat, for admins of their agencies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from bot.app.access.checks import training_agencies, training_agency_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.admin.impact_report import impact_report_screens
from bot.chat.admin.impact_report.actions import SendReport, ShowReport, ShowReports
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.export.assessment_forms import forms_in
from bot.export.impact_report import report_pdf
from bot.export.impact_report.report_period import Period, period
from bot.locale import words
from storage.db.database import Database
from storage.db.months import moved
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SPANS = (3, 12)  # months


class ImpactReports:
    """Offers impact reports and sends them."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._lock = asyncio.Lock()  # a report reads much: one at a time

    def counter(self) -> Counter:
        """The routes of impact reports."""
        return Counter(taps={ShowReports: self.all, ShowReport: self.one, SendReport: self.send})

    async def all(self, visitor: Visitor, person: Person, _action: ShowReports) -> Reply:
        """Offer agencies; with a single one, offer its periods at once."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str]]:
            found = training_agencies(conn, person, Right.SEE_REPORT)
            if not found:
                raise NotFound
            return [(one, agency_name(conn, speak, one)) for one in found]

        found = await self._database.read(unit)
        if len(found) == 1:
            return await self.one(visitor, person, ShowReport(found[0][0]))
        return Reply(impact_report_screens.choosing_screen(speak, found), place=Place.SAME)

    async def one(self, _visitor: Visitor, person: Person, action: ShowReport) -> Reply:
        """Offer the periods."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[str, bool]:
            every = training_agency_for(conn, person, Right.SEE_REPORT, action.agency)
            return agency_name(conn, speak, action.agency), len(every) > 1

        name, several = await self._database.read(unit)
        periods = [self._period(months) for months in SPANS]
        screen = impact_report_screens.report_screen(
            speak, action.agency, name, periods, several=several
        )
        return Reply(screen, place=Place.SAME)

    async def send(self, _visitor: Visitor, person: Person, action: SendReport) -> Reply:
        """Send the report as a file."""
        speak, now = words(person.language), self._clock.now()
        if action.months not in SPANS:
            raise NotFound
        months = self._period(action.months)

        def unit(conn: Connection) -> str:
            training_agency_for(conn, person, Right.SEE_REPORT, action.agency)
            return agency_name(conn, speak, action.agency)

        name = await self._database.read(unit)
        agency = None if action.agency == EVERYWHERE else action.agency

        async def then() -> Sequence[File]:
            async with self._lock:
                found = await report_pdf.read_report(
                    self._database, partial(forms_in, self._library), months, agency, now
                )
                content = await report_pdf.pdf(found, now)
            return (File(f"report-{months.first}-{months.last}.pdf", content),)

        return Reply(impact_report_screens.sent_screen(speak, name, months), then=then)

    def _period(self, months: int) -> Period:
        """The last months that are over."""
        last = period(None, None, self._clock.now()).last
        return Period(moved(last, 1 - months), last)
