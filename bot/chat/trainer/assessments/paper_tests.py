"""A test on paper: who takes it so, which sheet each gets, and the sheets to print."""

from __future__ import annotations

import asyncio
from collections import Counter as Tally
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right
from bot.app.assessments import sealed_results
from bot.app.assessments.assessment_rights import test_for
from bot.app.assessments.late_joiners import Joining
from bot.app.assessments.parallel_forms import track_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.assessments import paper_test_screens
from bot.chat.trainer.assessments.actions import ChooseTakers, SendSheets, ShowOnPaper, TakeIn
from bot.chat.trainer.assessments.paper_test_screens import Listed, Seen, Taker
from bot.locale import Words, words
from bot.scenario_files.paper_test import sheet
from scenarios.model import Scenario
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import roster, roster_placeholders
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person


class OnPaper:
    """Lets people without an account take part, and prints what they need for it."""

    def __init__(
        self, database: Database, library: Library, joining: Joining, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._joining = joining
        self._clock = clock
        self._dice = dice
        self._making = asyncio.Lock()  # one at a time, since each takes a core

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseTakers: self.choose,
                TakeIn: self.take_in,
                ShowOnPaper: self.show,
                SendSheets: self.send,
            }
        )

    async def choose(self, _visitor: Visitor, person: Person, action: ChooseTakers) -> Reply:
        """Who could take part on paper, and who does."""
        speak = words(person.language)

        def unit(conn: Connection) -> Listed:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            waiting = roster.waiting(conn, cohort.id)
            names = called(conn, speak, cohort.id)
            there = [names[one.id] for one in waiting if one.person is not None]
            left = [(one.id, names[one.id]) for one in waiting if one.person is None]
            return Listed(cohort, left, there)

        listed = await self._database.read(unit)
        screen = paper_test_screens.choose_screen(speak, listed, action.page)
        return Reply(screen, place=Place.SAME)

    async def take_in(self, visitor: Visitor, person: Person, action: TakeIn) -> Reply:
        """Let somebody take part on paper: in the cohort, and in what is left of its tests."""
        now = self._clock.now()

        def unit(conn: Connection) -> str:
            roster.get_for_update(conn, action.place)
            place, cohort = place_for(conn, person, Right.ASSIGN, action.place)
            if place.person is not None and people.has_joined(conn, place.person):
                raise NotFound
            if place.person is None:  # and not at a second tap
                new_id, language = self._dice.id, person.language
                made = roster_placeholders.of_place(conn, place, cohort, new_id, language, now)
                self._joining.joined(conn, cohort.id, made.id, now)
            return cohort.id

        cohort = await self._database.write(unit)
        return await self.choose(visitor, person, ChooseTakers(cohort, action.page))

    async def show(self, _visitor: Visitor, person: Person, action: ShowOnPaper) -> Reply:
        """Who takes a test on paper, and which sheet each gets now."""
        speak = words(person.language)
        seen = await self._database.read(lambda conn: self._seen(conn, speak, person, action.test))
        screen = paper_test_screens.test_screen(speak, seen, action.page, self._clock.now())
        return Reply(screen, place=Place.SAME)

    async def send(self, visitor: Visitor, person: Person, action: SendSheets) -> Reply:
        """The sheets of those cases alone that somebody has to answer on paper now."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Mapping[Scenario, int], dict[str, list[SignOff]]]:
            seen = self._seen(conn, speak, person, action.test)
            wanted = Tally(one.form for one in seen.takers if one.assignment and not one.done)
            found = {self._library.find(conn, one): n for one, n in sorted(wanted.items())}
            there = {one: n for one, n in found.items() if one is not None}
            return there, {one.id: sign_offs.of(conn, one.id) for one in there}

        wanted, signed = await self._database.read(unit)

        async def then() -> Sequence[File]:
            async with self._making:
                return [
                    await _file(speak, case, language, n, signed[case.id])
                    for case, n in wanted.items()
                    for language in sorted(case.scripts, key=lambda one: one != speak.language)
                ]

        shown = await self.show(visitor, person, ShowOnPaper(action.test, 0))
        return Reply(shown.screen, place=Place.SAME, then=then if wanted else None)

    def _seen(self, conn: Connection, speak: Words, person: Person, test_id: str) -> Seen:
        test, cohort = test_for(conn, person, Right.ASSIGN, test_id)
        now = self._clock.now()
        waiting = roster.waiting(conn, cohort.id)
        part = test.open_at(now)
        taken = assessments.takers(conn, test)
        done = {one.person for one in assessments.taken_parts(conn, test) if one.part == part}
        shut = sealed_results.waits(conn, self._library.scenarios, person.id, test.forms, now)
        given = {} if shut else _given(test, part)
        takers, names = [], called(conn, speak, cohort.id)
        for place in waiting:
            if place.person is None or place.person not in taken:
                continue
            form = taken[place.person].get(part or "", "")
            title = title_in(self._library, speak, form) if form in given else ""
            has_done = place.person in done
            takers.append(
                Taker(names[place.id], place.id, form, title, given.get(form), done=has_done)
            )
        takers.sort(key=lambda one: (one.done, one.name.casefold()))
        more = any(one.person is None for one in waiting)
        track = track_of(self._library.scenarios, test.forms)
        return Seen(test, cohort, track, part, takers, more=more, shut=shut)


def _given(test: Assessment, part: str | None) -> dict[str, str]:
    """The assignments of a part by their forms."""
    return {one.scenario: one.id for one in test.given if one.part == part}


async def _file(
    speak: Words, case: Scenario, language: str, people: int, signed: Sequence[SignOff]
) -> File:
    content = await asyncio.to_thread(sheet, case, language, signed)
    title = paper_test_screens.caption(speak, case, people)
    return File(f"{case.id}-{language}.pdf", content, caption=title)
