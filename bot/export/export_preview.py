"""The first rows of an export, as a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot.app.access.checks import training_agency_for
from bot.app.access.rights import Right
from bot.app.request import Request
from bot.export import unlinkable
from bot.export.data_export import ExportRequest
from bot.export.dataset_files import make_keys
from bot.export.schema.assessment_forms import LoadForms
from bot.export.schema.columns import Row, Table
from bot.export.schema.dataset import Query
from storage.db.database import Database
from storage.people.roles import EVERYWHERE

ROWS = 5
"""The number of rows shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A table and its first rows."""

    table: Table
    rows: Sequence[Row]


async def preview(
    database: Database, request: Request, wanted: ExportRequest, load_forms: LoadForms
) -> Preview:
    """Read the first rows of a data set, exactly as in its file.

    Args:
        database: Read in one snapshot, without blocking writers.
        wanted: The export to preview, as it would be sent in a chat.
        load_forms: Loads the forms of assessments, where a data set needs them.

    Raises:
        NotFound: They may not export it.
        TooFewPeopleError: It has so few people that they could be recognised.
        TooManyRowsError: It exceeds the row limit.
    """
    assert wanted.for_chat
    agency = wanted.scope.agency or EVERYWHERE
    await database.read(
        lambda conn: training_agency_for(conn, request.person, Right.TAKE_FILES, agency)
    )
    await make_keys(database)
    return await database.survey(partial(_first, request, wanted, load_forms))


def _first(
    request: Request, wanted: ExportRequest, load_forms: LoadForms, conn: Connection
) -> Preview:
    (source,) = [each for each in wanted.sources() if each.name == wanted.datasets[0]]
    dataset = unlinkable.for_chat(source, unlinkable.MAX_ROWS)
    query = Query(wanted.scope, request.now, load_forms, texts=wanted.texts())
    rows: list[Row] = []
    for batch in dataset.read(conn, query):
        rows += batch.rows
        if len(rows) >= ROWS:
            break
    return Preview(dataset.table(wanted.language), rows[:ROWS])
