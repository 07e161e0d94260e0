"""Takes a scenario file that an author sends in whichever face: opens, checks and keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.app.authoring import submission
from bot.app.authoring.concerns import Concerns
from bot.app.authoring.edition_use import Comparison
from bot.app.authoring.submission import Submission
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from bot.scenario_files import foreign_cases, retyped_texts, text_sheet
from bot.scenario_files.foreign_cases import CaseTooDemanding
from bot.scenario_files.retyped_texts import CellProblem, Edition
from bot.scenario_files.uploaded_files import ScenarioFiles, Workbook, id_in
from bot.spreadsheets import UnreadableFile
from scenarios.findings import Finding
from scenarios.languages import LANGUAGES
from scenarios.loader import SCENARIO, Loaded
from scenarios.model import Scenario
from storage.db.connection import Connection
from storage.db.database import Database

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Received:
    """A file that can be played, and is kept."""

    kept: Submission
    loaded: Loaded
    scenario: Scenario
    sent: ScenarioFiles
    concerns: Concerns
    comparison: Comparison | None


class NotKept(Exception):
    """Nothing is kept of a file."""


class LoneTranslation(NotKept):
    """It is a translation, and nobody said of which scenario."""


class UnreadableSheet(NotKept):
    """It is no spreadsheet of texts of a scenario of theirs."""


class SheetUnchanged(NotKept):
    """No text of a spreadsheet is different from what is kept."""

    def __init__(self, scenario_id: str) -> None:
        super().__init__(scenario_id)
        self.scenario = scenario_id


class SheetProblems(NotKept):
    """Texts of a spreadsheet have errors."""

    def __init__(
        self, scenario_id: str, problems: Sequence[tuple[str, CellProblem | Finding]]
    ) -> None:
        super().__init__(scenario_id)
        self.scenario = scenario_id
        self.problems = problems
        """By the address of the cell."""


class Unplayable(NotKept):
    """The files have errors."""

    def __init__(self, loaded: Loaded, sent: ScenarioFiles, files: Files) -> None:
        super().__init__()
        self.loaded = loaded
        self.sent = sent
        self.files = files
        """All that were checked."""

    @property
    def added(self) -> Collection[str]:
        """The names of files that were not sent, but are those of the edition before."""
        return self.files.keys() - self.sent.files.keys()


class TooDemanding(NotKept):
    """The files take more memory or time to check than is allowed."""


class Rejected(NotKept):
    """A scenario without errors cannot be kept."""

    def __init__(self, reason: submission.SubmissionProblem, scenario: Scenario) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.scenario = scenario


@dataclass(frozen=True, slots=True)
class Submitting:
    """A request to keep files, and the services that it takes.

    Whoever calls holds the person's turn in the `CheckQueue`.
    """

    database: Database
    library: Library
    request: Request
    wanted: str = ""
    """The id of the scenario that a new edition is asked for of; empty for any."""
    seen: int | None = None
    """The number of the newest edition that the person saw, where it is to be still the newest."""
    alongside: Callable[[Connection, str], None] = lambda _conn, _scenario_id: None
    """Runs in the transaction that keeps a scenario, with its id."""

    async def take(self, name: str, content: bytes) -> Received:
        """Keep a file of any kind that authors send.

        Raises:
            FileRejected: It is of no kind that is read.
            NotKept: Anything else is wrong with it.
            NotFound: They may not write scenarios.
        """
        sent = await foreign_cases.opened(name, content)
        if isinstance(sent, Workbook):
            files = await self._merged(sent.content)
            return await self._keep(ScenarioFiles(files, whole=True), files, "")
        return await self.take_files(sent)

    async def take_files(self, sent: ScenarioFiles) -> Received:
        """Keep files; those that were not sent are those of the edition before.

        Raises:
            NotKept: Something is wrong with them.
            NotFound: They may not write scenarios.
        """
        if SCENARIO not in sent.files and not self.wanted:
            raise LoneTranslation
        files = sent.files if sent.whole else await self._completed(sent.files)
        return await self._keep(sent, files, self.wanted)

    async def _completed(self, files: Files) -> Files:
        scenario_id = self.wanted or id_in(files[SCENARIO])
        newest = await self.database.read(
            lambda conn: submission.newest_files(conn, self.request, scenario_id)
        )
        return {**newest, **files}

    async def _merged(self, content: bytes) -> Files:
        """The files of a scenario with the texts of a workbook."""
        try:
            sheet = await text_sheet.read(content, LANGUAGES)
            made_of, newest = await self.database.read(
                lambda conn: submission.sheet_files(
                    conn, self.request, sheet.scenario, sheet.edition
                )
            )
        except (UnreadableFile, NotFound):
            raise UnreadableSheet from None
        base, latest = Edition(made_of), Edition(newest)
        found = await asyncio.to_thread(retyped_texts.merge, sheet, base, latest)
        if found.problems:
            raise SheetProblems(sheet.scenario, found.problems)
        if not found.changed:
            raise SheetUnchanged(sheet.scenario)
        return found.files

    async def _keep(self, sent: ScenarioFiles, files: Files, wanted: str) -> Received:
        try:
            loaded = await foreign_cases.loaded(files)
        except CaseTooDemanding:
            raise TooDemanding from None
        if loaded.scenario is None:
            raise Unplayable(loaded, sent, files)
        scenario = loaded.scenario

        def keep(conn: Connection) -> Submission:
            kept = submission.keep(conn, self.request, self.library, scenario, wanted, self.seen)
            self.alongside(conn, scenario.id)
            return kept

        try:
            kept = await self.database.write(keep)
        except submission.SubmissionError as error:
            raise Rejected(error.reason, scenario) from None
        self.library.hold(scenario)
        concerns, comparison = await self.database.survey(
            lambda conn: submission.assess(conn, self.library, kept, scenario)
        )
        return Received(kept, loaded, scenario, sent, concerns, comparison)
