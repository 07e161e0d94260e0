"""Scenarios of one's own, seen and looked after. The service of `/scenarios`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.app.access.rights import MASTER, Right, where
from bot.app.authoring.authoring_rights import compared_with, edition_for, may_decide, own_for
from bot.app.errors import LostEdition, NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.author.scenarios import own_scenario_screens
from bot.chat.author.scenarios.actions import (
    AskEdition,
    ShowEdition,
    ShowEditions,
    ShowOwn,
    ShowScenarios,
    UseEdition,
)
from bot.chat.author.scenarios.edition_changes import changes_file
from bot.chat.author.scenarios.own_scenario_screens import Changing, Own
from bot.chat.author.scenarios.uploaded_files import FILE
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.pages import page_of
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.chat.learner.cards.case_titles import title_of
from bot.locale import Words, words
from scenarios.edition_diff import difference
from storage.authoring import approvals, own_scenarios, scenario_shares
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario, Reach
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import people, roles
from storage.people.people import Person

_FAR: Sequence[Reach] = ("cohorts", "agency", "everyone")


class Owning:
    """What someone does with scenarios that they look after."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.all(person)

        async def again(_visitor: Visitor, person: Person, action: ShowScenarios) -> Reply:
            return await self.all(person, Place.SAME, action.page)

        async def one(_visitor: Visitor, person: Person, action: ShowOwn) -> Reply:
            return await self.one(person, action.scenario, Place.SAME)

        return Counter(
            taps={
                ShowScenarios: again,
                ShowOwn: one,
                AskEdition: self.ask,
                ShowEditions: self.editions,
                ShowEdition: self.edition,
                UseEdition: self.use,
            },
            commands={"scenarios": command},
        )

    async def all(self, person: Person, place: Place = Place.NEW, page: int = 0) -> Reply:
        """What someone looks after, and how to send a file; from now on one is awaited."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[list[Own], bool, int | None]:
            held = roles.of(conn, person.id)
            writes = bool(where(held, Right.WRITE_SCENARIO))
            decides = bool(where(held, Right.APPROVE_SCENARIO))
            mastered = [one.agency for one in held if one.role == MASTER]
            found = {one.scenario: one for one in own_scenarios.of_owner(conn, person.id)}
            for agency in mastered:
                found |= {one.scenario: one for one in own_scenarios.of_agency(conn, agency)}
            own = [_own(conn, speak, one) for one in found.values() if _may(conn, person, one)]
            if not (writes or decides or own):
                raise NotFound
            if writes:
                people.change(conn, person.id, awaits=FILE)
            return own, writes, _waiting(conn, person) if decides else None

        own, writes, waiting = await self._database.write(unit)
        paged = page_of(speak, own, page, ShowScenarios)
        shown = [await self.titled(speak, one) for one in paged.shown]
        screen = own_scenario_screens.scenarios_screen(
            speak, shown, paged.turns, writes=writes, waiting=waiting
        )
        return Reply(screen, place=place)

    async def one(self, person: Person, scenario: str, place: Place = Place.NEW) -> Reply:
        """One of them."""
        speak = words(person.language)
        found = await self.own(person, scenario)
        return Reply(own_scenario_screens.own_screen(speak, found), place=place)

    async def own(self, person: Person, scenario: str) -> Own:
        """A scenario that someone looks after, with all that is told of it.

        Raises:
            NotFound: They do not.
        """
        speak = words(person.language)
        found = await self._database.read(
            lambda conn: _own(conn, speak, own_for(conn, person, scenario))
        )
        return await self.titled(speak, found)

    async def titled(self, speak: Words, own: Own) -> Own:
        """It by the title of the edition in use, or of the newest; by its id where that is lost."""
        try:
            scenario = await self._library.load((own.used or own.newest).edition)
        except LostEdition:
            return own
        return replace(
            own,
            title=title_of(speak, scenario),
            languages=tuple(scenario.scripts),
            is_test=scenario.use == "test",
        )

    async def ask(self, _visitor: Visitor, person: Person, action: AskEdition) -> Reply:
        """Await a file with a new edition."""
        found = await self.own(person, action.scenario)

        def unit(conn: Connection) -> None:
            own_for(conn, person, action.scenario)
            people.change(conn, person.id, awaits=f"{FILE}:{action.scenario}")

        await self._database.write(unit)
        screen = own_scenario_screens.ask_edition_screen(words(person.language), found)
        return Reply(screen, place=Place.SAME)

    async def editions(self, _visitor: Visitor, person: Person, action: ShowEditions) -> Reply:
        """All its editions."""
        found = await self.own(person, action.scenario)
        screen = own_scenario_screens.editions_screen(
            words(person.language), found, person.timezone, action.page
        )
        return Reply(screen, place=Place.SAME)

    async def edition(self, _visitor: Visitor, person: Person, action: ShowEdition) -> Reply:
        """An edition beside the one in use, and what using it would mean."""
        speak = words(person.language)
        own = await self.own(person, action.scenario)
        changing = await self._changing(person, own, action.number)

        async def then() -> Sequence[File]:
            return changes_file(speak, changing.changed) if changing.changed else ()

        screen = own_scenario_screens.edition_screen(speak, own, changing)
        return Reply(screen, place=Place.SAME, then=then)

    async def use(self, visitor: Visitor, person: Person, action: UseEdition) -> Reply:
        """Put an edition in use; what was seen before is what was agreed to."""

        def unit(conn: Connection) -> bool:
            own_scenarios.get_for_update(conn, action.scenario)
            own, edition = edition_for(conn, person, action.scenario, action.number)
            if own.edition is None or not _is_allowed(own, edition):
                return False
            own_scenarios.put_in_use(conn, edition, own.reach, corrects=action.corrects)
            return True

        used = await self._database.write(unit)
        await self._library.refresh()
        if not used:
            return await self.edition(visitor, person, ShowEdition(action.scenario, action.number))
        speak = words(person.language)
        shown = await self.one(person, action.scenario, Place.SAME)
        return replace(shown, toast=speak.say("Edition {n} is in use now.", n=action.number))

    async def _changing(self, person: Person, own: Own, number: int) -> Changing:
        """What using an edition would mean."""

        def unit(conn: Connection) -> tuple[NumberedEdition, dict[str, int]]:
            _, edition = edition_for(conn, person, own.case.scenario, number)
            return edition, own_scenarios.under_way(conn, own.case.scenario)

        edition, under_way = await self._database.read(unit)
        numbers = {one.edition: one.number for one in own.editions}
        stay = sorted((numbers[one], n) for one, n in under_way.items() if one != edition.edition)
        before = compared_with(own.editions, own.case.edition, edition)
        changed = None
        if before is not None:
            old = await self._library.load(before.edition)
            new = await self._library.load(edition.edition)
            changed = await asyncio.to_thread(difference, old, new)
        allowed = _is_allowed(own.case, edition)
        return Changing(edition, before, changed, stay, allowed)


def _is_allowed(own: OwnScenario, edition: NumberedEdition) -> bool:
    """Whether an edition may take the place of the one in use without an admin's approval."""
    approved = edition.approved or "cohorts"
    return _FAR.index(approved) >= _FAR.index(own.reach)


def _may(conn: Connection, person: Person, one: OwnScenario) -> bool:
    try:
        own_for(conn, person, one.scenario)
    except NotFound:
        return False
    return True


def _own(conn: Connection, speak: Words, one: OwnScenario) -> Own:
    shared = (
        cohorts.get(conn, cohort) for cohort in scenario_shares.cohorts_of(conn, one.scenario)
    )
    return Own(
        one,
        one.scenario,
        agency_name(conn, speak, one.agency),
        own_scenarios.of_scenario(conn, one.scenario),
        [cohort.name for cohort in shared if cohort is not None],
        approvals.latest(conn, one.scenario),
        sum(own_scenarios.under_way(conn, one.scenario).values()),
        opened=own_scenarios.was_used(conn, one.scenario),
    )


def _waiting(conn: Connection, person: Person) -> int:
    """How many wait for someone's approval."""
    held = roles.of(conn, person.id)
    found = ((one, own_scenarios.get(conn, one.scenario)) for one in approvals.waiting(conn))
    return sum(own is not None and may_decide(held, one, own) for one, own in found)
