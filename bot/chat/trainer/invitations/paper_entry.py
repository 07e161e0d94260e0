"""Answers from paper: entered by a trainer for those on the list who have no account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import place_for
from bot.app.access.rights import Right
from bot.app.assessments import sealed_results
from bot.app.assessments.late_joiners import Joining
from bot.app.assignments import paper_transcript, paper_work
from bot.app.assignments.paper_transcript import Transcript, Unfit
from bot.app.assignments.paper_work import Work
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import steps
from bot.app.playing.attempt_start import began
from bot.app.playing.steps import Moved
from bot.app.ports import Clock, Dice
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.invitations import paper_entry_screens
from bot.chat.trainer.invitations.actions import (
    BeginPaper,
    ChoosePaper,
    DonePaper,
    EnterPaper,
    LeavePaper,
    MarkPaper,
    TakePaper,
    UndoPaper,
)
from bot.chat.trainer.invitations.paper_entry_screens import Sheet
from bot.chat.trainer.invitations.typed_answers import Typed, typed
from bot.locale import Words, words
from scenarios.model import Scenario
from storage.assignments import assignments, paper_answers
from storage.cohorts import roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.playing.attempts import Attempt

PAPER = "paper"  # what a trainer is awaited to say, with the place after a colon


class Paper:
    """Enters what somebody answered on paper, decision by decision, and lets it count at the end.

    Until then nothing is an attempt, and every answer can be taken back.
    """

    def __init__(
        self, database: Database, library: Library, joining: Joining, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._joining = joining
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChoosePaper: self.choose,
                BeginPaper: self.begin,
                TakePaper: self.take,
                MarkPaper: self.mark,
                DonePaper: self.done,
                UndoPaper: self.undo,
                EnterPaper: self.enter,
                LeavePaper: self.leave,
            },
            answers={PAPER: self.typed},
        )

    async def choose(self, _visitor: Visitor, person: Person, action: ChoosePaper) -> Reply:
        """For which assignment, or in which class."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[roster.Place, str, Cohort, list[tuple[Work, str]]]:
            place, cohort = _place(conn, person, action.place)
            found = self._open(conn, person, place, cohort)
            name = called(conn, speak, cohort.id)[place.id]
            return place, name, cohort, [(one, self._title(speak, one)) for one in found]

        screen = paper_entry_screens.choose_screen(speak, *await self._database.read(unit))
        return Reply(screen, place=Place.SAME)

    async def begin(self, _visitor: Visitor, person: Person, action: BeginPaper) -> Reply:
        """Begin, or go on where the same work is being entered."""
        speak = words(person.language)

        def unit(conn: Connection) -> Sheet:
            place, cohort = _place(conn, person, action.place, hold=True)
            work = self._work(conn, person, place, cohort, action.work)
            known = paper_transcript.of(place.paper)
            if known is None or known.work != work.id:
                edition = paper_work.edition_of(self._library, conn, work)
                if edition is None:
                    raise NotFound
                known = Transcript(work.id, edition)
                roster.change(conn, place.id, paper=paper_transcript.kept(known))
            return self._sheet(conn, speak, place, cohort, work, known)

        return await self._shown(person, unit)

    async def take(self, _visitor: Visitor, person: Person, action: TakePaper) -> Reply:
        """One more answer."""
        return await self._changed(
            person,
            action,
            lambda scenario, known: paper_transcript.taken(scenario, known, action.option),
        )

    async def mark(self, _visitor: Visitor, person: Person, action: MarkPaper) -> Reply:
        """Something more or less that is ticked or put in order."""
        return await self._changed(
            person,
            action,
            lambda scenario, known: paper_transcript.marked(
                scenario, known, action.option, on=action.on
            ),
        )

    async def done(self, _visitor: Visitor, person: Person, action: DonePaper) -> Reply:
        """What is ticked or put in order is one more answer."""
        return await self._changed(person, action, paper_transcript.done)

    async def typed(self, _visitor: Visitor, person: Person, line: str) -> Reply:
        """Several answers at once, as far as they fit."""
        speak, place_id = words(person.language), (person.awaits or "").partition(":")[2]

        def unit(conn: Connection) -> tuple[Sheet, Typed]:
            place, cohort = _place(conn, person, place_id, hold=True)
            known = paper_transcript.of(place.paper)
            if known is None:
                raise NotFound
            work = self._work(conn, person, place, cohort, known.work)
            asked = paper_work.put_to_class(conn, work)
            found = typed(self._scenario(conn, known), known, line, asked)
            roster.change(conn, place.id, paper=paper_transcript.kept(found.transcript))
            return self._sheet(conn, speak, place, cohort, work, found.transcript), found

        sheet, found = await self._database.write(unit)
        return Reply(paper_entry_screens.sheet_screen(speak, sheet, found))

    async def undo(self, _visitor: Visitor, person: Person, action: UndoPaper) -> Reply:
        """Without the last answer."""
        return await self._changed(person, action, lambda _, known: paper_transcript.undone(known))

    async def enter(self, _visitor: Visitor, person: Person, action: EnterPaper) -> Reply:
        """Let the answers count, as an attempt of whoever stands there, marked by whom and when."""
        speak, now = words(person.language), self._clock.now()
        attempt_id = self._dice.id()

        def unit(conn: Connection) -> tuple[roster.Place, str, Cohort, Work, Attempt]:
            place, cohort = _place(conn, person, action.place, hold=True)
            known = paper_transcript.of(place.paper)
            if known is None or known.turn != action.turn:
                raise NotFound
            whose = self._whose(conn, person, place, cohort, now)
            place, cohort = _place(conn, person, action.place)
            assignments.get_for_share(conn, known.work)  # nobody takes it back meanwhile
            work = self._work(conn, person, place, cohort, known.work)
            scenario = self._scenario(conn, known)
            acts = paper_transcript.acts(scenario, known)
            attempt = began(
                conn,
                whose,
                scenario,
                paper_work.purpose_of(work),
                attempt_id,
                paper_transcript.SEED,
                now,
            )
            for act in acts:
                moved = steps.step(conn, scenario, attempt, act, now)
                if not isinstance(moved, Moved):
                    raise NotFound
                attempt = moved.attempt
            if attempt.result is None:  # not all is answered: nothing is entered
                raise NotFound
            paper_answers.entered(conn, attempt.id, person.id, now, paper_work.session_of(work))
            roster.change(conn, place.id, paper=None)
            return place, called(conn, speak, cohort.id)[place.id], cohort, work, attempt

        place, name, cohort, work, attempt = await self._database.write(unit)
        title = self._title(speak, work)
        screen = paper_entry_screens.entered_screen(
            speak, place, name, cohort, work, title, attempt
        )
        return Reply(screen, place=Place.SAME)

    def _whose(
        self, conn: Connection, person: Person, place: roster.Place, cohort: Cohort, now: datetime
    ) -> Person:
        """Whose the answers are: who is new in the cohort takes part in its tests as well."""
        whose = roster_placeholders.of_place(
            conn, place, cohort, self._dice.id, person.language, now
        )
        if place.person is None:
            self._joining.joined(conn, cohort.id, whose.id, now)
        return whose

    async def leave(self, visitor: Visitor, person: Person, action: LeavePaper) -> Reply:
        """Forget what was entered and does not count."""

        def unit(conn: Connection) -> None:
            place, _ = _place(conn, person, action.place, hold=True)
            roster.change(conn, place.id, paper=None)

        await self._database.write(unit)
        return await self.choose(visitor, person, ChoosePaper(action.place))

    async def _changed(
        self,
        person: Person,
        action: TakePaper | MarkPaper | DonePaper | UndoPaper,
        change: Callable[[Scenario, Transcript], Transcript],
    ) -> Reply:
        """Change the answers, unless a button of an earlier turn asks for it."""
        speak = words(person.language)

        def unit(conn: Connection) -> Sheet:
            place, cohort = _place(conn, person, action.place, hold=True)
            known = paper_transcript.of(place.paper)
            if known is None:
                raise NotFound
            work = self._work(conn, person, place, cohort, known.work)
            if known.turn == action.turn:
                known = change(self._scenario(conn, known), known)
                roster.change(conn, place.id, paper=paper_transcript.kept(known))
            return self._sheet(conn, speak, place, cohort, work, known)

        return await self._shown(person, unit)

    async def _shown(self, person: Person, unit: Callable[[Connection], Sheet]) -> Reply:
        """The sheet that a unit gives; from now on answers may be typed as well."""

        def awaited(conn: Connection) -> Sheet:
            sheet = unit(conn)
            people.change(conn, person.id, awaits=f"{PAPER}:{sheet.place.id}")
            return sheet

        try:
            sheet = await self._database.write(awaited)
        except Unfit:
            raise NotFound from None
        screen = paper_entry_screens.sheet_screen(words(person.language), sheet)
        return Reply(screen, place=Place.SAME)

    def _sheet(
        self,
        conn: Connection,
        speak: Words,
        place: roster.Place,
        cohort: Cohort,
        work: Work,
        known: Transcript,
    ) -> Sheet:
        scenario = self._scenario(conn, known)
        standing = paper_transcript.standing(scenario, speak.language, known)
        title, asked = self._title(speak, work), paper_work.put_to_class(conn, work)
        name = called(conn, speak, cohort.id)[place.id]
        return Sheet(place, name, cohort, work, title, scenario, known, standing, asked)

    def _scenario(self, conn: Connection, known: Transcript) -> Scenario:
        scenario = self._library.read(conn, known.edition)
        if scenario is None:
            raise NotFound
        return scenario

    def _title(self, speak: Words, work: Work) -> str:
        return title_in(self._library, speak, work.scenario)

    def _open(
        self, conn: Connection, person: Person, place: roster.Place, cohort: Cohort
    ) -> list[Work]:
        """What may be entered: no part of a test by whoever sits such a test themselves."""
        now, shelf = self._clock.now(), self._library.scenarios
        return [
            one
            for one in paper_work.open_to(conn, place, cohort, now)
            if not paper_work.is_of_test(one)
            or not sealed_results.waits(conn, shelf, person.id, [one.scenario], now)
        ]

    def _work(
        self, conn: Connection, person: Person, place: roster.Place, cohort: Cohort, work_id: str
    ) -> Work:
        for one in self._open(conn, person, place, cohort):
            if one.id == work_id:
                return one
        raise NotFound


def _place(
    conn: Connection, person: Person, place_id: str, *, hold: bool = False
) -> tuple[roster.Place, Cohort]:
    """A place of somebody who has no account, if this person may enter something for them."""
    if hold:
        roster.get_for_update(conn, place_id)
    place, cohort = place_for(conn, person, Right.ASSIGN, place_id)
    if place.person is not None and people.has_joined(conn, place.person):
        raise NotFound
    return place, cohort
