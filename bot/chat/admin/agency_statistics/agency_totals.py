"""What an agency counts of its own work, month by month: seen, entered, corrected. `/totals`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, ensure
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.chat.admin.agency_statistics import agency_totals_screens
from bot.chat.admin.agency_statistics.agency_totals_screens import Counted, Page
from bot.chat.date_phrases import month_in
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.number_input import typed_number
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import agency_name, person_name
from bot.chat.learner.evaluation.actions import (
    AskFigure,
    KeepFigure,
    ShowMonth,
    ShowTotals,
    ShowYear,
)
from bot.locale import Words, words
from storage.agencies import agencies, agency_figures
from storage.agencies.agency_figures import FIGURES, MOST, FigureEntry
from storage.db.database import Database
from storage.db.months import from_to, moved
from storage.people import names, people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

FIGURE = "figure"  # what is awaited, with the agency, the month and the figure
YEARS = 5  # that can be looked at, the present one among them


class Totals:
    """Shows the numbers of an agency, and takes them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.first(person, Place.NEW)

        async def again(_visitor: Visitor, person: Person, _action: ShowTotals) -> Reply:
            return await self.first(person, Place.SAME)

        return Counter(
            taps={
                ShowTotals: again,
                ShowYear: self.year,
                ShowMonth: self.month,
                AskFigure: self.ask,
                KeepFigure: self.keep,
            },
            commands={"totals": command},
            answers={FIGURE: self.typed},
        )

    async def first(self, person: Person, place: Place) -> Reply:
        """This year of somebody's agency; of several agencies, which."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str]]:
            where = agencies_for(conn, person, Right.SEE_TOTALS)
            every = [one.id for one in agencies.every(conn)]
            own = every if EVERYWHERE in where else [one for one in every if one in where]
            return [(one, agency_name(conn, speak, one)) for one in own]

        found = await self._database.read(unit)
        if len(found) != 1:
            return Reply(agency_totals_screens.agencies_screen(speak, found), place=place)
        ((agency, _),) = found
        return await self._year(person, agency, int(self._last(person)[:4]), place)

    async def year(self, _visitor: Visitor, person: Person, action: ShowYear) -> Reply:
        """A year of an agency."""
        year = action.year or int(self._last(person)[:4])
        return await self._year(person, action.agency, year, Place.SAME)

    async def month(self, _visitor: Visitor, person: Person, action: ShowMonth) -> Reply:
        """A month of an agency."""
        return await self._month(person, action.agency, action.month, Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, action: AskFigure) -> Reply:
        """Ask for a number."""
        speak = words(person.language)

        def unit(conn: Connection) -> Page:
            page = self._page(conn, person, speak, action, Right.ENTER_TOTALS)
            awaits = f"{FIGURE}:{action.agency}:{action.month}:{action.figure}"
            people.change(conn, person.id, awaits=awaits)
            return page

        page = await self._database.write(unit)
        screen = agency_totals_screens.ask_screen(speak, page, action.month, action.figure)
        return Reply(screen, place=Place.SAME)

    async def typed(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """A number was typed: say which, and ask whether it is right."""
        speak = words(person.language)
        _, agency, month, figure = (person.awaits or "").split(":")
        asked, number = AskFigure(agency, month, figure), typed_number(typed, MOST)
        page = await self._database.read(
            lambda conn: self._page(conn, person, speak, asked, Right.ENTER_TOTALS)
        )
        if number is None:
            screen = agency_totals_screens.ask_screen(speak, page, month, figure, unclear=True)
        else:
            screen = agency_totals_screens.sure_screen(speak, page, month, figure, number)
        return Reply(screen)

    async def keep(self, _visitor: Visitor, person: Person, action: KeepFigure) -> Reply:
        """Enter a number."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> None:
            self._page(conn, person, speak, action, Right.ENTER_TOTALS)
            people.change(conn, person.id, awaits=None)
            agency_figures.enter(
                conn, action.agency, action.month, action.figure, action.number, person.id, now
            )

        await self._database.write(unit)
        return await self._month(person, action.agency, action.month, Place.SAME)

    async def _year(self, person: Person, agency: str, year: int, place: Place) -> Reply:
        speak, last = words(person.language), self._last(person)
        if not int(last[:4]) - YEARS < year <= int(last[:4]):
            raise NotFound

        def unit(conn: Connection) -> tuple[Page, dict[tuple[str, str], FigureEntry]]:
            page = self._allowed(conn, person, speak, agency, Right.SEE_TOTALS)
            found = agency_figures.newest(conn, [agency], f"{year}-01", f"{year}-12")
            return page, {(month, figure): one for (_, month, figure), one in found.items()}

        page, entries = await self._database.read(unit)
        months = from_to(f"{year}-01", min(f"{year}-12", last))
        earlier = year - 1 > int(last[:4]) - YEARS
        later = year < int(last[:4])
        screen = agency_totals_screens.year_screen(
            speak, page, year, months, entries, earlier=earlier, later=later
        )
        return Reply(screen, place=place)

    async def _month(self, person: Person, agency: str, month: str, place: Place) -> Reply:
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Page, dict[str, list[Counted]]]:
            shown = AskFigure(agency, month, FIGURES[0])
            page = self._page(conn, person, speak, shown, Right.SEE_TOTALS)
            found = {one: agency_figures.history(conn, agency, month, one) for one in FIGURES}
            return page, _counted(conn, speak, found)

        page, found = await self._database.read(unit)
        screen = agency_totals_screens.month_screen(speak, page, month, found, person.timezone)
        return Reply(screen, place=place)

    def _page(
        self,
        conn: Connection,
        person: Person,
        speak: Words,
        about: AskFigure | KeepFigure,
        act: Right,
    ) -> Page:
        """What is said of the agency, where somebody may do this with a month that is over.

        Raises:
            NotFound: They may not, or there is no such agency, month or figure.
        """
        last = self._last(person)
        first = f"{int(last[:4]) - YEARS + 1}-01"
        if not first <= about.month <= last or about.figure not in FIGURES:
            raise NotFound
        return self._allowed(conn, person, speak, about.agency, act)

    def _allowed(
        self, conn: Connection, person: Person, speak: Words, agency: str, act: Right
    ) -> Page:
        ensure(conn, person, act, agency)
        if agencies.get(conn, agency) is None:
            raise NotFound
        enters = may(roles.of(conn, person.id), Right.ENTER_TOTALS, agency)
        return Page(agency, agency_name(conn, speak, agency), enters)

    def _last(self, person: Person) -> str:
        """The last month that is over, where somebody is."""
        return last_month(person, self._clock.now())


def last_month(person: Person, now: datetime) -> str:
    """The last month that is over, by the clock of somebody's time zone."""
    return moved(month_in(person.timezone, now), -1)


def _counted(
    conn: Connection, speak: Words, found: dict[str, list[FigureEntry]]
) -> dict[str, list[Counted]]:
    """Each version with the name of who entered it, where that is known."""
    by = {one.entered_by for own in found.values() for one in own if one.entered_by}
    named = names.of_all(conn, list(by))
    return {
        figure: [
            Counted(one, person_name(speak, named.get(one.entered_by, {})))
            if one.entered_by
            else Counted(one, None)
            for one in own
        ]
        for figure, own in found.items()
    }
