"""Every answer to a decision in assigned work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bot.export.rows.answer_rows import AnswerRows, AttemptCells
from bot.export.schema import export_ids
from bot.export.schema.columns import Row
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Query, assessment_cases, batches
from storage.exports import work
from storage.exports.scope import Row as StoredRow
from storage.exports.work import CohortAssignment
from storage.personal_data import pseudonyms

_BATCH = 20  # assignments
_CACHED = 60  # attempts, whose rows are still in the processor's cache when they are written


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    hidden, answers = assessment_cases(conn, query), AnswerRows(dated=True)
    given = [
        assignment
        for assignment in work.cohort_assignments(conn, query.scope)
        if assignment.assignment.scenario not in hidden
    ]
    for some, fraction in batches(given, _BATCH):
        by_id = {assignment.assignment.id: assignment for assignment in some}
        attempts = work.disclosable_attempts(conn, by_id)
        if query.disclose is not None:
            disclosed = query.disclose(conn, by_id)
            attempts = [attempt for attempt in attempts if attempt[0] in disclosed]
        keys = pseudonyms.keys(conn, {person for _, _, person, *_ in attempts})
        names = {
            person: (export_ids.person(key), export_ids.attempts(key))
            for person, key in keys.items()
        }
        for few, _ in batches(attempts, _CACHED):
            yield Batch(_rows(conn, query, answers, few, by_id, names), fraction)


def _rows(
    conn: Connection,
    query: Query,
    answers: AnswerRows,
    attempts: Sequence[StoredRow],
    given: Mapping[str, CohortAssignment],
    names: Mapping[str, tuple[str, Callable[[str], str]]],
) -> list[Row]:
    cells: dict[str, AttemptCells] = {}
    for id_, assignment_id, person, edition, on_paper in attempts:
        if person not in names:  # newcomers without a key are in the next file
            continue
        person_id, attempt_id = names[person]
        assignment, cohort = given[assignment_id].assignment, given[assignment_id].cohort
        texts = query.texts.of(conn, assignment.scenario, edition)
        common = (
            person_id,
            export_ids.cohort(cohort.id),
            cohort.name,
            cohort.agency,
            export_ids.work(assignment_id),
            assignment.scenario,
            texts.title,
            edition,
            assignment.mode,
            attempt_id(id_),
        )
        cells[id_] = AttemptCells(common, texts, timed=not on_paper)
    return [*answers.of(cells, work.events_of(conn, cells))]


DECISIONS = Dataset("decisions", ALL_FILTERS, _read)
