"""Sharing a scenario of one's own with own cohorts, which needs nobody's leave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right, may
from bot.app.authoring.authoring_rights import edition_for, own_for
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.author.scenarios import scenario_sharing_screens
from bot.chat.author.scenarios.actions import ChooseReach, ShareWith, ShowShares
from bot.chat.author.scenarios.own_scenarios import Owning
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.pages import PAGE
from bot.chat.kit.request import Place, Reply, Visitor
from bot.locale import words
from storage.authoring import own_scenarios, scenario_shares
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person


class Sharing:
    """Shares scenarios with cohorts."""

    def __init__(self, database: Database, library: Library, owning: Owning, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._owning = owning
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={ShowShares: self.shares, ShareWith: self.share, ChooseReach: self.choose_reach}
        )

    async def shares(
        self, _visitor: Visitor, person: Person, action: ShowShares | ShareWith
    ) -> Reply:
        """With whom it is shared."""
        own = await self._owning.own(person, action.scenario)

        def unit(conn: Connection) -> list[tuple[Cohort, bool]]:
            own_for(conn, person, action.scenario)
            shared, mine = scenario_shares.cohorts_of(conn, action.scenario), _cohorts(conn, person)
            known = {one.id for one in mine}
            others = (cohorts.get(conn, one) for one in shared if one not in known)
            return [
                *((one, one.id in shared) for one in mine),
                *((one, True) for one in others if one is not None),
            ]

        choices = await self._database.read(unit)
        screen = scenario_sharing_screens.shares_screen(
            words(person.language), own, choices, page=_page(action, choices)
        )
        return Reply(screen, place=Place.SAME)

    async def share(self, visitor: Visitor, person: Person, action: ShareWith) -> Reply:
        """Share it with a cohort, or no more. With the first its newest edition goes into use.

        Whoever looks after it may end its sharing with any cohort, whoever trains that. A test form
        is shared with nobody.
        """
        now = self._clock.now()
        if action.on and (await self._owning.own(person, action.scenario)).is_test:
            return await self.shares(visitor, person, action)

        def unit(conn: Connection) -> None:
            own_scenarios.get_for_update(conn, action.scenario)
            own = own_for(conn, person, action.scenario)
            if not action.on:
                scenario_shares.stop(conn, own.scenario, action.cohort)
                return
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            if own.edition is None:
                own_scenarios.put_in_use(
                    conn, own_scenarios.of_scenario(conn, own.scenario)[0], "cohorts"
                )
            scenario_shares.share(conn, own.scenario, cohort.id, now)

        await self._database.write(unit)
        await self._library.refresh()
        return await self.shares(visitor, person, action)

    async def choose_reach(self, _visitor: Visitor, person: Person, action: ChooseReach) -> Reply:
        """How far an edition is to go."""
        own = await self._owning.own(person, action.scenario)
        await self._database.read(
            lambda conn: edition_for(conn, person, action.scenario, action.number)
        )
        screen = scenario_sharing_screens.reach_screen(words(person.language), own, action.number)
        return Reply(screen, place=Place.SAME)


def _page(action: ShowShares | ShareWith, choices: Sequence[tuple[Cohort, bool]]) -> int:
    """Which page to show: after a tap on a cohort, the one that it stands on."""
    if isinstance(action, ShowShares):
        return action.page
    places = (n for n, (one, _) in enumerate(choices) if one.id == action.cohort)
    return next(places, 0) // PAGE


def _cohorts(conn: Connection, person: Person) -> list[Cohort]:
    """Those that someone trains and may give work to."""
    held = roles.of(conn, person.id)
    trained = cohorts.of_trainer(conn, person.id)
    return [one for one in trained if may(held, Right.ASSIGN, one.agency, own=True)]
