"""Takes the files of a scenario, says what is wrong, and keeps what can be played as an edition."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from functools import partial

from sqlalchemy import Connection

from bot.app.access.rights import Right, where
from bot.app.authoring.authoring_rights import compared_with, own_for
from bot.app.errors import NotFound
from bot.app.library import Library, edition_of
from bot.app.playing.keyed_turns import Turns
from bot.app.ports import Clock
from bot.chat.author.scenarios import finding_screens, submission_screens
from bot.chat.author.scenarios.approval_doubts import doubts_about
from bot.chat.author.scenarios.edition_changes import changes_file
from bot.chat.author.scenarios.long_lists import LETTERS
from bot.chat.author.scenarios.submission_screens import Received
from bot.chat.author.scenarios.text_sheets import Texts
from bot.chat.author.scenarios.uploaded_files import (
    FILE,
    Parcel,
    Refused,
    Sheet,
    Why,
    id_in,
    opened,
)
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Handed, Reply, Visitor
from bot.chat.learner.cards.case_titles import title_of
from bot.locale import Words, words
from scenarios.catalogue.tracks import START
from scenarios.edition_diff import Difference, difference
from scenarios.findings import Finding, errors
from scenarios.loader import SCENARIO, Loaded, load
from scenarios.model import Scenario
from storage.agencies.agencies import OTHER
from storage.authoring import editions, own_scenarios
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario
from storage.db.database import Database
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role

PATIENCE = 2.0  # seconds; what takes longer to check comes as a later answer
MOST_OWN = 100  # scenarios of one person
MOST_EDITIONS = 500  # of one scenario


_NOTHING = Parcel({}, whole=True)


class Not(Enum):
    """Why what can be played is not kept."""

    TAKEN = auto()
    FULL = auto()


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition that was kept, or was kept already."""

    own: OwnScenario
    now: NumberedEdition
    new: bool
    editions: Sequence[NumberedEdition]  # all of them, the newest first


