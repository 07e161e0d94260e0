"""A generated year, written and read back: the totals are SQL's, and nobody stands out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete, insert, text, update
from sqlalchemy.event import listen

from bot.export.dataset_files import Progress, make_keys, write
from bot.export.dataset_list import DATASETS
from bot.export.schema.assessment_forms import AssessmentForms, load_forms
from bot.export.schema.case_texts import CaseTexts
from bot.export.schema.columns import Cell, ColumnKind, Row, Table
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Query
from bot.export.writers.formats import Format, opening
from bot.export.writers.writer import plain_text
from bot.locale import words
from bot.phrases.case_phrases import title_of
from scenarios.kinds.base import split_parts
from scenarios.rendering import render_outside_attempt
from storage.authoring import editions
from storage.db.database import Database
from storage.db.tables import certificates, cohorts, erasures
from storage.exports.scope import Scope
from storage.personal_data import erasure
from tests.bench.people.year import ENDS
from tests.helpers.export_year import Read, asked, number, read, shelf


def total(rows: Read, column: str) -> float:
    return sum(float(row[column]) for row in rows if row[column])


async def test_people_without_attempts_are_listed(year: Database, tmp_path: Path) -> None:
    rows = await read(year, tmp_path, "people")

    assert len(rows) == len({row["person"] for row in rows}) == 60
    assert total(rows, "done") == await number(
        year,
        "SELECT count(*) FROM (SELECT DISTINCT person, assignment FROM attempts"
        " WHERE state = 'ended' AND assignment IS NOT NULL) AS done",
    )
    assert Counter(row["practised"] for row in rows)["true"] == await number(
        year,
        "SELECT count(DISTINCT person) FROM attempts WHERE assignment IS NULL AND state = 'ended'",
    )
    assert {row["cohorts"][:2] for row in rows} <= {"c_", ""}


async def test_attempts_have_rows_for_each_try_and_for_unstarted_people(
    year: Database, tmp_path: Path
) -> None:
    rows = await read(year, tmp_path, "attempts")
    begun = [row for row in rows if row["state"] != "not-begun"]

    assert len(begun) == len({row["attempt"] for row in begun})
    assert len(begun) == await number(
        year, "SELECT count(*) FROM attempts WHERE assignment IS NOT NULL"
    )
    assert total(rows, "score") == await number(
        year,
        "SELECT sum(score) FROM attempts JOIN assignments ON assignments.id = assignment"
        " WHERE test IS NULL",
    )
    never = {(row["person"], row["work"]) for row in rows if row["state"] == "not-begun"}
    assert never
    assert not never & {(row["person"], row["work"]) for row in begun}
    inside = await number(year, "SELECT count(*) FROM memberships WHERE left_at IS NULL")
    given = Counter(row["work"] for row in rows if row["cohort"] and not row["part"])
    left = await number(year, "SELECT count(*) FROM memberships WHERE left_at IS NOT NULL")
    assert 3 * inside <= given.total() <= 3 * (inside + left)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_titles_questions_and_answers_stand_beside_their_ids(
    year: Database, language: str
) -> None:
    await make_keys(year)
    query = replace(asked(year), texts=CaseTexts(language))
    names = [column.name for column in DATASETS["decisions"].table(language).columns]

    def rows(conn: Connection) -> list[dict[str, Cell]]:
        batches = DATASETS["decisions"].read(conn, query)
        return [dict(zip(names, row, strict=True)) for batch in batches for row in batch.rows]

    found = await year.survey(rows)
    assert found
    for row in found:
        case = shelf().scenarios[str(row["scenario"])]
        assert plain_text(str(row["scenario_title"])) == plain_text(title_of(words(language), case))
        assert row["question"]
        decision = case.scenes[str(row["decision"])].decision
        assert decision is not None
        picked = {*split_parts(str(row["act"] or ""))} & {*decision.ids}
        assert bool(row["answer"]) == bool(decision.worded and picked)
        if decision.kind == "choose" and picked:
            key = f"{decision.part_key(str(row['act']))}.text"
            text = render_outside_attempt(case, language, key) or ""
            assert plain_text(str(row["answer"])) == plain_text(text)


async def test_texts_come_from_the_edition_played_unless_it_must_not_show(
    year: Database,
) -> None:
    def retitle(conn: Connection) -> str:
        """A new edition of a case, with another title."""
        old = editions.current(conn, "pink-bag")
        assert old is not None
        stored = editions.get(conn, old)
        assert stored is not None
        title = shelf().scenarios["pink-bag"].scripts["en"].texts["title"][0].text
        content = {name: text.replace(title, "Retitled") for name, text in stored.content.items()}
        later = stored.created_at + timedelta(days=1)
        new = replace(stored, hash="retitled", content=content, created_at=later)
        editions.keep(conn, new)
        editions.keep(conn, replace(new, hash="draft", state="draft", content=stored.content))
        return old

    old = await year.write(retitle)

    def titles(conn: Connection) -> tuple[str | None, ...]:
        played, current = CaseTexts(), CaseTexts(per_edition=False)
        return (
            played.of(conn, "pink-bag", old).title,
            played.of(conn, "pink-bag").title,
            current.of(conn, "pink-bag", old).title,
            current.of(conn, "no-such-case", "none").title,
        )

    first, *others = await year.read(titles)
    assert first not in {None, "Retitled"}
    assert others == ["Retitled", "Retitled", None]


async def test_local_times_use_the_cohorts_zone(year: Database, tmp_path: Path) -> None:
    await year.write(lambda conn: conn.execute(update(cohorts).values(timezone="Asia/Dubai")))
    for name in ("attempts", "cohorts"):
        rows = await read(year, tmp_path, name)
        assert {row["time_zone"] for row in rows} == {"Asia/Dubai"}
        for row in rows:
            due = datetime.fromisoformat(row["due_at"]).astimezone(ZoneInfo("Asia/Dubai"))
            assert row["due_local"] == f"{due:%Y-%m-%dT%H:%M:%S}"


async def test_a_person_is_summed_up_as_their_attempts_say(year: Database, tmp_path: Path) -> None:
    people = {row["person"]: row for row in await read(year, tmp_path, "people")}
    attempts = await read(year, tmp_path, "attempts")
    in_time = {(row["person"], row["work"]) for row in attempts if row["late"] == "false"}
    late = {(row["person"], row["work"]) for row in attempts} - in_time
    last = dict.fromkeys(people, "")
    for row in attempts:
        last[row["person"]] = max(last[row["person"]], row["ended_local"][:10])

    assert late
    assert Counter(person for person, _ in late) == Counter(
        {id_: int(row["late"]) for id_, row in people.items()}
    )
    assert {id_: row["last_day"] for id_, row in people.items()} == last


async def test_revoked_certificates_do_not_count(year: Database, tmp_path: Path) -> None:
    person = await number(year, "SELECT person FROM memberships ORDER BY person LIMIT 1")

    def issue(conn: Connection) -> None:
        for index, revoked_at in enumerate((None, ENDS)):
            mapping = {
                "id": f"certificate-{index}",
                "person": person,
                "programme": "gate",
                "number": index,
                "agency": "any",
                "code": f"code-{index}",
                "issued_at": ENDS,
                "expires_at": ENDS,
                "editions": [],
                "revoked_at": revoked_at,
            }
            conn.execute(insert(certificates).values(mapping))

    await year.write(issue)
    rows = await read(year, tmp_path, "people")
    assert Counter(row["certificates"] for row in rows) == {"1": 1, "0": len(rows) - 1}


async def test_rows_tell_participation_only(year: Database, tmp_path: Path) -> None:
    attempts = await read(year, tmp_path, "attempts")
    decisions = await read(year, tmp_path, "decisions")
    parts = [row for row in attempts if row["part"]]

    assert {row["state"] for row in parts} >= {"ended"}
    told = ("outcome", "score", "passed", "recognise", "missed", "over_called", "critical")
    assert not [row for row in parts for name in told if row[name]]
    assert not {row["work"] for row in parts} & {row["work"] for row in decisions}


async def test_decisions_match_answers_outside_tests(year: Database, tmp_path: Path) -> None:
    rows = await read(year, tmp_path, "decisions")
    where = (
        " FROM events JOIN attempts ON attempts.id = attempt"
        " JOIN assignments ON assignments.id = assignment"
        " WHERE credit IS NOT NULL AND test IS NULL"
    )

    assert len(rows) == await number(year, f"SELECT count(*){where}")
    critical = Counter(row["critical"] for row in rows)["true"]
    assert critical == await number(year, f"SELECT count(*){where} AND critical")
    assert {row["error"] for row in rows} == {"", "missed", "over-called", "unsafe"}
    assert all(4 <= float(row["seconds"]) <= 90 for row in rows)
    parts = sum(total(rows, name) for name in ("recognise", "respond", "refer", "protect"))
    assert total(rows, "points") == pytest.approx(parts, abs=0.01)
    assert {row["attempt"] for row in rows} <= {
        row["attempt"] for row in await read(year, tmp_path, "attempts")
    }


async def test_paper_answers_have_no_duration(year: Database, tmp_path: Path) -> None:
    entered = "UPDATE attempts SET entered_at = ended_at WHERE assignment IS NULL"
    await year.write(lambda conn: conn.execute(text(entered)))
    rows = await read(year, tmp_path, "practice")
    assert rows
    assert {row["seconds"] for row in rows} == {""}


async def test_practice_and_refreshers_cannot_be_linked_to_assigned_work(
    year: Database, tmp_path: Path
) -> None:
    practice = await read(year, tmp_path, "practice")
    refreshers = await read(year, tmp_path, "refreshers")
    given = await read(year, tmp_path, "attempts")

    assert len(practice) == await number(
        year,
        "SELECT count(*) FROM events JOIN attempts ON attempts.id = attempt"
        " WHERE credit IS NOT NULL AND assignment IS NULL",
    )
    assert len(refreshers) == 2 * await number(year, "SELECT count(*) FROM prompts")
    answers = Counter(row["answered"] for row in refreshers)["true"]
    assert answers == await number(year, "SELECT count(*) FROM reviews WHERE prompt IS NOT NULL")
    assert {row["learner"] for row in refreshers} == {row["learner"] for row in practice}
    told = {cell for row in (*practice, *refreshers) for cell in row.values()}
    assert not told & {row[name] for row in given for name in ("person", "attempt") if row[name]}
    assert not {"cohort", "work", "at", "person"} & {*practice[0], *refreshers[0]}
    # Of each agency fewer than ten practised.
    assert {row["agency"] for row in (*practice, *refreshers)} == {""}


async def test_sums_are_of_fives_and_hide_the_few(year: Database, tmp_path: Path) -> None:
    rows = await read(year, tmp_path, "cohorts")
    first = {row["cohort"] for row in rows if int(row["people"] or 0) > 20}
    tenth = {row["cohort"] for row in rows} - first

    assert len(first) == 2
    assert len(tenth) == 1
    for row in rows:
        counted = int(row["counted"] or 0)
        assert counted % 5 == 0
        assert counted <= int(row["done"] or 0)
        assert bool(row["score"]) == bool(counted)
        assert not (row["part"] and row["counted"])
    assert {row["cohort_name"].split(" ")[0] for row in rows} == {"'=1+1", "Gatesgnp.exe", "بوابات"}

    await year.write(_only_four_stay)
    few = [row for row in await read(year, tmp_path, "cohorts") if row["cohort"] in tenth]
    assert few
    for row in few:
        assert row["hidden"] == "true"
        assert not any(row[person] for person in ("people", "not_come", "begun", "done", "counted"))


def _only_four_stay(conn: Connection) -> None:
    """In the smallest cohort."""
    smallest = "SELECT cohort FROM memberships GROUP BY cohort ORDER BY count(*), cohort LIMIT 1"
    gone = conn.execute(
        text(f"SELECT person FROM memberships WHERE cohort = ({smallest}) ORDER BY id")
    ).scalars()
    ids = count()
    for person in [*gone][4:]:
        erasure.erase(conn, person, ENDS, lambda: f"new-{next(ids)}")


async def test_filters_take_whole_works(year: Database, tmp_path: Path) -> None:
    every = await read(year, tmp_path, "attempts")
    cohort, agency = every[0]["cohort"], every[0]["agency"]
    middle, days = datetime(2026, 2, 1, tzinfo=UTC), {row["given_at"] for row in every}
    for scope, column, wanted in (
        (Scope(cohort=cohort.removeprefix("c_")), "cohort", {cohort}),
        (Scope(agency=agency), "agency", {agency}),
        (Scope(scenario="pink-bag"), "scenario", {"pink-bag"}),
        (Scope(since=middle), "given_at", {day for day in days if day >= "2026-02-01"}),
        (Scope(until=middle), "given_at", {day for day in days if day < "2026-02-01"}),
    ):
        found = await read(year, tmp_path, "attempts", scope)
        assert found == [row for row in every if row[column] in wanted]
        assert 0 < len(found) < len(every)


async def test_files_match_and_leave_out_erased_people(year: Database, tmp_path: Path) -> None:
    before = await read(year, tmp_path, "people")
    person = await number(year, "SELECT person FROM pseudonyms ORDER BY person LIMIT 1")
    ids = count()
    await year.write(lambda conn: erasure.erase(conn, person, ENDS, lambda: f"new-{next(ids)}"))
    after = await read(year, tmp_path, "people")

    gone = {row["person"] for row in before} - {row["person"] for row in after}
    assert len(gone) == 1
    assert {row["person"] for row in after} < {row["person"] for row in before}
    nobodys = [row for row in await read(year, tmp_path, "practice") if not row["learner"]]
    assert len(nobodys) == await number(
        year,
        "SELECT count(*) FROM events JOIN attempts ON attempts.id = attempt"
        " JOIN editions ON edition = hash"
        " WHERE credit IS NOT NULL AND person = 'nobody'"
        " AND scenario NOT IN (SELECT scenario FROM assignments WHERE test IS NOT NULL)",
    )
    assert not {row["seconds"] for row in nobodys} - {""}


async def test_the_gain_is_that_of_the_screens(year: Database, tmp_path: Path) -> None:
    rows = await read(year, tmp_path, "gain")

    tests = await number(year, "SELECT count(DISTINCT test) FROM assignments")
    assert len(rows) == 3 * tests
    for row in rows:
        few = int(row["people"]) < 10
        assert row["hidden"] == ("true" if few else "false")
        assert bool(row["gain"]) != few


async def test_change_at_one_agency_reads_no_other_tests(
    year: Database,
) -> None:
    looked: list[str] = []

    def read_rows(conn: Connection) -> None:
        listen(conn, "before_cursor_execute", lambda *args: looked.append(args[2]))
        what = asked(year, Scope(agency="nowhere"))
        assert not [*DATASETS["gain"].read(conn, what)]

    await year.survey(read_rows)
    assert await number(year, "SELECT count(DISTINCT test) FROM assignments") > 1
    assert len([name for name in looked if "FROM cohorts" in name]) == 1


def test_export_can_be_cancelled_between_batches(database_url: str, tmp_path: Path) -> None:
    """Nothing is left of it, and who writes is not held up meanwhile."""

    def endless(_conn: Connection, _query: Query) -> Iterator[Batch]:
        while True:
            yield Batch([("x",)], 0.5)

    column = DATASETS["gain"].table("en").columns[0]
    thing = Table("thing", "Thing", "A row for each.", (column,))
    dataset = Dataset("thing", ALL_FILTERS, endless, lambda _name, _language: thing)

    async def called_off() -> None:
        database, began = Database.open(database_url), asyncio.Event()
        loop = asyncio.get_running_loop()

        def told(_progress: Progress) -> None:
            loop.call_soon_threadsafe(began.set)

        opens, file = opening(Format.CSV, words("en")), tmp_path / "x.csv"
        going = asyncio.create_task(
            write(database, [dataset], asked(database), file, opens, "en", told)
        )
        await began.wait()
        await database.write(lambda conn: conn.execute(delete(erasures)))
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going
        await database.close()

    asyncio.run(called_off())  # which waits for the thread to end
    assert [*tmp_path.glob("*x.csv*")] == []


def test_columns_are_named_once_and_described() -> None:
    for dataset in DATASETS.values():
        table = dataset.table("ar")
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert all(column.title and column.meaning for column in table.columns)
        assert table.name == dataset.name
        assert table.places(*ColumnKind) == tuple(range(len(names)))


@pytest.mark.parametrize("name", DATASETS)
async def test_every_row_is_as_long_as_its_columns_and_of_their_kinds(
    year: Database, name: str
) -> None:
    """A cell that is one column off is of another kind, or the row is longer."""
    await make_keys(year)
    columns, seen = DATASETS[name].table("en").columns, 0

    def load(conn: Connection) -> list[Row]:
        batches = DATASETS[name].read(conn, asked(year))
        return [row for batch in batches for row in batch.rows]

    for row in await year.survey(load):
        for column, cell in zip(columns, row, strict=True):
            assert _fits(column.kind, cell), f"{column.name} is {cell!r}, not of {column.kind}"
        seen += 1
    assert seen


def _fits(kind: ColumnKind, cell: Cell) -> bool:
    match kind:
        case _ if cell is None:
            return True
        case ColumnKind.TRUTH:
            return isinstance(cell, bool)
        case ColumnKind.WHOLE:
            return isinstance(cell, int) and not isinstance(cell, bool)
        case ColumnKind.NUMBER:
            return isinstance(cell, int | float) and not isinstance(cell, bool)
        case ColumnKind.TEXT:
            return isinstance(cell, str)
        case ColumnKind.MOMENT | ColumnKind.LOCAL:
            aware = kind is ColumnKind.MOMENT
            return isinstance(cell, str) and bool(datetime.fromisoformat(cell).tzinfo) == aware


@pytest.mark.parametrize("name", DATASETS)
async def test_only_three_data_sets_load_the_forms_of_assessments(
    year: Database, name: str
) -> None:
    """To load cases takes longer than to read most data sets."""
    loaded: list[str] = []

    def load() -> AssessmentForms:
        loaded.append(name)
        return asked(year).load_forms()

    query = replace(asked(year), load_forms=load)
    await year.survey(lambda conn: [*DATASETS[name].read(conn, query)])
    assert bool(loaded) == (name in {"decisions", "practice", "gain"})


@pytest.mark.parametrize("name", ["decisions", "practice", "gain"])
async def test_forms_from_files_and_from_memory_give_the_same_rows(
    year: Database, name: str
) -> None:
    await make_keys(year)
    query = asked(year)

    def rows(query: Query) -> Callable[[Connection], list[Row]]:
        return lambda conn: [
            row for batch in DATASETS[name].read(conn, query) for row in batch.rows
        ]

    from_files = await year.survey(rows(replace(query, load_forms=load_forms)))
    assert from_files
    assert from_files == await year.survey(rows(query))
