"""Roles: given by invitation, seen, and taken back. The service of `/admin`."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.access.checks import ensure
from bot.app.access.rights import ADMIN, ROLES, TRAINEE, Right, is_last_admin, may, may_give, where
from bot.app.errors import NotFound
from bot.app.onboarding.account_reach import may_erase, reaches
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock
from bot.chat.admin.roles import role_screens
from bot.chat.admin.roles.role_screens import Held
from bot.chat.author.scenarios.actions import ShowScenarios
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.chat.labels import agency_name, person_name
from bot.chat.learner.evaluation.actions import ShowTotals
from bot.chat.trainer.cohorts.actions import (
    ChooseAgency,
    GiveRole,
    ShowCohorts,
    ShowProgrammes,
    ShowRole,
    ShowRoles,
    TakeRole,
)
from bot.chat.trainer.live_session.actions import ShowObserving
from bot.chat.trainer.progress_tracking.actions import ShowTeams
from bot.chat.trainer.trainer_pathway.actions import ShowCascade, ShowOwnWay
from bot.locale import Words, words
from bot.outbox import role_notices
from storage.agencies import agencies
from storage.cohorts import invitations
from storage.cohorts.invitations import Invitation
from storage.db.database import Database
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role

GOOD_FOR = timedelta(days=7)


class Taken(Enum):
    """What came of taking a role back."""

    TAKEN = auto()
    LAST_ADMIN = auto()  # nobody could give roles any more
    GONE = auto()  # it was not held


class Roles:
    """What an admin does."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database = database
        self._links = links
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.everybody(person)

        async def again(_visitor: Visitor, person: Person, action: ShowRoles) -> Reply:
            return await self.everybody(person, Place.SAME, action.page)

        return Counter(
            taps={
                ShowRoles: again,
                ChooseAgency: self.choose,
                GiveRole: self.give,
                ShowRole: self.role,
                TakeRole: self.take,
            },
            commands={"admin": command},
        )

    async def held(self, person: Person) -> list[Role]:
        """The roles that someone has now."""
        return await self._database.read(lambda conn: roles.of(conn, person.id))

    async def doors(self, person: Person) -> tuple[Button, ...]:
        """The buttons that lead to what someone's roles open."""
        speak, own = words(person.language), await self.held(person)
        found = []
        if where(own, Right.CREATE_COHORT):
            found.append(Button(speak.say("Your cohorts"), ShowCohorts()))
        if where(own, Right.SEE_GUIDES):
            found.append(Button(speak.say("Programmes"), ShowProgrammes()))
        if where(own, Right.OBSERVE):
            found.append(Button(speak.say("Sessions to look on at"), ShowObserving()))
        if where(own, Right.SEE_TRAINERS):
            found.append(Button(speak.say("Trainers"), ShowCascade(0)))
        elif any(one.role == TRAINEE for one in own):
            found.append(Button(speak.say("Your way to becoming a trainer"), ShowOwnWay()))
        if where(own, Right.SEE_TEAM):
            found.append(Button(speak.say("Team"), ShowTeams(0)))
        if where(own, Right.WRITE_SCENARIO) or where(own, Right.APPROVE_SCENARIO):
            found.append(Button(speak.say("Your scenarios"), ShowScenarios()))
        if where(own, Right.SEE_TOTALS):
            found.append(Button(speak.say("Monthly totals"), ShowTotals()))
        if where(own, Right.SEE_ROLES):
            found.append(Button(speak.say("Roles and invitations"), ShowRoles()))
        return tuple(found)

    async def everybody(self, person: Person, place: Place = Place.NEW, page: int = 0) -> Reply:
        """Who has which role, where this person may know, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[list[Held], list[str]]:
            own = roles.of(conn, person.id)
            if not where(own, Right.SEE_ROLES):
                raise NotFound
            seen = [one for one in roles.all_active(conn) if may(own, Right.SEE_ROLES, one.agency)]
            given = [one for one in ROLES if _could_give(conn, own, one)]
            return _held(conn, speak, seen), given

        found, given = await self._database.read(unit)
        screen = role_screens.roles_screen(speak, found, given, page, everywhere=ADMIN in given)
        return Reply(screen, place=place)

    async def choose(self, _visitor: Visitor, person: Person, action: ChooseAgency) -> Reply:
        """At which agency someone is to have a role."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str]]:
            found = _could_give(conn, roles.of(conn, person.id), action.role)
            if not found:
                raise NotFound
            return [(one, agency_name(conn, speak, one)) for one in found]

        found = await self._database.read(unit)
        screen = role_screens.agencies_screen(speak, action.role, found)
        return Reply(screen, place=Place.SAME)

    async def give(self, _visitor: Visitor, person: Person, action: GiveRole) -> Reply:
        """Make an invitation that gives a role to whoever opens it first."""
        speak, now, token = words(person.language), self._clock.now(), invitations.new_token()
        until = now + GOOD_FOR

        def unit(conn: Connection) -> str:
            if action.agency not in _could_give(conn, roles.of(conn, person.id), action.role):
                raise NotFound
            ensure(conn, person, Right.GIVE_ROLE, action.agency)
            made = Invitation(
                invitations.digest(token),
                "role",
                now,
                role=action.role,
                agency=action.agency,
                uses=1,
                created_by=person.id,
                expires_at=until,
            )
            invitations.create(conn, made)
            return agency_name(conn, speak, action.agency)

        agency = await self._database.write(unit)
        link = self._links.to(token)
        return Reply(
            role_screens.invitation_screen(speak, action.role, agency, link, until, person.timezone)
        )

    async def role(self, _visitor: Visitor, person: Person, action: ShowRole) -> Reply:
        """A role that someone has."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Held, bool, bool]:
            role = roles.get(conn, action.role)
            if role is None or role.ended_at is not None:
                raise NotFound
            ensure(conn, person, Right.SEE_ROLES, role.agency)
            lost = reaches(conn, person.id, role.person)  # for oneself there are settings
            erases = may_erase(conn, person.id, role.person)
            return _held(conn, speak, [role])[0], lost, erases

        found, lost, erases = await self._database.read(unit)
        screen = role_screens.role_screen(speak, found, person.timezone, lost=lost, erases=erases)
        return Reply(screen, place=Place.SAME)

    async def take(self, _visitor: Visitor, person: Person, action: TakeRole) -> Reply:
        """Take a role back."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Taken, bool]:
            role = roles.get(conn, action.role)
            if role is None:
                raise NotFound
            ensure(conn, person, Right.TAKE_ROLE, role.agency)
            taken = take_back(conn, role, now, by=person.id)
            return taken, bool(where(roles.of(conn, person.id), Right.SEE_ROLES))

        taken, sees = await self._database.write(unit)
        if taken is Taken.LAST_ADMIN:
            return Reply(role_screens.last_admin_screen(speak), place=Place.SAME)
        if not sees:  # it was their own
            return Reply(role_screens.taken_screen(speak), place=Place.SAME)
        shown = await self.everybody(person, Place.SAME)
        return Reply(shown.screen, speak.say("The role was taken back."), Place.SAME)


