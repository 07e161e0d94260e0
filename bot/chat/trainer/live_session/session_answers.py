"""Whose answers from paper can be entered: of those without an account who were there."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right, may
from bot.app.library import Library
from bot.app.live_session.session_rights import led_by
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.live_session import session_answer_screens
from bot.chat.trainer.live_session.actions import ShowAnswers
from bot.chat.trainer.live_session.session_answer_screens import OnPaper
from bot.locale import words
from storage.assignments import paper_answers
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import attendance
from storage.live_session.live_sessions import Session
from storage.people import roles
from storage.people.people import Person


class Answers:
    """Shows who was there and has no account. Their answers are entered like any from paper."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowAnswers: self.show})

    async def show(self, _visitor: Visitor, person: Person, action: ShowAnswers) -> Reply:
        """Who they are, and whose answers are entered already, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Session, Cohort, list[OnPaper]]:
            session, cohort = led_by(conn, person, action.session)
            cohort_for(conn, person, Right.ASSIGN, cohort.id)
            there = without_account(conn, session)
            entered = paper_answers.in_classes(conn, [one.person for one in there if one.person])
            names = called(conn, speak, cohort.id)
            found = [
                OnPaper(one.id, names[one.id], (one.person, session.id) in entered) for one in there
            ]
            return session, cohort, found

        session, cohort, found = await self._database.read(unit)
        title = title_in(self._library, speak, session.scenario)
        screen = session_answer_screens.answers_screen(
            speak, session, cohort, title, found, action.page
        )
        return Reply(screen, place=Place.SAME)


def without_account(conn: Connection, session: Session) -> list[roster.Place]:
    """Those on the cohort's list who were there and have no account."""
    there = {one.person or one.place for one in attendance.of_session(conn, session.id)}
    waiting = roster.waiting(conn, session.cohort)
    return [one for one in waiting if (one.person or one.id) in there]


def are_to_enter(conn: Connection, person: Person, session: Session, cohort: Cohort) -> bool:
    """Whether there is somebody whose answers this person may enter."""
    own = cohorts.trains(conn, cohort.id, person.id)
    allowed = may(roles.of(conn, person.id), Right.ASSIGN, cohort.agency, own=own)
    return allowed and bool(without_account(conn, session))
