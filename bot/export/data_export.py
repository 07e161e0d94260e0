"""The use case of exporting data: check the request and rights, log the file, and make it.

The chat and the command line both export through here, so every file that leaves is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.app.access.checks import training_agency_for
from bot.app.access.rights import Right
from bot.app.ports import Clock, Dice
from bot.export import unlinkable
from bot.export.dataset_files import OnProgress, no_progress, write
from bot.export.dataset_list import DATASETS
from bot.export.errors import InvalidExport
from bot.export.export_log import log_file, validate_parties
from bot.export.named_people import NAMEABLE, NamedPeople, NamedPeopleCounts
from bot.export.rows.attempt_rows import ATTEMPTS
from bot.export.rows.decision_rows import DECISIONS
from bot.export.rows.people_rows import PEOPLE
from bot.export.schema.assessment_forms import LoadForms
from bot.export.schema.case_texts import CaseTexts
from bot.export.schema.dataset import Dataset, Query
from bot.export.writers import parquet_writer
from bot.export.writers.formats import SEVERAL, Format, opening
from bot.export.writers.writer import Opens
from bot.export.writers.xapi_writer import XapiWriter
from bot.locale import words
from storage.agencies import agencies
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.exports import disclosures, export_log
from storage.exports.export_log import LoggedExport
from storage.exports.scope import Scope
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

XAPI = "xapi"
"""Statements of xAPI, in place of data sets."""
_XAPI_DATASETS = ("attempts", "decisions")
_ABOUT_PEOPLE = frozenset({ATTEMPTS.name, DECISIONS.name})
"""Data sets that name people by the id they have in that of people."""
_SHORTEST_NAME = 3  # letters
_REASON = (15, 300)  # letters: the message to those who are named has room for them
_SETTLING = timedelta(minutes=10)  # by then, results that were being written have been
_NO_PARQUET = (
    "The package that writes Parquet is not installed. It is the extra `parquet`:\n"
    "  pip install 'pyarrow>=26,<27'\n"
    "Nothing was written. The other formats need nothing more."
)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The request of an export: data, scope and recipient.

    Attributes:
        datasets: The names of data sets, or `XAPI` alone.
        format: The file format.
        scope: What to include.
        language: The language of titles and explanations.
        person: The requester in a chat; None on the command line.
        operator: The requester's name, as given on the command line.
        handed_to: The recipient of the file, as typed.
        sent_to: The URL of a record store to which it is sent.
        reason: The reason for including names, shown to everybody who is named.
        with_names: Whether to include names.
        for_chat: Whether it is sent in a chat; then no row may identify a person.
        xapi_home: The base URL of identifiers in xAPI statements.
    """

    datasets: tuple[str, ...]
    format: Format
    scope: Scope
    language: str = "en"
    person: Person | None = None
    operator: str | None = None
    handed_to: str | None = None
    sent_to: str | None = None
    reason: str | None = None
    with_names: bool = False
    for_chat: bool = False
    xapi_home: str = ""

    @property
    def is_xapi(self) -> bool:
        """Whether xAPI statements are requested."""
        return XAPI in self.datasets

    @property
    def names(self) -> tuple[str, ...]:
        """The data sets in the order in which they are written; `XAPI` for its statements.

        A workbook with rows of people's assigned work begins with one row a person, unless it is
        for a chat, where such rows would say more than the rest may.
        """
        if self.is_xapi:
            return (XAPI,)
        asked = {*self.datasets}
        if self.format is Format.XLSX and not self.for_chat and asked & _ABOUT_PEOPLE:
            asked.add(PEOPLE.name)
        return tuple(dataset for dataset in DATASETS if dataset in asked)

    @property
    def audit_object(self) -> str:
        """The object in the audit log; never anything typed."""
        suffix = " sent" if self.sent_to else " with names" if self.with_names else ""
        return " ".join(self.names) + suffix

    @property
    def file_name(self) -> str:
        """The default name of the file."""
        return f"{self.datasets[0] if len(self.datasets) == 1 else 'basira'}.{self.format}"

    def sources(self) -> list[Dataset]:
        """The data sets whose rows are read."""
        return [DATASETS[name] for name in (_XAPI_DATASETS if self.is_xapi else self.names)]

    def texts(self) -> CaseTexts:
        """The reader of texts of cases; in a chat they must not tell who played which edition."""
        return CaseTexts(self.language, per_edition=not self.for_chat)

    def opens(self, texts: CaseTexts) -> Opens:
        """The writer of its format."""
        if self.is_xapi:
            return partial(XapiWriter, home=self.xapi_home, texts=texts)
        return opening(self.format, words(self.language))


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export.

    Attributes:
        rows: The number of rows of each data set.
        reach: Whom a file with names names; None for one without.
    """

    rows: Mapping[str, int]
    reach: NamedPeopleCounts | None = None


def validate(request: ExportRequest) -> None:
    """Check that a request can be met, before the database is opened.

    Raises:
        InvalidExport: It cannot.
    """
    _validate_format(request)
    _validate_filters(request.sources(), request.scope)
    validate_parties(request.operator, request.handed_to)
    _validate_names(request)


def _validate_format(request: ExportRequest) -> None:
    if request.is_xapi and ({*request.datasets} != {XAPI} or request.format != Format.JSONL):
        raise InvalidExport("Statements of xAPI are JSON Lines, and a file of their own.")
    if len(request.names) > 1 and request.format not in SEVERAL:
        raise InvalidExport(
            "A file of this format holds one data set. Several go into one workbook: xlsx."
        )
    if request.format is Format.PARQUET and not parquet_writer.is_installed():
        raise InvalidExport(_NO_PARQUET)


def _validate_filters(datasets: Sequence[Dataset], scope: Scope) -> None:
    """Refuse a filter that changes nothing: it would make a file look like less than it is."""
    for dataset in datasets:
        for name in ("agency", "cohort", "scenario", "since", "until"):
            if getattr(scope, name) is not None and name not in dataset.filters:
                raise InvalidExport(f"`--{name}` does not narrow the data set `{dataset.name}`.")


def _validate_names(request: ExportRequest) -> None:
    if not request.with_names:
        if request.reason is not None:
            raise InvalidExport("`--reason` is for a file with names: `--with-names`.")
        return
    if not {*request.names} <= {*NAMEABLE}:
        raise InvalidExport(
            "Only data sets of assigned work can have names: people, attempts, decisions. Practice "
            "and refreshers are the learner's own; the others are aggregates."
        )
    if request.operator is None or len(request.operator) < _SHORTEST_NAME:
        raise InvalidExport(
            "A file with names needs `--by`: your name. Everybody who is named is told it."
        )
    least, most = _REASON
    if request.reason is None or not least <= len(request.reason) <= most:
        raise InvalidExport(
            f"A file with names needs `--reason`, in {least} to {most} letters. Everybody who is "
            "named reads it, so write nobody's name in it."
        )


def begin(conn: Connection, request: ExportRequest, export_id: str, now: datetime) -> LoggedExport:
    """Check rights and scope, and log that a file is being made.

    Raises:
        InvalidExport: Its agency or cohort does not exist.
        NotFound: The person may not export it.
    """
    scope = request.scope
    if request.person is not None:
        agency = scope.agency or EVERYWHERE
        training_agency_for(conn, request.person, Right.TAKE_FILES, agency)
    _check_scope(conn, scope)
    release = LoggedExport(
        export_id,
        request.person.id if request.person else None,
        request.operator,
        now,
        [*request.names],
        request.format,
        scope.agency,
        scope.cohort,
        scope.scenario,
        scope.since,
        scope.until,
        named=request.with_names,
        reason=request.reason,
        handed_to=", ".join(filter(None, (request.handed_to, request.sent_to))) or None,
    )
    export_log.begin(conn, release)
    return release


def _check_scope(conn: Connection, scope: Scope) -> None:
    if scope.agency is not None and agencies.get(conn, scope.agency) is None:
        known = ", ".join(agency.id for agency in agencies.all_agencies(conn))
        raise InvalidExport(f"There is no agency `{scope.agency}`. There are: {known}.")
    if scope.cohort is not None and cohorts.get(conn, scope.cohort) is None:
        raise InvalidExport(
            f"There is no cohort `c_{scope.cohort}`. `basira export cohorts` lists their ids."
        )


async def make_file(
    database: Database,
    clock: Clock,
    request: ExportRequest,
    release: LoggedExport,
    file: Path,
    load_forms: LoadForms,
    on_progress: OnProgress = no_progress,
) -> Exported:
    """Make the file of a logged export, and move it to its target once the log entry is complete.

    Args:
        database: Read in one snapshot, without blocking writers.
        clock: The source of times in the log.
        release: Its entry in the log.
        file: The target; an existing file is replaced.
        load_forms: Loads the forms of assessments, where a data set needs them.
        on_progress: Receives progress, in another thread.

    Raises:
        ExportError: No file was made; the log records the failure.
        OSError: The file cannot be written.
    """
    texts = request.texts()
    query = Query(request.scope, release.made_at, load_forms, texts=texts)
    datasets, people = request.sources(), NamedPeople()
    if request.for_chat:
        await _disclose(database, release)
        datasets = [unlinkable.for_chat(dataset, unlinkable.MAX_ROWS) for dataset in datasets]
    if request.with_names:
        datasets = [people.add_names(dataset) for dataset in datasets]

    async def make(place: Path) -> Mapping[str, int]:
        return await write(
            database, datasets, query, place, request.opens(texts), request.language, on_progress
        )

    rows = await log_file(
        database,
        clock,
        release,
        file,
        make,
        named=lambda: people.included,
        unnamed=lambda: people.unnamed,
    )
    return Exported(rows, await people.reach(database) if request.with_names else None)


async def _disclose(database: Database, release: LoggedExport) -> None:
    """Disclose the results of whatever enough further people have finished."""
    if not any(map(unlinkable.has_results, release.sets)):
        return
    until = release.made_at.replace(microsecond=0) - _SETTLING
    found = await database.survey(
        lambda conn: disclosures.advances(conn, release.scope, until, unlinkable.MIN_PEOPLE)
    )
    if found:
        await database.write(lambda conn: disclosures.advance(conn, found, until))


async def export(
    database: Database,
    clock: Clock,
    dice: Dice,
    request: ExportRequest,
    file: Path,
    load_forms: LoadForms,
    *,
    on_progress: OnProgress = no_progress,
    confirm: Callable[[NamedPeopleCounts], None] | None = None,
) -> Exported:
    """Export data to a file: validate, check rights and scope, write the log, and make the file.

    Args:
        clock: The source of times in the log.
        dice: Source of the log entry's id.
        file: The target; an existing file is replaced.
        load_forms: Loads the forms of assessments, where a data set needs them.
        on_progress: Receives progress, in another thread.
        confirm: Called before an export with names; raises to refuse, and nothing is logged.

    Raises:
        ExportError: No file was made.
        OSError: The file cannot be written.
    """
    validate(request)
    await database.read(partial(_check_scope, scope=request.scope))
    if request.with_names and confirm is not None:
        query = Query(request.scope, clock.now(), load_forms)
        confirm(await NamedPeople().count(database, request.sources(), query))
    start = partial(begin, request=request, export_id=dice.id(), now=clock.now())
    release = await database.write(start)
    return await make_file(database, clock, request, release, file, load_forms, on_progress)
