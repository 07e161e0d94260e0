"""The scenarios that can be begun, and every edition that some attempt is pinned to.

Those of the shelf are the same for everyone while the program runs. Beside them stand those that
trainers wrote: which of them are in use, and for whom, is asked of the database each time.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

import structlog
from sqlalchemy import Connection

from bot.app.errors import EditionUnavailable
from scenarios.case_library import LIBRARY, CaseLibrary, load_library
from scenarios.catalogue.tracks import START
from scenarios.explore import EXPLORER, dump_reference, parse_reference
from scenarios.findings import errors
from scenarios.loader import recall
from scenarios.model import Reference, Scenario
from storage.authoring import editions, own_scenarios, scenario_shares
from storage.authoring.editions import Edition, State
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person

log = structlog.get_logger()

RECENT_BYTES = 4 << 20
"""Of files, of the editions in memory that nobody can begin any more; they take a dozen times that
of memory. Hundreds of usual cases have room."""


def shelf(folders: Iterable[Path] = ()) -> CaseLibrary:
    """The library of this release, and the scenarios in further folders."""
    found = load_library((LIBRARY, *folders))
    for finding in errors(found.findings):
        log.warning("scenario not loaded", file=finding.file, line=finding.line, code=finding.code)
    return found


class Library:
    """The present shelf in memory; older editions are read when first asked for."""

    def __init__(self, database: Database, shelf: CaseLibrary) -> None:
        self._database = database
        self._shelf = shelf
        self._present: Mapping[str, Scenario] = {case.edition: case for case in shelf}
        self._corrections: Mapping[str, str] = {}
        self._used: Mapping[str, Scenario] = {}  # of trainers' scenarios, the editions in use
        self._known = shelf.scenarios
        self._recent = EditionCache(RECENT_BYTES)
        self._unreadable: set[str] = set()  # and so never explored
        self._found: dict[str, Reference | None] = {}  # by exploring; not kept yet
        self._loading = asyncio.Lock()

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The library cases that can be begun now, by id."""
        return self._shelf.scenarios

    @property
    def known(self) -> Mapping[str, Scenario]:
        """All cases that anyone can begin, as last seen: for titles and memories.

        Editions that were not explored yet, as after an upgrade of the explorer, come one by one.
        """
        return self._known

    @property
    def practice(self) -> Mapping[str, Scenario]:
        """The library cases that can be practised or assigned, by id.

        The one-minute case comes with arriving, and test forms with a test before and after.
        """
        return _without_tests(
            {id_: case for id_, case in self._shelf.scenarios.items() if case.track != START}
        )

    def find(self, conn: Connection, scenario_id: str) -> Scenario | None:
        """The current edition of an id, for anyone."""
        if (found := self._shelf.get(scenario_id)) is not None:
            return found
        own = own_scenarios.get(conn, scenario_id)
        return self.read(conn, own.edition) if own and own.edition else None

    def to_begin(
        self, conn: Connection, person: Person, scenario_id: str, *, assigned: bool
    ) -> Scenario | None:
        """A case that someone may begin now.

        Args:
            assigned: Whether it was assigned to them; a test is begun only so.
        """
        if assigned or scenario_id in self._shelf.scenarios:
            found = self.find(conn, scenario_id)
        else:
            found = self.shared_with(conn, person).get(scenario_id)
        return None if found is not None and found.use == "test" and not assigned else found

    def shared_with(self, conn: Connection, person: Person) -> Mapping[str, Scenario]:
        """The trainers' cases that a person may practise, by id."""
        return _without_tests(self._all(conn, scenario_shares.open_to(conn, person)))

    def assignable_in(self, conn: Connection, cohort: Cohort) -> Mapping[str, Scenario]:
        """The cases that can be assigned to a cohort, by id: the library's and trainers'."""
        shared = _without_tests(self._all(conn, scenario_shares.open_in(conn, cohort)))
        return {**self.practice, **shared}

    def published_in(self, conn: Connection, agency: str) -> Mapping[str, Scenario]:
        """The cases visible to everyone at an agency, by id."""
        return {**self.scenarios, **self._all(conn, scenario_shares.published_in(conn, agency))}

    def _all(self, conn: Connection, used: Mapping[str, str]) -> dict[str, Scenario]:
        read = (
            (id_, self.read(conn, name)) for id_, name in used.items() if id_ not in self.scenarios
        )
        return {id_: case for id_, case in read if case is not None}

    def read(self, conn: Connection, edition: str) -> Scenario | None:
        """An edition, in a unit: from memory, or read there and then.

        That takes some 30 ms, and longer where it was not explored yet.

        Args:
            conn: The unit's connection.
            edition: Its hash; None comes back where it is not kept, or cannot be read.
        """
        if (found := self.loaded(edition)) is not None:
            return found
        kept = editions.get(conn, edition)
        found = self._recalled(kept) if kept else None
        if found is None:
            log.error("edition not readable", edition=edition)
        return found

    async def keep(self, now: datetime) -> None:
        """Keep the editions of the shelf, so that attempts pinned to them outlive the files."""

        def store_new(conn: Connection) -> None:
            kept = editions.kept(conn, self._present)
            for case in self._shelf:
                if case.edition not in kept:
                    editions.keep(conn, edition_of(case, now))

        await self._database.write(store_new)

    async def refresh(self) -> None:
        """Look which texts were marked as corrections since, and what trainers put in use.

        Keeps what exploring found since, too.
        """
        await self._keep_found()

        def load_used(conn: Connection) -> tuple[dict[str, str], dict[str, str], set[str]]:
            used = own_scenarios.in_use(conn)
            unexplored = editions.unexplored(conn, used.values(), EXPLORER)
            return editions.corrections(conn), used, set(unexplored)

        self._corrections, used, unexplored = await self._database.read(load_used)
        found: dict[str, Scenario] = {}
        for edition in used.values():
            if edition not in unexplored or self.loaded(edition) is not None:
                with suppress(EditionUnavailable):
                    found[edition] = await self.load(edition)
        self._used = found
        known = {id_: found[name] for id_, name in used.items() if name in found}
        self._known = {**known, **self._shelf.scenarios}

    async def explore(self) -> bool:
        """Explore one edition in use that was not explored by this version; whether there is one.

        One at a time, so that whoever stops the program does not wait for all of them.
        """

        def load_unexplored(conn: Connection) -> list[str]:
            used = set(own_scenarios.in_use(conn).values()) - self._unreadable
            return editions.unexplored(conn, used, EXPLORER)

        waiting = await self._database.read(load_unexplored)
        if not waiting:
            return False
        try:
            scenario = await self.load(waiting[0])
        except EditionUnavailable:
            self._unreadable.add(waiting[0])
        else:
            self._found[waiting[0]] = scenario.reference
            await self._keep_found()
        return True

    async def _keep_found(self) -> None:
        if not self._found:
            return
        found, self._found = self._found, {}
        each = tuple(found.items())

        def store_references(conn: Connection) -> None:
            for edition, reference in each:
                editions.note_reference(conn, edition, EXPLORER, dump_reference(reference))

        await self._database.write(store_references)

    def correction(self, edition: str) -> str | None:
        """The edition that corrects the texts of this one, if there is one.

        What is on the shelf now is what is wanted now, whatever was marked once.
        """
        if edition in self._present or edition in self._used:
            return None
        return self._corrections.get(edition)

    async def correct(self, scenario_id: str) -> list[str]:
        """Mark the current texts of a scenario as a correction; return the corrected editions."""
        present = self._shelf.scenarios[scenario_id].edition

        def mark_corrective(conn: Connection) -> list[str]:
            editions.mark_corrective(conn, present)
            return [old for old, new in editions.corrections(conn).items() if new == present]

        return await self._database.write(mark_corrective)

    def hold(self, scenario: Scenario) -> None:
        """Have an edition in memory that was just checked."""
        self._recent.keep(scenario.edition, scenario)

    def loaded(self, edition: str) -> Scenario | None:
        """An edition, if it is in memory."""
        return self._present.get(edition) or self._used.get(edition) or self._recent.get(edition)

    async def load(self, edition: str) -> Scenario:
        """An edition, from memory or from the database.

        Raises:
            EditionUnavailable: It is in neither, or cannot be read.
        """
        if (scenario := self.loaded(edition)) is not None:
            return scenario
        async with self._loading:  # whoever waited finds it loaded
            return self.loaded(edition) or await self._loaded(edition)

    async def _loaded(self, edition: str) -> Scenario:
        kept = await self._database.read(lambda conn: editions.get(conn, edition))
        # Its best path may have to be looked for, which takes a while: not in the loop.
        scenario = await asyncio.to_thread(self._recalled, kept) if kept else None
        if scenario is None:
            raise EditionUnavailable(edition)
        return scenario

    def _recalled(self, kept: Edition) -> Scenario | None:
        explored = kept.explorer == EXPLORER
        try:
            if explored:
                scenario = recall(kept.content, lambda _: parse_reference(kept.reference))
            else:
                scenario = recall(kept.content)
        except Exception:  # noqa: BLE001  whatever is wrong with it, it cannot be read
            return None
        if scenario is None:
            return None
        if not explored:
            self._found[kept.hash] = scenario.reference
        return self._recent.keep(kept.hash, scenario)


