"""The screen of an attempt, from its row and what else must be known."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services import records, time_limits
from bot.services.attempt_screen import attempt_screen
from bot.services.library import Library
from bot.services.playing.modes import is_assessed
from bot.services.playing.screens import abandoned_screen
from bot.services.ports import Clock
from bot.services.screen import Screen
from bot.services.standing import Standing
from bot.words import words
from scenarios import position
from scenarios.model import Decision, Scenario
from scenarios.telling import NEUTRAL, Facts, facts_of
from storage import drafts, facts, people
from storage.attempts import Attempt
from storage.database import Database


class Drawing:
    """Draws attempts. What is under way is drawn after every tap, so little is looked up."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def screen(
        self, attempt: Attempt, draft: tuple[str, ...] | None = None, *, confirming: bool = False
    ) -> Screen:
        """Where an attempt stands.

        Args:
            attempt: Whose.
            draft: What is marked there, if that is known already.
            confirming: Whether to ask whether what is marked shall count.

        Raises:
            LostEdition: Its edition is nowhere, or cannot be read.
            UnreadablePosition: Its position cannot be read.
        """
        scenario, at = await self._library.load(attempt.edition), position.read(attempt.position)
        language = await self._language(attempt)
        if attempt.state == "abandoned":
            return abandoned_screen(words(language), scenario, attempt.assignment)
        scene = scenario.scenes.get(at.scene)
        decision = scene.decision if scene else None
        draft, timed = await self._beside(attempt, decision, at.turn, draft)
        waits = is_assessed(attempt.mode) and decision is not None and not decision.drafted
        return attempt_screen(
            Standing(
                scenario,
                language,
                attempt.seed,
                attempt.id,
                at,
                records.result_of(attempt.result) if attempt.result else None,
                draft,
                timed=timed,
                mode=attempt.mode,
                replays=attempt.replays,
                confirming=confirming or (waits and bool(draft)),
                facts=await self._facts(attempt, scenario, language),
            )
        )

    async def _facts(self, attempt: Attempt, scenario: Scenario, language: str) -> Facts:
        """What the agency has confirmed by now of the facts that the scenario shows."""
        names, now = facts_of(scenario), self._clock.now()
        if not names:
            return NEUTRAL

        def unit(conn: Connection) -> Facts:
            good = (facts.good(conn, attempt.agency, one, now) for one in names)
            return {one.name: one.in_(language) for one in good if one is not None}

        return await self._database.read(unit)

    async def _language(self, attempt: Attempt) -> str:
        """What is under way goes along when its learner changes the language; the rest is told."""
        if attempt.state == "running":
            return attempt.language
        person = await self._database.read(lambda conn: people.get(conn, attempt.person))
        return person.language if person else attempt.language

    async def _beside(
        self,
        attempt: Attempt,
        decision: Decision | None,
        turn: int,
        draft: tuple[str, ...] | None,
    ) -> tuple[tuple[str, ...], bool]:
        """What is marked, and whether time limits hold; looked up only where it matters."""
        assessed = is_assessed(attempt.mode)
        has_draft = decision is not None and (decision.drafted or assessed)
        has_limit = decision is not None and decision.limit is not None and not assessed
        if not has_limit and (draft is not None or not has_draft):
            return draft or (), True

        def unit(conn: Connection) -> tuple[tuple[str, ...], bool]:
            marked = drafts.get(conn, attempt.id, turn) if draft is None and has_draft else draft
            return marked or (), not has_limit or time_limits.hold_for(conn, attempt.person)

        return await self._database.read(unit)
