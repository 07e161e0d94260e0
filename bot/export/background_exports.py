"""Exports that are made in the background, and wait for whoever asked to take them, once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog

from bot.app.errors import StorageTrouble
from bot.app.exports import export_notices, file_deletion
from bot.app.ports import Clock
from bot.export import data_export
from bot.export.data_export import ExportRequest
from bot.export.dataset_files import Progress
from bot.export.errors import PersonErased, TooFewPeopleError, TooManyRowsError
from bot.export.export_queue import ExportQueue
from bot.export.schema.assessment_forms import LoadForms
from storage.db.database import Database
from storage.exports.export_log import LoggedExport

log = structlog.get_logger()

KEPT: Final = timedelta(hours=1)
"""The time for which a file can be downloaded, from the request on. It is kept in memory only, and
lost at a restart."""


class RunState(StrEnum):
    """The state of an export."""

    WAITING = "waiting"  # for the one before
    MAKING = "making"
    READY = "ready"
    TAKEN = "taken"
    TOO_MANY = "too-many"
    TOO_FEW = "too-few"
    FAILED = "failed"


@dataclass(slots=True)
class ExportRun:
    """An export under way, or made."""

    release: LoggedExport
    request: ExportRequest
    person_id: str
    state: RunState = RunState.WAITING
    fraction: float = 0.0
    content: bytes = b""
    """The file, while it waits to be taken."""

    @property
    def is_under_way(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in (RunState.WAITING, RunState.MAKING)

    def note(self, progress: Progress) -> None:
        """Note how far it is; called in another thread."""
        self.fraction = progress.fraction


@dataclass(frozen=True, slots=True)
class BackgroundExports:
    """The exports of everyone, made one at a time in the order in which they were asked for."""

    _runs: dict[str, ExportRun] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(
        self,
        database: Database,
        clock: Clock,
        queue: ExportQueue,
        request: ExportRequest,
        release: LoggedExport,
        load_forms: LoadForms,
    ) -> None:
        """Make the file of a logged export in the background.

        Args:
            clock: The source of times in the log.
            queue: Runs one export at a time, and admits one waiting export per person.
            request: What to export; it has a person who asks.
            release: Its entry in the log.
            load_forms: Loads the forms of assessments.
        """
        assert request.person is not None
        run = ExportRun(release, request, request.person.id)
        self._runs[release.id] = run
        queue.add(run.person_id, clock.now())
        work = self._make(run, database, clock, queue, load_forms)
        task = asyncio.create_task(work, name="export")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make(
        self,
        run: ExportRun,
        database: Database,
        clock: Clock,
        queue: ExportQueue,
        load_forms: LoadForms,
    ) -> None:
        try:
            async with queue.lock:
                run.state = RunState.MAKING
                run.content = await _content(run, database, clock, load_forms)
                run.state = RunState.READY
        except TooManyRowsError:
            run.state = RunState.TOO_MANY
        except TooFewPeopleError:
            run.state = RunState.TOO_FEW
        except PersonErased:
            run.state = RunState.FAILED
        except Exception as error:  # noqa: BLE001  its text may quote rows, which are personal
            run.state = RunState.FAILED
            log.warning("export failed", export=run.release.id, error=type(error).__name__)
        finally:
            queue.remove(run.person_id)
        await _announce(run, database, clock)

    def of(self, person_id: str) -> list[ExportRun]:
        """The exports that someone asked for and that are not forgotten, the latest first."""
        return [run for run in self._runs.values() if run.person_id == person_id][::-1]

    def take(self, person_id: str, release_id: str, now: datetime) -> ExportRun | None:
        """A file that is ready, for the person who asked for it; see `mark_taken`."""
        run = self._runs.get(release_id)
        if run is None or run.person_id != person_id or run.state is not RunState.READY:
            return None
        return None if _is_old(run, now) else run

    def mark_taken(self, run: ExportRun) -> bytes:
        """Let go of a file; returns it."""
        content, run.content, run.state = run.content, b"", RunState.TAKEN
        return content

    async def forget_old(self, database: Database, clock: Clock) -> None:
        """Forget exports that are over for long, and log the files that nobody took as such."""
        now = clock.now()
        old = [run for run in self._runs.values() if not run.is_under_way and _is_old(run, now)]
        for run in old:
            del self._runs[run.release.id]
        left = [run.release.id for run in old if run.state is RunState.READY]
        if left:
            await database.write(lambda conn: file_deletion.note_untaken(conn, left))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        for task in [*self._tasks]:
            with suppress(asyncio.CancelledError):
                await task


async def _announce(run: ExportRun, database: Database, clock: Clock) -> None:
    """Report the result of an export in the chat."""
    until, made = run.release.made_at + KEPT, run.state is RunState.READY
    try:
        await database.write(
            lambda conn: export_notices.announce_made(
                conn, run.person_id, run.release.id, clock.now(), until, made=made
            )
        )
    except StorageTrouble as trouble:
        log.warning("export notice failed", error=type(trouble).__name__)


def _is_old(run: ExportRun, now: datetime) -> bool:
    return not run.release.made_at <= now < run.release.made_at + KEPT


async def _content(
    run: ExportRun, database: Database, clock: Clock, load_forms: LoadForms
) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / run.request.file_name
        await data_export.make_file(
            database, clock, run.request, run.release, file, load_forms, run.note
        )
        return await asyncio.to_thread(file.read_bytes)
