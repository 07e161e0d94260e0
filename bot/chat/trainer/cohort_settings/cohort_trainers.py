"""Several who train one cohort: all have the same rights in it, and one is always left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import cohort_for
from bot.app.access.rights import RIGHTS, Right, may
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.chat.labels import person_name
from bot.chat.trainer.cohort_settings import cohort_trainer_screens
from bot.chat.trainer.cohort_settings.actions import (
    AddTrainer,
    AskAddTrainer,
    AskRemoveTrainer,
    ChooseTrainer,
    RemoveTrainer,
    ShowTrainers,
)
from bot.chat.trainer.cohort_settings.cohort_trainer_screens import Named
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words, words
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SHARED = "cohort-shared"
_TRAINS = frozenset(role for role, acts in RIGHTS.items() if Right.SEE_COHORT in acts)


class Trainers:
    """Lets colleagues train a cohort together."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowTrainers: self.show,
                ChooseTrainer: self.choose,
                AskAddTrainer: self.ask_add,
                AddTrainer: self.add,
                AskRemoveTrainer: self.ask,
                RemoveTrainer: self.remove,
            }
        )

    async def show(self, _visitor: Visitor, person: Person, action: ShowTrainers) -> Reply:
        """Who trains a cohort."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Named]]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            return cohort, _named(conn, speak, co_trainers.of_cohort(conn, cohort.id))

        cohort, found = await self._database.read(unit)
        screen = cohort_trainer_screens.trainers_screen(
            speak, cohort, found, person.id, action.page
        )
        return Reply(screen, place=Place.SAME)

    async def choose(self, _visitor: Visitor, person: Person, action: ChooseTrainer) -> Reply:
        """Which colleagues could train it too."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Named]]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            found = _named(conn, speak, co_trainers.could(conn, cohort, _TRAINS, EVERYWHERE))
            return cohort, sorted(found, key=lambda one: one.name.casefold())

        cohort, found = await self._database.read(unit)
        screen = cohort_trainer_screens.choose_screen(speak, cohort, found, action.page)
        return Reply(screen, place=Place.SAME)

    async def ask_add(self, _visitor: Visitor, person: Person, action: AskAddTrainer) -> Reply:
        """Whether a colleague is really to train it too."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Named]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            if action.person not in co_trainers.could(conn, cohort, _TRAINS, EVERYWHERE):
                raise NotFound
            return cohort, _named(conn, speak, [action.person])[0]

        cohort, one = await self._database.read(unit)
        return Reply(cohort_trainer_screens.ask_add_screen(speak, cohort, one), place=Place.SAME)

    async def add(self, visitor: Visitor, person: Person, action: AddTrainer) -> Reply:
        """Let a colleague train it too; they are told."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            if not may(roles.of(conn, action.person), Right.SEE_COHORT, cohort.agency, own=True):
                raise NotFound  # also for who is not there at all
            if co_trainers.add(conn, cohort.id, action.person, now):
                what = {"what": SHARED, "cohort": cohort.id}
                key = f"{SHARED}:{cohort.id}:{action.person}:{int(now.timestamp())}"
                notices.promise(conn, action.person, key, now, what)

        await self._database.write(unit)
        return await self.show(visitor, person, ShowTrainers(action.cohort))

    async def ask(self, _visitor: Visitor, person: Person, action: AskRemoveTrainer) -> Reply:
        """Whether someone is really to train it no more."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Named, bool]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            training = co_trainers.of_cohort(conn, cohort.id)
            if action.person not in training:
                raise NotFound
            last = _training(conn, cohort) == [action.person]
            return cohort, _named(conn, speak, [action.person])[0], last

        cohort, one, last = await self._database.read(unit)
        screen = cohort_trainer_screens.ask_screen(speak, cohort, one, person.id, last=last)
        return Reply(screen, place=Place.SAME)

    async def remove(self, visitor: Visitor, person: Person, action: RemoveTrainer) -> Reply:
        """Let someone train it no more; they may leave it themselves."""
        speak = words(person.language)

        def unit(conn: Connection) -> Cohort:
            cohorts.lock(conn, action.cohort)  # so that two cannot remove each other at once
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            if _training(conn, cohort) != [action.person]:
                co_trainers.remove(conn, cohort.id, action.person)
            return cohort

        cohort = await self._database.write(unit)
        if action.person == person.id and not await self._trains(person, cohort):
            return Reply(cohort_trainer_screens.left_screen(speak, cohort), place=Place.SAME)
        return await self.show(visitor, person, ShowTrainers(action.cohort))

    async def _trains(self, person: Person, cohort: Cohort) -> bool:
        return await self._database.read(lambda conn: cohorts.trains(conn, cohort.id, person.id))


def tell(conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]) -> News | None:
    """The teller of what a colleague shared; nothing is said of what is theirs no more."""
    cohort = cohorts.get(conn, what["cohort"])
    if cohort is None or cohort.archived_at is not None:
        return None
    own = cohorts.trains(conn, cohort.id, person.id)
    if not may(roles.of(conn, person.id), Right.SEE_COHORT, cohort.agency, own=own):
        return None
    said = speak.say("The cohort “{cohort}” is shared with you.", cohort=cohort.name)
    return News(said, Button(cohort.name, ShowCohort(cohort.id), main=True))


def _training(conn: Connection, cohort: Cohort) -> list[str]:
    """Who really trains it: to a trainee it is only lent."""
    return [
        one
        for one in co_trainers.of_cohort(conn, cohort.id)
        if may(roles.of(conn, one), Right.KEEP_COHORT, cohort.agency, own=True)
    ]


def _named(conn: Connection, speak: Words, found: list[str]) -> list[Named]:
    called = names.of_all(conn, found)
    return [Named(one, person_name(speak, called.get(one, {}))) for one in found]
