"""Somebody moved from one cohort into another of the same agency, with their place on its list."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right, may
from bot.app.assessments.late_joiners import Joining
from bot.app.errors import NotFound
from bot.app.ports import Clock, Dice
from bot.app.refreshers.prompt_schedule import look_again
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.cohort_settings import member_move_screens
from bot.chat.trainer.cohort_settings.actions import ChooseMove, ChoosePlaceMove, Move, MovePlace
from bot.chat.trainer.cohort_settings.member_move_screens import Moving
from bot.chat.trainer.cohorts.actions import ShowMember, ShowPlace
from bot.locale import words
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person


class Moves:
    """Moves people between the cohorts of a trainer."""

    def __init__(self, database: Database, joining: Joining, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._joining = joining
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseMove: self.choose,
                Move: self.move,
                ChoosePlaceMove: self.choose_for_place,
                MovePlace: self.move_place,
            }
        )

    async def choose(self, _visitor: Visitor, person: Person, action: ChooseMove) -> Reply:
        """Into which cohort."""
        speak = words(person.language)

        def unit(conn: Connection) -> Moving:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            if not cohorts.joined(conn, cohort.id, action.person):
                raise NotFound
            name = called(conn, speak, cohort.id)[action.person]
            entering = any(
                one.paper is not None
                for one in roster.of_person(conn, action.person)
                if one.cohort == cohort.id
            )
            return Moving(cohort, action.person, name, _others(conn, person, cohort), entering)

        seen = await self._database.read(unit)
        return Reply(member_move_screens.choose_screen(speak, seen, action.page), place=Place.SAME)

    async def move(self, _visitor: Visitor, person: Person, action: Move) -> Reply:
        """Move them, with their place; a second tap finds it done."""
        now, new_id, speak = self._clock.now(), self._dice.id(), words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Cohort, str]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            into = cohort_for(conn, person, Right.INVITE, action.into)
            if into.agency != cohort.agency or into.id == cohort.id:
                raise NotFound
            if cohorts.leave(conn, cohort.id, action.person, now):
                _move_places(conn, action.person, cohort, into)
                cohorts.join(conn, new_id, into.id, action.person, now)
                self._joining.joined(conn, into.id, action.person, now)
                look_again(conn, action.person, now)  # other days, other wishes
            elif not cohorts.joined(conn, into.id, action.person):
                raise NotFound
            return cohort, into, called(conn, speak, into.id)[action.person]

        before, into, name = await self._database.write(unit)
        screen = member_move_screens.moved_screen(
            speak, before, into, name, ShowMember(into.id, action.person)
        )
        return Reply(screen, place=Place.SAME)

    async def choose_for_place(
        self, _visitor: Visitor, person: Person, action: ChoosePlaceMove
    ) -> Reply:
        """Into which cohort somebody is moved who is only on a list."""
        speak = words(person.language)

        def unit(conn: Connection) -> Moving:
            place, cohort = _only_listed(conn, person, action.place)
            name = called(conn, speak, cohort.id)[place.id]
            others = _others(conn, person, cohort)
            return Moving(cohort, place, name, others, place.paper is not None)

        seen = await self._database.read(unit)
        return Reply(member_move_screens.choose_screen(speak, seen, action.page), place=Place.SAME)

    async def move_place(self, _visitor: Visitor, person: Person, action: MovePlace) -> Reply:
        """Move a place with its codes; from now on they are expected there."""
        now, speak = self._clock.now(), words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Cohort, str]:
            roster.get_for_update(conn, action.place)
            place, cohort = _only_listed(conn, person, action.place)
            into = cohort_for(conn, person, Right.INVITE, action.into)
            if into.agency != cohort.agency:
                raise NotFound
            if into.id != cohort.id:  # and not at a second tap
                roster.move(conn, place.id, into.id)
                roster.change(conn, place.id, created_at=now)
            return cohort, into, called(conn, speak, into.id)[place.id]

        before, into, name = await self._database.write(unit)
        there = ShowPlace(action.place)
        screen = member_move_screens.moved_screen(speak, before, into, name, there)
        return Reply(screen, place=Place.SAME)


def _only_listed(conn: Connection, person: Person, place_id: str) -> tuple[roster.Place, Cohort]:
    """A place on which nobody stands yet."""
    place, cohort = place_for(conn, person, Right.INVITE, place_id)
    if place.person is not None:
        raise NotFound
    return place, cohort


def _others(conn: Connection, person: Person, cohort: Cohort) -> list[Cohort]:
    """The other cohorts of the same agency into which someone may invite."""
    if not may(roles.of(conn, person.id), Right.INVITE, cohort.agency, own=True):
        return []
    mine = cohorts.of_trainer(conn, person.id)
    return [one for one in mine if one.agency == cohort.agency and one.id != cohort.id]


def _move_places(conn: Connection, moved: str, cohort: Cohort, into: Cohort) -> None:
    """Their place goes along, unless they have one there already."""
    there = any(one.cohort == into.id for one in roster.of_person(conn, moved))
    for place in roster.of_person(conn, moved):
        if place.cohort != cohort.id:
            continue
        if there:
            roster.remove(conn, place.id)
        else:
            roster.move(conn, place.id, into.id)