class Receiving:
    """What happens with a file that a trainer sends."""

    def __init__(self, database: Database, library: Library, texts: Texts, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._texts = texts
        self._clock = clock
        self._checking = asyncio.Lock()  # one at a time, since each may take a core
        self._turns = Turns()  # of each trainer, so that nobody waits for all that another sent

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(files={FILE: self.handed})

    async def handed(self, _visitor: Visitor, person: Person, file: Handed) -> Reply:
        """Look at what was sent, and say what came of it."""
        await self._ensure(person)
        task = asyncio.create_task(self._answered(person, file))
        done, _ = await asyncio.wait((task,), timeout=PATIENCE)
        if done:
            return task.result()

        async def later() -> Reply:
            return await task

        return Reply(finding_screens.checking_screen(words(person.language)), later=later)

    async def _ensure(self, person: Person) -> None:
        held = await self._database.read(lambda conn: roles.of(conn, person.id))
        if not where(held, Right.WRITE_SCENARIO) and not where(held, Right.KEEP_SCENARIO):
            raise NotFound

    async def _answered(self, person: Person, file: Handed) -> Reply:
        async with self._turns.turn(person.id):
            return await self._looked_at(person, file)

    async def _looked_at(self, person: Person, file: Handed) -> Reply:
        speak = words(person.language)
        awaited, _, wanted = (person.awaits or "").partition(":")
        if awaited != FILE:
            wanted = ""
        try:
            sent = opened(file)
        except Refused as refused:
            if awaited != FILE and refused.why in (Why.KIND, Why.SHEET):
                raise NotFound from None  # a file of another kind, which nobody asked for
            return Reply(finding_screens.refused_screen(speak, refused.why))
        if isinstance(sent, Sheet):
            async with self._checking:
                taken = await self._texts.taken(person, sent.content)
            return taken if isinstance(taken, Reply) else await self.checked(person, taken)
        return await self._parcel(person, sent, wanted)

    async def _parcel(self, person: Person, sent: Parcel, wanted: str) -> Reply:
        speak = words(person.language)
        if SCENARIO not in sent.files and not wanted:
            return Reply(submission_screens.lonely_screen(speak))
        files = sent.files if sent.whole else await self._completed(person, sent, wanted)
        return await self.checked(person, files, wanted, sent, set(files) - set(sent.files))

    async def _completed(self, person: Person, sent: Parcel, wanted: str) -> Mapping[str, bytes]:
        """A file of a scenario, with the others of its newest edition where it is theirs."""
        scenario = wanted or id_in(sent.files[SCENARIO])

        def unit(conn: Connection) -> Mapping[str, str]:
            try:
                own_for(conn, person, scenario)
            except NotFound:
                return {}
            newest = own_scenarios.of_scenario(conn, scenario)[0]
            kept = editions.get(conn, newest.edition)
            return kept.content if kept else {}

        content = await self._database.read(unit)
        return {**{name: text.encode() for name, text in content.items()}, **sent.files}

    async def checked(
        self,
        person: Person,
        files: Mapping[str, bytes],
        wanted: str = "",
        sent: Parcel = _NOTHING,
        added: Collection[str] = (),
    ) -> Reply:
        """Check the files of a scenario, and keep them where nothing is wrong.

        Args:
            person: Who sent them.
            files: By name.
            wanted: The id of the scenario that a new edition is awaited of; empty for any.
            sent: In which they came, where they came so.
            added: Those of the files that were not sent now, but are of the edition before.
        """
        speak = words(person.language)
        async with self._checking:
            loaded = await asyncio.to_thread(load, files)
        scenario = loaded.scenario
        if scenario is None:
            return _wrong(speak, loaded, added, sent.names)
        if wanted and scenario.id != wanted:
            return Reply(submission_screens.other_screen(speak, scenario.id, wanted))
        if scenario.track == START:
            return Reply(submission_screens.reserved_screen(speak, scenario.track))
        if scenario.id in self._library.scenarios:
            return Reply(submission_screens.taken_screen(speak, scenario.id))
        now = self._clock.now()
        kept = await self._database.write(partial(_keep, person=person, scenario=scenario, now=now))
        if kept is Not.TAKEN:
            return Reply(submission_screens.taken_screen(speak, scenario.id))
        if kept is Not.FULL:
            return Reply(submission_screens.full_screen(speak))
        self._library.hold(scenario)
        return await self._received(speak, kept, scenario, loaded.findings, sent)

    async def _received(
        self,
        speak: Words,
        kept: Kept,
        scenario: Scenario,
        findings: Sequence[Finding],
        sent: Parcel,
    ) -> Reply:
        advice = finding_screens.ordered(findings, sent.names)
        one = Received(
            scenario.id,
            title_of(speak, scenario),
            kept.now.number,
            kept.new,
            _number_of(kept.editions, kept.own.edition),
            advice,
            unread=sent.unread,
            languages=tuple(scenario.scripts),
            doubts=await doubts_about(self._database, self._library, scenario, kept.own.agency),
        )
        before = None
        if kept.new:
            before = compared_with(kept.editions, kept.own.edition, kept.now)
        changed = await self.compared(before, scenario) if before else None
        if before is not None and changed is not None:
            one = replace(one, before=before.number, changed=changed)

        async def then() -> Sequence[File]:
            own = changes_file(speak, changed) if changed else ()
            return (*finding_screens.findings_file(speak, advice, finding_screens.SHORT), *own)

        return Reply(submission_screens.received_screen(speak, one), then=then)

    async def compared(self, before: NumberedEdition, scenario: Scenario) -> Difference:
        """What is different from an edition that is kept."""
        old = await self._library.load(before.edition)
        return await asyncio.to_thread(difference, old, scenario)


def _wrong(speak: Words, loaded: Loaded, added: Collection[str], names: Mapping[str, str]) -> Reply:
    findings = finding_screens.ordered(loaded.findings, names)
    behind = all(one.file in added for one in errors(loaded.findings))

    async def then() -> Sequence[File]:
        return finding_screens.findings_file(speak, findings, LETTERS)

    return Reply(finding_screens.wrong_screen(speak, findings, behind=behind), then=then)


def _keep(conn: Connection, person: Person, scenario: Scenario, now: datetime) -> Kept | Not:
    """Keep an edition, if its id is free or someone may make editions of it."""
    held = roles.of(conn, person.id)
    if own_scenarios.get(conn, scenario.id) is None:
        if len(own_scenarios.of_owner(conn, person.id)) >= MOST_OWN:
            return Not.FULL
        made = OwnScenario(scenario.id, _home(person, held), person.id, None, "cohorts", now)
        own = own_scenarios.claim(conn, made)
    else:
        own = own_scenarios.get_for_update(conn, scenario.id)
    if own is None:
        return Not.TAKEN
    try:
        own_for(conn, person, scenario.id)
    except NotFound:
        return Not.TAKEN
    if len(own_scenarios.of_scenario(conn, scenario.id)) >= MOST_EDITIONS:
        return Not.FULL
    editions.keep(conn, edition_of(scenario, now, "draft"))
    number, new = own_scenarios.add(conn, scenario.id, scenario.edition, person.id, now)
    people.change(conn, person.id, awaits=f"{FILE}:{scenario.id}")
    return Kept(own, number, new, own_scenarios.of_scenario(conn, scenario.id))


def _home(person: Person, held: Sequence[Role]) -> str:
    """The agency a new scenario belongs to: where they work, if they may write there.

    Raises:
        NotFound: They may write nowhere.
    """
    allowed = where(held, Right.WRITE_SCENARIO)
    if not allowed:
        raise NotFound
    if person.agency and (person.agency in allowed or EVERYWHERE in allowed):
        return person.agency
    return next((one for one in allowed if one != EVERYWHERE), OTHER)


def _number_of(every: Sequence[NumberedEdition], edition: str | None) -> int | None:
    return next((one.number for one in every if one.edition == edition), None)
