"""The scenarios that can be begun, and every edition that some attempt is pinned to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.services.errors import LostEdition
from scenarios.catalogue.tracks import START
from scenarios.loader import recall
from scenarios.model import Scenario
from scenarios.shelf import Shelf
from storage import editions
from storage.database import Database
from storage.editions import Edition


class Library:
    """The present shelf in memory; older editions are read when first asked for."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf
        self._editions: dict[str, Scenario] = {one.edition: one for one in shelf}
        self._present = frozenset(self._editions)
        self._corrections: Mapping[str, str] = {}
        self._loading = asyncio.Lock()

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """What can be begun now, by id."""
        return self._shelf.scenarios

    @property
    def practice(self) -> Mapping[str, Scenario]:
        """What can be practised: neither the case of a minute nor what is kept for tests."""
        return {id_: one for id_, one in self.assignable.items() if one.use != "test"}

    @property
    def assignable(self) -> Mapping[str, Scenario]:
        """What can be assigned: everything but the case of a minute."""
        return {id_: one for id_, one in self._shelf.scenarios.items() if one.track != START}

    def to_begin(self, scenario: str, *, assigned: bool) -> Scenario | None:
        """A case that someone may begin now; a test only where it was assigned to them."""
        found = self._shelf.scenarios.get(scenario)
        return None if found is not None and found.use == "test" and not assigned else found

    async def keep(self, now: datetime) -> None:
        """Keep the editions of the shelf, so that attempts pinned to them outlive the files."""
        kept = [_edition(scenario, now) for scenario in self._shelf]

        def unit(conn: Connection) -> None:
            for one in kept:
                editions.keep(conn, one)

        await self._database.write(unit)
        await self.refresh()

    async def refresh(self) -> None:
        """Look which texts were marked as corrections since."""
        self._corrections = await self._database.read(editions.corrections)

    def correction(self, edition: str) -> str | None:
        """The edition that corrects the texts of this one, if there is one.

        What is on the shelf now is what is wanted now, whatever was marked once.
        """
        return None if edition in self._present else self._corrections.get(edition)

    async def correct(self, scenario_id: str) -> list[str]:
        """Mark the present texts of a scenario as a correction; gives the editions they mend."""
        present = self._shelf.scenarios[scenario_id].edition

        def unit(conn: Connection) -> list[str]:
            editions.mark_corrective(conn, present)
            return [old for old, new in editions.corrections(conn).items() if new == present]

        return await self._database.write(unit)

    def loaded(self, edition: str) -> Scenario | None:
        """An edition, if it is in memory."""
        return self._editions.get(edition)

    async def load(self, edition: str) -> Scenario:
        """An edition, from memory or from the database.

        Raises:
            LostEdition: It is in neither, or cannot be read.
        """
        if (scenario := self.loaded(edition)) is not None:
            return scenario
        async with self._loading:  # whoever waited finds it loaded
            return self.loaded(edition) or await self._recalled(edition)

    async def _recalled(self, edition: str) -> Scenario:
        kept = await self._database.read(lambda conn: editions.get(conn, edition))
        if kept is None:
            raise LostEdition(edition)
        try:  # its best path is looked for, which may take a while: not in the loop
            scenario = await asyncio.to_thread(recall, kept.content)
        except Exception as error:  # whatever is wrong with it, it cannot be read
            raise LostEdition(edition) from error
        if scenario is None:
            raise LostEdition(edition)
        self._editions[edition] = scenario
        return scenario


def _edition(scenario: Scenario, now: datetime) -> Edition:
    return Edition(
        hash=scenario.edition,
        scenario=scenario.id,
        structure_hash=scenario.structure_hash,
        text_hashes={language: script.hash for language, script in scenario.scripts.items()},
        content=scenario.files,
        decision_signatures={
            scene.id: scene.signature for scene in scenario.scenes.values() if scene.signature
        },
        state="published",
        created_at=now,
    )
