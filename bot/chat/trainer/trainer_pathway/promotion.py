"""Trainees named, a class lent to them, trainers and master trainers made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, cohort_for, ensure
from bot.app.access.rights import MASTER, TRAINEE, TRAINER, Right, may
from bot.app.certificates import pathway_notices
from bot.app.certificates.trainer_programme import programme
from bot.app.errors import NotFound
from bot.app.ports import Clock, Dice
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.trainer_pathway.actions import (
    AskEndTrainee,
    AskMakeMaster,
    ChooseClass,
    ChooseTrainee,
    EndTrainee,
    LetLead,
    MakeMaster,
    MakeTrainer,
    NameTrainee,
)
from bot.chat.trainer.trainer_pathway.pathway_screens import CascadeScreens, Seen
from bot.chat.trainer.trainer_pathway.pathway_view import Cascade, seen_by
from bot.chat.trainer.trainer_pathway.trainer_pathway import Cascading
from bot.locale import words
from storage.certificates import trainer_pathway
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import Role


class Raising:
    """What master trainers and admins do."""

    def __init__(self, database: Database, shown: Cascading, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseTrainee: self.choose,
                NameTrainee: self.name,
                ChooseClass: self.choose_class,
                LetLead: self.let_lead,
                AskEndTrainee: self.ask_end,
                EndTrainee: self.end,
                MakeTrainer: self.make_trainer,
                AskMakeMaster: self.ask_master,
                MakeMaster: self.make_master,
            }
        )

    async def choose(self, _visitor: Visitor, person: Person, action: ChooseTrainee) -> Reply:
        """Which member of one's own cohorts is to be a trainee."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str, str]]:
            agencies_for(conn, person, Right.MAKE_TRAINER)
            found = _could(conn, person)
            names = {at: called(conn, speak, at) for at in {at for at, _ in found}}
            return [(at, one, names[at][one]) for at, one in found]

        found = await self._database.read(unit)
        return Reply(self._screens(person).choose(found, action.page), place=Place.SAME)

    async def name(self, _visitor: Visitor, person: Person, action: NameTrainee) -> Reply:
        """Let a member be a trainee; they are told."""
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> None:
            if (action.cohort, action.person) not in _could(conn, person):
                raise NotFound
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            ensure(conn, person, Right.MAKE_TRAINER, cohort.agency)
            role = Role(new_id, action.person, TRAINEE, cohort.agency, person.id, now)
            if roles.grant(conn, role):
                pathway_notices.promise(conn, role, now)

        await self._database.write(unit)
        return await self._shown.one(person, action.person)

    async def choose_class(self, _visitor: Visitor, person: Person, action: ChooseClass) -> Reply:
        """With which of one's own cohorts a trainee may lead a case."""

        def unit(conn: Connection) -> tuple[Seen, list[Cohort]]:
            seen = self._trainee(conn, person, action.person)
            own = cohorts.of_trainer(conn, person.id)
            return seen, [one for one in own if _can_lend(conn, person, seen, one)]

        seen, found = await self._database.read(unit)
        return Reply(self._screens(person).classes(seen, found, action.page), place=Place.SAME)

    async def let_lead(self, _visitor: Visitor, person: Person, action: LetLead) -> Reply:
        """Lend a class to a trainee."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            seen = self._trainee(conn, person, action.person)
            if not _can_lend(conn, person, seen, cohort):
                raise NotFound
            co_trainers.add(conn, cohort.id, action.person, now)

        await self._database.write(unit)
        return await self._shown.one(person, action.person)

    async def ask_end(self, _visitor: Visitor, person: Person, action: AskEndTrainee) -> Reply:
        """Whether someone is really to be no trainee any more."""
        seen = await self._database.read(lambda conn: self._trainee(conn, person, action.person))
        return Reply(self._screens(person).ask_end(seen), place=Place.SAME)

    async def end(self, _visitor: Visitor, person: Person, action: EndTrainee) -> Reply:
        """Let someone be no trainee any more; what was lent to them goes back."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            _end(conn, self._trainee(conn, person, action.person), now)

        await self._database.write(unit)
        return await self._shown.everybody(person, 0, Place.SAME)

    async def make_trainer(self, _visitor: Visitor, person: Person, action: MakeTrainer) -> Reply:
        """Make a trainee a trainer, if all of it is there; what was lent to them goes back."""
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> None:
            seen = self._trainee(conn, person, action.person)
            if not seen.trainer.is_ready(now):
                raise NotFound
            _end(conn, seen, now)
            made = Role(new_id, action.person, TRAINER, seen.trainer.agency, person.id, now)
            if roles.grant(conn, made):
                pathway_notices.promise(conn, made, now)

        await self._database.write(unit)
        return await self._shown.one(person, action.person)

    async def ask_master(self, _visitor: Visitor, person: Person, action: AskMakeMaster) -> Reply:
        """Whether a trainer is really to be a master trainer."""
        seen = await self._database.read(lambda conn: self._masterly(conn, person, action.person))
        return Reply(self._screens(person).ask_master(seen), place=Place.SAME)

    async def make_master(self, _visitor: Visitor, person: Person, action: MakeMaster) -> Reply:
        """Make a trainer a master trainer, if enough of it is there."""
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> None:
            seen = self._masterly(conn, person, action.person)
            made = Role(new_id, action.person, MASTER, seen.trainer.agency, person.id, now)
            if roles.grant(conn, made):
                pathway_notices.promise(conn, made, now)

        await self._database.write(unit)
        return await self._shown.one(person, action.person)

    def _trainee(self, conn: Connection, person: Person, whom: str) -> Seen:
        seen = self._cascade(conn, person).one(whom)
        if seen.trainer.rank != TRAINEE:
            raise NotFound
        ensure(conn, person, Right.MAKE_TRAINER, seen.trainer.agency)
        return seen

    def _masterly(self, conn: Connection, person: Person, whom: str) -> Seen:
        seen = self._cascade(conn, person).one(whom)
        ensure(conn, person, Right.MAKE_MASTER, seen.trainer.agency)
        if whom == person.id or not seen.trainer.is_masterly(self._clock.now()):
            raise NotFound
        return seen

    def _cascade(self, conn: Connection, person: Person) -> Cascade:
        return seen_by(conn, words(person.language), person)

    def _screens(self, person: Person) -> CascadeScreens:
        return CascadeScreens(words(person.language), person.timezone, self._clock.now())


