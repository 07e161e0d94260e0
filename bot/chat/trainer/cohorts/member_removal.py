"""People in a cohort, one by one, and the way out of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.app.refreshers.prompt_schedule import look_again
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.learner.account.account_view import Standing, standing
from bot.chat.trainer.cohorts import member_removal_screens
from bot.chat.trainer.cohorts.actions import RemoveMember, RemoveNow, ShowMember
from bot.chat.trainer.invitations import roster_place_screens
from bot.chat.trainer.invitations.open_links import links_out
from bot.locale import Words, words
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class _Seen:
    """Someone in a cohort."""

    cohort: Cohort
    name: str
    come: bool  # and not only answers from paper
    standing: Standing  # of their place
    links: bool  # whether one is out that lets anyone in

    @property
    def place(self) -> roster.Place | None:
        """On its list."""
        return self.standing.place


class Removing:
    """Shows people who are in a cohort, and lets them out of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={ShowMember: self.member, RemoveMember: self.ask, RemoveNow: self.remove}
        )

    async def member(self, _visitor: Visitor, person: Person, action: ShowMember) -> Reply:
        """Someone in a cohort, or whoever answers on paper so far, as their place on its list."""
        speak = words(person.language)
        seen = await self._seen(speak, person, action)
        if seen.place is not None and not seen.come:
            screen = roster_place_screens.place_screen(
                speak, seen.place, seen.cohort, seen.name, seen.standing, come=False
            )
            return Reply(screen, place=Place.SAME)
        screen = member_removal_screens.member_screen(
            speak, seen.cohort, action.person, seen.name, seen.standing
        )
        return Reply(screen, place=Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, action: RemoveMember) -> Reply:
        """Whether someone is really to be let out."""
        speak = words(person.language)
        seen = await self._seen(speak, person, action)
        if not seen.come:  # who is taken off the list instead, with what was entered for them
            raise NotFound
        screen = member_removal_screens.ask_screen(
            speak, seen.cohort, action.person, seen.name, seen.place, links=seen.links
        )
        return Reply(screen, place=Place.SAME)

    async def remove(self, _visitor: Visitor, person: Person, action: RemoveNow) -> Reply:
        """Let someone out. Their place goes with them, or is kept for somebody else."""
        now = self._clock.now()

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            if not people.has_joined(conn, action.person):
                raise NotFound
            if cohorts.leave(conn, cohort.id, action.person, now):  # and not at a second tap
                look_again(conn, action.person, now)  # its days are not theirs any more
                place = _place(conn, cohort, action.person)
                if place is not None and action.keep_place:
                    invitations.revoke_codes(conn, place.id, now)
                    roster.free(conn, place.id)
                elif place is not None:
                    roster.remove(conn, place.id)
            return cohort

        cohort = await self._database.write(unit)
        screen = member_removal_screens.removed_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)

    async def _seen(self, speak: Words, person: Person, action: ShowMember | RemoveMember) -> _Seen:
        now = self._clock.now()

        def unit(conn: Connection) -> _Seen:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            if not cohorts.joined(conn, cohort.id, action.person):
                raise NotFound
            come = people.has_joined(conn, action.person)
            name = called(conn, speak, cohort.id)[action.person]
            links = bool(links_out(conn, cohort.id, now))
            place = _place(conn, cohort, action.person)
            stands = standing(conn, person.id, action.person, place, now, cohort.timezone)
            return _Seen(cohort, name, come, stands, links)

        return await self._database.read(unit)


def _place(conn: Connection, cohort: Cohort, person: str) -> roster.Place | None:
    taken = (one for one in roster.of_cohort(conn, cohort.id) if one.person == person)
    return next(taken, None)