def take_back(conn: Connection, role: Role, now: datetime, by: str | None = None) -> Taken:
    """Take a role back, unless nobody could give roles afterwards; whose it was is told.

    Args:
        conn: A writing unit's connection.
        role: Which.
        now: The moment.
        by: Who does it; None for whoever runs this Basira.
    """
    if role.role == ADMIN and is_last_admin(role, admins_here(conn)):
        return Taken.LAST_ADMIN
    if not roles.end(conn, role.id, now):
        return Taken.GONE
    if role.person != by:
        role_notices.promise(conn, role, now)
    return Taken.TAKEN


def _could_give(conn: Connection, held: list[Role], role: str) -> list[str]:
    """At which agencies someone may give out a role; none that is closed."""
    every = [*(one.id for one in agencies.offered(conn)), EVERYWHERE]
    return [one for one in every if may_give(held, role, one)]


def admins_here(conn: Connection) -> list[Role]:
    """Every admin's role whose holder can use it, kept from other writers until the unit ends."""
    return roles.with_account(conn, roles.get_for_update(conn, ADMIN))


def _held(conn: Connection, speak: Words, found: list[Role]) -> list[Held]:
    called = names.of_all(conn, {one.person for one in found})
    return [
        Held(
            one,
            person_name(speak, called.get(one.person, {})),
            agency_name(conn, speak, one.agency),
        )
        for one in found
    ]