class EditionCache:
    """An LRU cache of editions, bounded by size; thread-safe."""

    def __init__(self, most: int) -> None:
        """Make an empty one.

        Args:
            most: Bytes of the files of all of them together; one that is larger is kept alone.
        """
        self._most = most
        self._bytes = 0
        self._editions: OrderedDict[str, Scenario] = OrderedDict()
        self._lock = Lock()

    def get(self, edition: str) -> Scenario | None:
        """An edition, if it is here; it is then the last that goes."""
        with self._lock:
            if (found := self._editions.get(edition)) is not None:
                self._editions.move_to_end(edition)
            return found

    def keep(self, edition: str, scenario: Scenario) -> Scenario:
        """Store an edition if it is new; return the stored one."""
        with self._lock:
            if (found := self._editions.get(edition)) is not None:
                return found
            self._editions[edition] = scenario
            self._bytes += _size(scenario)
            while self._bytes > self._most and len(self._editions) > 1:
                _, gone = self._editions.popitem(last=False)
                self._bytes -= _size(gone)
            return scenario


def _size(scenario: Scenario) -> int:
    return sum(map(len, scenario.files.values()))


def _without_tests(cases: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Cases but for test forms: a form met alone would stay sealed, and spoil a later test."""
    return {id_: case for id_, case in cases.items() if case.use != "test"}


def edition_of(scenario: Scenario, now: datetime, state: State = "published") -> Edition:
    """The stored row of a scenario."""
    return Edition(
        hash=scenario.edition,
        scenario=scenario.id,
        structure_hash=scenario.structure_hash,
        text_hashes={language: script.hash for language, script in scenario.scripts.items()},
        content=dict(scenario.files),
        decision_signatures={
            scene.id: scene.signature for scene in scenario.scenes.values() if scene.signature
        },
        state=state,
        created_at=now,
        explorer=EXPLORER,
        reference=dump_reference(scenario.reference),
    )
