"""Who is there: those who came by phone, and those whom the trainer notes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, may
from bot.app.live_session.session_rights import led_by
from bot.app.ports import Clock, Dice
from bot.app.preferences.person_hours import hours_of_all
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name
from bot.chat.learner.live_session.class_entry import CLASS_BEGAN
from bot.chat.trainer.live_session import attendance_screens
from bot.chat.trainer.live_session.actions import SetAttending, ShowAttendance, TakeOut, TellMembers
from bot.chat.trainer.live_session.attendance_screens import Someone
from bot.chat.trainer.live_session.session_answers import are_to_enter
from bot.chat.trainer.live_session.session_control import Leading, nothing
from bot.locale import Words, words
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import Attendee as There
from storage.live_session.live_sessions import Session
from storage.people import roles
from storage.people.people import Person

STILL_NEW = timedelta(hours=2)  # after that nobody is told any more that a class has begun


@dataclass(frozen=True, slots=True)
class _Known:
    """Who may be noted, by id with their names."""

    people: dict[str, str]
    places: dict[str, str]  # lines of the list that nobody has taken
    guests: frozenset[str]  # who of both is there and not in the cohort, or not any more


class Attendance:
    """Shows and notes who is there."""

    def __init__(self, database: Database, leading: Leading, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._leading = leading
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowAttendance: self.show,
                SetAttending: self.set,
                TakeOut: self.take_out,
                TellMembers: self.tell_members,
            }
        )

    async def show(self, visitor: Visitor, person: Person, action: ShowAttendance) -> Reply:
        """Who is there and who is not, a page at a time."""
        session = await self._leading.within(visitor, person, action.session, nothing, stays=False)
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[list[Someone], bool]:
            _, cohort = led_by(conn, person, session.id)
            on_paper = are_to_enter(conn, person, session, cohort)
            return _everybody(conn, speak, session, numbers=_trains(conn, person, cohort)), on_paper

        found, on_paper = await self._database.read(unit)
        screen = attendance_screens.attendance_screen(
            speak, session, found, action.page, on_paper=on_paper
        )
        return Reply(screen, place=Place.SAME)

    async def set(self, visitor: Visitor, person: Person, action: SetAttending) -> Reply:
        """Note that somebody of the cohort is there, or that somebody is not.

        A phone is not put out by the way: whether it really is to be is asked.
        """
        speak, now, new_id = words(person.language), self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> str | None:
            session, cohort = led_by(conn, person, action.session, hold=True)
            votes.end_idle(conn, session.id, now)  # noting somebody must not open it again
            known = _known(conn, speak, session, numbers=_trains(conn, person, cohort))
            place = action.who if action.who in known.places else None
            someone = action.who if action.who in known.people else None
            if action.there and (someone or place):
                attendance.attend(conn, There(new_id, session.id, now, "hand", someone, place))
            elif someone and attendance.is_by_phone(conn, session.id, someone):
                return known.people[someone]
            elif someone or place:
                attendance.mark_absent(conn, session.id, person=someone or "", place=place or "")
            _recount(conn, session.id)
            return None

        name = await self._database.write(unit)
        if name is not None:
            screen = attendance_screens.take_out_screen(speak, action, name)
            return Reply(screen, place=Place.SAME)
        return await self.show(visitor, person, ShowAttendance(action.session, action.page))

    async def take_out(self, visitor: Visitor, person: Person, action: TakeOut) -> Reply:
        """Somebody whose phone came in is not there."""

        def unit(conn: Connection) -> None:
            session, _ = led_by(conn, person, action.session, hold=True)
            attendance.mark_absent(conn, session.id, person=action.who)
            _recount(conn, session.id)

        await self._database.write(unit)
        return await self.show(visitor, person, ShowAttendance(action.session, action.page))

    async def tell_members(self, _visitor: Visitor, person: Person, action: TellMembers) -> Reply:
        """Promise those who are not there to tell them, within their hours and the daily cap.

        How many can be told now is said; the others find the class in `/today`.
        """
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Session, int, int]:
            session, cohort = led_by(conn, person, action.session, hold=True)
            session = live_sessions.current(conn, session, now)
            absent = _absent(conn, session, cohort) if session.state == "running" else []
            at = notices.turn(conn, now, first=True)  # they could still come
            for place, one in enumerate(absent):
                notices.promise(
                    conn,
                    one.id,
                    f"{session.id}:{one.id}",
                    at,
                    {"what": CLASS_BEGAN, "session": session.id},
                    about=session.id,
                    not_after=now + STILL_NEW,
                    place=place,
                )
            hours = hours_of_all(conn, absent)
            told = sum(notices.earliest(one, hours[one.id], now) <= now for one in absent)
            return session, told, len(absent) - told

        session, told, later = await self._database.write(unit)
        screen = attendance_screens.told_screen(words(person.language), session, told, later)
        return Reply(screen, place=Place.SAME)


def _absent(conn: Connection, session: Session, cohort: Cohort) -> list[Person]:
    """Members who are not there and have a phone."""
    known = {one.person for one in attendance.of_session(conn, session.id)}
    known |= {one.person for one in roster.waiting(conn, cohort.id)}  # who have no phone
    return [one for one in cohorts.members(conn, cohort.id) if one.id not in known]


def _trains(conn: Connection, person: Person, cohort: Cohort) -> bool:
    """Whether someone trains it: to a trainee it is only lent."""
    own = cohorts.trains(conn, cohort.id, person.id)
    return may(roles.of(conn, person.id), Right.SEE_COHORT, cohort.agency, own=own)


def _recount(conn: Connection, session_id: str) -> None:
    """Of what is over, it is kept how many were there."""
    session = live_sessions.get(conn, session_id)
    if session is not None and session.state == "ended":
        there, _ = attendance.count_present(conn, session_id)
        live_sessions.change(conn, session_id, attended=there)


def _known(conn: Connection, speak: Words, session: Session, *, numbers: bool) -> _Known:
    there = attendance.of_session(conn, session.id)
    members = [one.id for one in cohorts.members(conn, session.cohort)]
    listed = [one for one in roster.of_cohort(conn, session.cohort) if one.person is None]
    guests = [one.person for one in there if one.person and one.person not in members]
    own = {one.id for one in listed}
    others = [one.place for one in there if one.place and one.place not in own]
    lines = (*listed, *filter(None, (roster.get(conn, one) for one in others)))
    names = called(conn, speak, session.cohort, guests, numbers=numbers)
    return _Known(
        {one: names[one] for one in (*members, *guests)},
        {one.id: names.get(one.id) or person_name(speak, one.names) for one in lines},
        frozenset((*guests, *others)),
    )


def _everybody(conn: Connection, speak: Words, session: Session, *, numbers: bool) -> list[Someone]:
    known = _known(conn, speak, session, numbers=numbers)
    how = {one.person or one.place: one.how for one in attendance.of_session(conn, session.id)}
    found = [
        Someone(who, name, how.get(who), guest=who in known.guests)
        for who, name in (known.people | known.places).items()
    ]
    return sorted(found, key=lambda one: one.guest)
