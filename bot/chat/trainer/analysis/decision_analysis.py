"""What a cohort gets wrong: looked up, counted beside the loop, and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for
from bot.app.access.rights import Right, may
from bot.app.errors import UNPLAYABLE, NotFound
from bot.app.library import Library
from bot.app.playing.peer_answers import FEWEST
from bot.app.progress.answer_counts import Counted, counted, plays
from bot.chat.condition_phrases import in_words
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.analysis import analysis_screens
from bot.chat.trainer.analysis.actions import SendTraffic, ShowDecision, ShowDecisions
from bot.chat.trainer.analysis.analysis_phrases import percent
from bot.chat.trainer.analysis.analysis_screens import Asked
from bot.chat.trainer.analysis.decision_screen import decision_screen, hidden_screen
from bot.locale import words
from bot.pictures.drawing import png
from bot.pictures.traffic import drawn
from scenarios.analysis.answers import Play
from scenarios.analysis.decisions import Decided, decisions
from scenarios.analysis.estimates import told
from scenarios.analysis.traffic import traffic
from scenarios.conditions import Condition
from scenarios.model import Scenario
from storage.assignments import assigned_responses
from storage.assignments.assigned_responses import Answer
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person

MOST_SIDE = 1800.0
"""Of a picture as it is drawn: what is larger comes as a document, for a phone shrinks photos."""


@dataclass(frozen=True, slots=True)
class _Found:
    given: Assignment
    cohort: str
    now: Scenario | None  # the case as it is played now
    counted: Counted | None
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class _Group:
    """What is looked at; without a scenario where there is nothing to show."""

    asked: Asked
    counted: Counted
    scenario: Scenario
    plays: list[Play]


class Analysis:
    """What a trainer sees of the answers of a cohort."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowDecisions: self.every_decision,
                ShowDecision: self.one_decision,
                SendTraffic: self.picture,
            }
        )

    async def every_decision(
        self, _visitor: Visitor, person: Person, action: ShowDecisions | ShowDecision | SendTraffic
    ) -> Reply:
        """Every decision, the hardest first."""
        speak, group = words(person.language), await self._group(person, action)
        if isinstance(group, Asked):
            return Reply(analysis_screens.nothing_screen(speak, group), place=Place.SAME)
        decided = await asyncio.to_thread(_decided, group)
        met = {one.scene for play in group.plays for one in play}
        screen = analysis_screens.decisions_screen(
            speak, group.asked, group.scenario, group.counted, decided, len(met) - len(decided)
        )
        return Reply(screen, place=Place.SAME)

    async def one_decision(self, visitor: Visitor, person: Person, action: ShowDecision) -> Reply:
        """What was done at one decision."""
        speak, group = words(person.language), await self._group(person, action)
        if isinstance(group, Asked):
            return await self.every_decision(visitor, person, action)
        scene = group.scenario.scenes.get(action.scene)
        if scene is None or scene.decision is None:
            raise NotFound
        decided = {one.scene: one for one in await asyncio.to_thread(_decided, group)}
        if scene.id in decided:
            screen = decision_screen(speak, group.asked, group.scenario, decided[scene.id])
        else:
            screen = hidden_screen(speak, group.asked, group.scenario, scene.id)
        return Reply(screen, place=Place.SAME)

    async def picture(self, visitor: Visitor, person: Person, action: SendTraffic) -> Reply:
        """The graph of the case, with the ways that people took."""
        speak, group = words(person.language), await self._group(person, action)
        if isinstance(group, Asked):
            return await self.every_decision(visitor, person, action)

        def label(some: int, everybody: int) -> str:
            return percent(speak, told(some, everybody))

        def when(condition: Condition) -> str | None:
            return in_words(speak, group.scenario, condition)

        def made() -> tuple[bytes, bool]:
            found = traffic(group.scenario, group.plays)
            shown = drawn(group.scenario, speak.language, found, label, FEWEST, when)
            return png(shown), max(shown.width, shown.height) <= MOST_SIDE

        async def then() -> Sequence[File]:
            content, small = await asyncio.to_thread(made)
            return (File(f"{group.scenario.id}.png", content, picture=small),)

        return Reply(analysis_screens.traffic_screen(speak, group.asked, group.counted), then=then)

    async def _group(
        self, person: Person, action: ShowDecisions | ShowDecision | SendTraffic
    ) -> _Group | Asked:
        """Whose answers are looked at, and all of them; only what is asked where it is nobody's."""

        def unit(conn: Connection) -> _Found:
            given, cohort = assignment_for(conn, person, Right.SEE_COHORT, action.assignment)
            groups = _everywhere(conn, person, given) if action.everywhere else [[given.id]]
            tries = assigned_responses.first_tries(conn, [one for some in groups for one in some])
            now = self._library.find(conn, given.scenario)
            found = counted(tries, groups, now.structure_hash if now else None)
            of = {one.assignment for one in found.tries} if found else set()
            answers = assigned_responses.answers(conn, of) if of else []
            return _Found(given, cohort.name, now, found, answers)

        found = await self._database.read(unit)
        title = title_in(self._library, words(person.language), found.given.scenario)
        asked = Asked(found.given.id, action.everywhere, found.cohort, title)
        if found.counted is None:
            return asked
        scenario = await self._scenario(found.now, found.counted)
        if scenario is None:
            return asked
        made = await asyncio.to_thread(plays, found.counted.tries, found.answers)
        return _Group(asked, found.counted, scenario, made)

    async def _scenario(self, now: Scenario | None, of: Counted) -> Scenario | None:
        """The case in the structure in which it was played; None where that cannot be read."""
        if now is not None and now.structure_hash == of.tries[-1].structure:
            return now
        try:
            return await self._library.load(of.tries[-1].edition)
        except UNPLAYABLE:
            return None


def _decided(group: _Group) -> tuple[Decided, ...]:
    return decisions(group.scenario, group.plays, FEWEST)


def _everywhere(conn: Connection, person: Person, given: Assignment) -> list[list[str]]:
    """The assignments of the same case in each cohort that someone trains and may look into."""
    held = roles.of(conn, person.id)
    own = [
        one.id
        for one in cohorts.of_trainer(conn, person.id)
        if may(held, Right.SEE_COHORT, one.agency, own=True)
    ]
    return assigned_responses.assignments_by_cohort(conn, given.scenario, own)