def _could(conn: Connection, person: Person) -> list[tuple[str, str]]:
    """Whom someone may name: cohort and person, who is nothing in the cascade there yet."""
    held = roles.of(conn, person.id)
    found = []
    for at, one in trainer_pathway.given_to_members(conn, person.id, programme()):
        cohort = cohorts.get(conn, at)
        if cohort is None or cohort.archived_at is not None or one == person.id:
            continue
        if not may(held, Right.MAKE_TRAINER, cohort.agency):
            continue
        if not may(roles.of(conn, one), Right.LEAD_ROOM, cohort.agency, own=True):
            found.append((at, one))
    return found


def _can_lend(conn: Connection, person: Person, seen: Seen, cohort: Cohort) -> bool:
    whose = seen.trainer
    return (
        cohort.agency == whose.agency
        and cohorts.trains(conn, cohort.id, person.id)
        and not cohorts.trains(conn, cohort.id, whose.person)
    )


def _end(conn: Connection, seen: Seen, now: datetime) -> None:
    """End someone's being a trainee, and what was lent to them for it."""
    whose = seen.trainer
    for role in roles.of(conn, whose.person):
        if role.role == TRAINEE and role.agency == whose.agency:
            roles.end(conn, role.id, now)
    for cohort in cohorts.of_trainer(conn, whose.person):
        if cohort.agency == whose.agency:
            co_trainers.remove(conn, cohort.id, whose.person)
