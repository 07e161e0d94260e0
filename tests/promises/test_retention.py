"""How long things are kept: to the day, without a number of a cohort that changes by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.app.personal_data import retention
from bot.app.personal_data.retention import KINDS, RetentionDoubt, RetentionPlan, RetentionPolicy
from bot.app.progress.answer_counts import counted_tries, plays
from storage import Database
from storage.assignments import assigned_responses, paper_answers
from storage.authoring import editions
from storage.db import audit_log
from storage.db.tables import metadata
from storage.people import people
from storage.people.people import NOBODY, Account, Person
from storage.personal_data import attempt_unlinking, erasure, inactivity, personal_data
from storage.personal_data import retention as parts
from storage.playing import attempts, issue_reports
from storage.playing.attempts import Result
from storage.playing.events import Event
from tests.helpers.database_contents import contents, holding
from tests.helpers.front_desk import ManualClock
from tests.promises.makers import BOT, add_person, an_attempt, an_edition

NOW = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)  # half past three at night in Bahrain
A_YEAR_AGO = datetime(2025, 11, 26, 12, 30, tzinfo=UTC)  # less than a year, by twelve hours
DAY = timedelta(days=1)
TABLES = metadata.tables


class Ids:
    """Dice that count."""

    def __init__(self) -> None:
        self._numbers = count()

    def id(self) -> str:
        return f"new-{next(self._numbers)}"

    def seed(self) -> int:
        return 1


def keeper(database: Database, clock: ManualClock, **months: int) -> RetentionPolicy:
    """One that keeps for good what is not said otherwise."""
    return RetentionPolicy(database, dict.fromkeys(KINDS, 0) | months, "Asia/Bahrain", clock, Ids())


def at_night() -> ManualClock:
    clock = ManualClock()
    clock.at = NOW
    return clock


def put(conn: Connection, table: str, **values: Any) -> None:
    conn.execute(insert(TABLES[table]), values)


def finish(
    conn: Connection,
    name: str,
    person: str,
    at: datetime,
    *,
    assignment: str | None = None,
    seconds: int = 60,
    error: str | None = None,
) -> None:
    """An attempt that ended, with one answer so long after it was begun."""
    began = at - timedelta(seconds=seconds)
    made = replace(an_attempt(name, person, at=began), assignment=assignment)
    happened = [
        Event(0, "started", "ar", began, scene="gate"),
        Event(0, "choose", "ar", at, scene="gate", act={"act": "ask"}, credit={"r": 1.0},
              error=error),
    ]  # fmt: skip
    attempts.begin(conn, made, happened)
    attempts.move(conn, name, 1, '{"scene":"gate"}', at, [], Result("safe", 50, True, {}))


def cohort(conn: Connection, name: str = "cohort", archived: datetime | None = None) -> None:
    """A cohort that was given something, with somebody in it and on its list."""
    put(conn, "cohorts", id=name, name="Night shift", agency="airport", timezone="Asia/Bahrain",
        created_at=A_YEAR_AGO, archived_at=archived)  # fmt: skip
    put(conn, "assignments", id=f"of-{name}", cohort=name, scenario="transit-hall",
        mode="practice", due_at=A_YEAR_AGO, pass_mark=70, created_at=A_YEAR_AGO)  # fmt: skip
    put(conn, "memberships", id=f"m-{name}", cohort=name, person="p1", joined_at=A_YEAR_AGO)


def a_session(conn: Connection, at: datetime) -> None:
    put(conn, "sessions", id="s", cohort="cohort", scenario="transit-hall", edition="e1", seed=1,
        language="ar", place="Room 3", made_at=at, state="ended", phase="over", turn=0,
        position="{}", question=0, door="d", page="p", attended=1)  # fmt: skip
    put(conn, "attendance", id="x", session="s", at=at, how="phone", person="p1", asked=0)


def certificate(conn: Connection, number: int, expires: datetime) -> None:
    put(conn, "certificates", id=f"c{number}", person="p1", programme="hotels", number=number,
        agency="airport", code=f"CODE{number}", issued_at=A_YEAR_AGO, expires_at=expires,
        editions=[])  # fmt: skip


def refreshers(conn: Connection, at: datetime) -> None:
    put(conn, "reviews", person="p1", scenario="transit-hall", signature="s", seq=0, at=at,
        told="story", act="a", grade=3)  # fmt: skip
    put(conn, "prompts", id="prompt", person="p1", made_at=at, slot="morning", language="ar",
        items=[], turn=1, state="answered")  # fmt: skip


def report(conn: Connection, at: datetime) -> None:
    finish(conn, "one", "p1", NOW)
    issue_reports.add(conn, "one", 1, "unclear", at)


def renewed(conn: Connection, at: datetime) -> None:
    certificate(conn, 0, at)
    certificate(conn, 1, at)


def place(conn: Connection, at: datetime) -> None:
    put(conn, "roster", id="line", cohort="cohort", names={"latin": "Mariam"}, created_at=at)


def results(conn: Connection, at: datetime) -> None:
    cohort(conn, "resting", archived=at)
    finish(conn, "practised", "p1", at)
    finish(conn, "first", "p1", at - DAY, assignment="of-resting")
    finish(conn, "second", "p1", at, assignment="of-resting")
    finish(conn, "active", "p1", at, assignment="of-cohort")


def left_open(conn: Connection, at: datetime, assignment: str | None) -> None:
    begun = replace(an_attempt("open", "p1", at=at), assignment=assignment)
    attempts.begin(conn, begun, [])
    attempts.abandon(conn, "open", at)


def practice(conn: Connection, at: datetime) -> None:
    finish(conn, "practised", "p1", at)
    left_open(conn, at, None)


def assigned(conn: Connection, at: datetime) -> None:
    finish(conn, "given", "p1", at, assignment="of-cohort")
    left_open(conn, at, "of-cohort")


Make = Callable[[Connection, datetime], None]
# What makes rows of that age; by table how many of somebody's are there before and after.
CASES: dict[str, tuple[Make, dict[str, tuple[int, int]]]] = {
    "practice": (practice, {"events": (2, 0), "attempts": (2, 1)}),
    "assigned": (assigned, {"events": (2, 0), "attempts": (2, 1)}),
    "results": (results, {"attempts": (4, 1)}),
    "refreshers": (refreshers, {"reviews": (1, 0), "prompts": (1, 0)}),
    "lists": (place, {"roster": (1, 0)}),
    "cohorts": (
        lambda conn, at: cohort(conn, "old", archived=at),
        {"memberships": (2, 1), "cohorts": (2, 2), "assignments": (2, 2)},
    ),
    "reports": (report, {"reports": (1, 0)}),
    "attendance": (a_session, {"attendance": (1, 0), "sessions": (1, 1)}),
    "certificates": (renewed, {"certificates": (2, 1)}),
    "failures": (
        lambda conn, at: put(conn, "set_aside", bot=BOT, update_id=1, kind="message",
                             error="KeyError", tries=3, at=at),
        {"set_aside": (1, 0)},
    ),
}  # fmt: skip


def somebodys(conn: Connection, table: str) -> int:
    """How many rows there are that are not nobody's."""
    entry = TABLES[table]
    query = select(func.count()).select_from(entry)
    if "person" in entry.c:
        query = query.where(func.coalesce(entry.c.person, "") != NOBODY)
    if "attempt" in entry.c and table != "reviews":
        theirs = select(TABLES["attempts"].c.id).where(TABLES["attempts"].c.person != NOBODY)
        query = query.where(entry.c.attempt.in_(theirs))
    return conn.execute(query).scalar_one()


@pytest.fixture
async def filled(database: Database) -> Database:
    """Somebody, a cohort and a case."""

    def prepare(conn: Connection) -> None:
        editions.keep(conn, an_edition())
        add_person(conn)
        cohort(conn)

    await database.write(prepare)
    return database


def test_every_kind_is_tried() -> None:
    assert {*CASES, retention.PEOPLE} == {*KINDS}
    assert {*parts.PARTS} == {*CASES}


@pytest.mark.parametrize("kind", CASES)
async def test_data_is_kept_until_its_last_day(filled: Database, kind: str) -> None:
    make, tables = CASES[kind]
    clock = at_night()
    own = keeper(filled, clock, **{kind: 12})
    await filled.write(lambda conn: make(conn, A_YEAR_AGO))

    def found(conn: Connection) -> dict[str, int]:
        return {table: somebodys(conn, table) for table in tables}

    assert await own.preview() == await own.run("operator") == RetentionPlan({}, 0)
    assert await filled.read(found) == {table: before for table, (before, _) in tables.items()}

    clock.at += DAY
    previewed = await own.preview()
    assert replace(previewed, doubts=()) == await own.run("operator")
    assert [*previewed.deleted] == [kind]
    assert await filled.read(found) == {table: after for table, (_, after) in tables.items()}
    assert await own.run("operator") == RetentionPlan({}, 0)


@pytest.mark.parametrize("kind", CASES)
async def test_permanent_data_stays(filled: Database, kind: str) -> None:
    make, _ = CASES[kind]
    clock = at_night()
    own = keeper(filled, clock)
    await filled.write(lambda conn: make(conn, A_YEAR_AGO))
    clock.at += 10_000 * DAY

    def all_but_the_audit(conn: Connection) -> dict[str, list[str]]:
        return {name: rows for name, rows in contents(conn).items() if "audit" not in name}

    before = await filled.read(all_but_the_audit)
    assert await own.run("operator") == RetentionPlan({}, 0)
    assert await filled.read(all_but_the_audit) == before
    (shown,) = [standing for standing in await own.show() if standing.kind == kind]
    assert (shown.months, shown.older) == (0, 0)
    assert shown.oldest is not None


def twelve(conn: Connection) -> None:
    """Twelve people finished the same in one month, some tried again, one on paper."""
    for number in range(12):
        person = f"q{number}"
        add_person(conn, person, 100 + number)
        ended = A_YEAR_AGO + timedelta(hours=number)
        finish(conn, f"try-{number}", person, ended, assignment="of-cohort",
               seconds=30 + number, error="missed" if number % 3 else None)  # fmt: skip
    again = A_YEAR_AGO + timedelta(hours=5, minutes=30)
    finish(conn, "again", "q2", again, assignment="of-cohort", seconds=5)
    finish(conn, "later", "q0", NOW, assignment="of-cohort", seconds=7)
    paper_answers.entered(conn, "try-4", "p1", A_YEAR_AGO)


def numbers(conn: Connection) -> tuple[Any, ...]:
    """What a trainer is told of all together, to the last digit."""
    given = ["of-cohort"]
    found = counted_tries(assigned_responses.first_tries(conn, given), [given], "s1")
    assert found is not None
    counting = [attempt.attempt for attempt in found.tries]
    told = plays(found.tries, assigned_responses.answers(conn, counting))
    return len(found.tries), found.waiting, [sorted(map(repr, pair)) for pair in told]


@pytest.mark.parametrize("more", [{}, {"results": 12}])
async def test_numbers_of_a_cohort_do_not_change(filled: Database, more: dict[str, int]) -> None:
    """Not while some of it has gone and some not, and not once all of it has."""
    clock = at_night()
    own = keeper(filled, clock, assigned=12, **more)

    def rest(conn: Connection) -> None:
        rests = update(TABLES["cohorts"]).where(TABLES["cohorts"].c.id == "cohort")
        conn.execute(rests.values(archived_at=A_YEAR_AGO))

    await filled.write(twelve)
    await filled.write(rest)
    before = await filled.read(numbers)
    assert before[:2] == (10, 2)

    clock.at += timedelta(hours=18)  # so that about half of it is older
    half = await own.run("operator")
    assert half is not None
    assert 3 < half.deleted["assigned"] < 12
    assert await filled.read(numbers) == before

    clock.at += 400 * DAY
    assert await own.run("operator")
    assert await filled.read(numbers) == before
    left = await filled.read(lambda conn: somebodys(conn, "events"))
    assert left == 0


async def test_steps_lead_to_nobody_any_more(filled: Database) -> None:
    """Their row has no id, no time and no seed of whoever made them; the result is still theirs."""
    await filled.write(lambda conn: finish(conn, "given", "p1", A_YEAR_AGO, assignment="of-cohort"))
    clock = at_night()
    clock.at += DAY
    await keeper(filled, clock, assigned=12).run("operator")

    def load(conn: Connection) -> tuple[list[Any], list[Any]]:
        kept, steps = TABLES["attempts"], TABLES["events"]
        rows = conn.execute(select(kept).order_by(kept.c.person)).mappings().all()
        return [*rows], [*conn.execute(select(steps)).mappings()]

    (nobodys, theirs), steps = await filled.read(load)
    month = A_YEAR_AGO.replace(day=1, hour=0, minute=0)
    assert (nobodys["person"], nobodys["started_at"], nobodys["seed"]) == (NOBODY, month, 0)
    assert (nobodys["assignment"], nobodys["counted"]) == (None, "of-cohort")
    assert {step["attempt"] for step in steps} == {nobodys["id"]}
    assert [step["at"] for step in steps] == [month, month + timedelta(seconds=60)]
    assert (theirs["person"], theirs["score"], theirs["passed"]) == ("p1", 50, True)
    assert (theirs["position"], theirs["seed"], theirs["cleared_at"]) == ("{}", 0, clock.at)
    assert await filled.read(lambda conn: attempts.is_withheld(conn, "given"))
    (mine,) = (await filled.read(lambda conn: personal_data.everything(conn, "p1")))["attempts"]
    assert (mine["score"], mine["passed"]) == (50, True)


async def test_later_erasure_leaves_no_second_number(filled: Database) -> None:
    """What was given over goes on counting; their row with the result goes with them."""
    await filled.write(twelve)
    before = await filled.read(numbers)
    clock = at_night()
    clock.at += 2 * DAY
    await keeper(filled, clock, assigned=12).run("operator")

    def erase(conn: Connection) -> None:
        erasure.erase(conn, "q1", clock.at, iter(("x", "y")).__next__)

    await filled.write(erase)
    assert await filled.read(numbers) == before
    rows = await filled.read(contents)
    assert holding(rows, "'q1'") == {"erasures"}
    assert holding(rows, "try-1'") == set()


async def test_the_last_certificate_of_a_programme_stays(filled: Database) -> None:
    """Else what was passed long ago would earn a new one."""

    def save(conn: Connection) -> None:
        certificate(conn, 0, A_YEAR_AGO)
        certificate(conn, 1, A_YEAR_AGO)

    await filled.write(save)
    clock = at_night()
    clock.at += 900 * DAY
    await keeper(filled, clock, certificates=1).run("operator")
    left = await filled.read(lambda conn: conn.execute(select(TABLES["certificates"].c.id)).all())
    assert [tuple(row) for row in left] == [("c1",)]


async def test_much_goes_in_portions(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """No unit touches more than a portion, so that nobody's tap waits for a night's work."""
    rows = [{"bot": BOT, "update_id": index, "kind": "message", "error": "KeyError", "tries": 3,
             "at": A_YEAR_AGO} for index in range(4_321)]  # fmt: skip
    await filled.write(lambda conn: conn.execute(insert(TABLES["set_aside"]), rows))
    monkeypatch.setattr(parts, "READ", 2_000)
    units: list[int] = []
    let_go = parts.delete_expired

    def noted(*args: Any, **more: Any) -> int:
        units.append(let_go(*args, **more))
        return units[-1]

    monkeypatch.setattr(parts, "delete_expired", noted)
    clock = at_night()
    clock.at += DAY
    going = await keeper(filled, clock, failures=12).run("operator")

    assert going == RetentionPlan({"failures": 4_321}, 0)
    assert sum(units) == 4_321
    assert max(units) == parts.MANY
    assert len(units) == 9


async def test_retention_runs_once_a_night_and_is_audited(filled: Database) -> None:
    """Counts stand there, and nobody's id."""
    clock = at_night()
    await filled.write(lambda conn: place(conn, A_YEAR_AGO - DAY))
    await filled.write(lambda conn: finish(conn, "last week", "p1", NOW - 10 * DAY))
    first, second = (keeper(filled, clock, lists=12) for _ in range(2))

    clock.at = NOW - timedelta(hours=3)  # half past midnight
    assert await first.nightly() is None
    clock.at = NOW
    assert await first.nightly() == RetentionPlan({"lists": 1}, 0)
    assert await second.nightly() is None
    assert await second.run(retention.PROGRAM, unattended=True) is None
    clock.at += timedelta(hours=43)
    assert await second.nightly() is None  # it is evening
    clock.at += timedelta(hours=2)
    assert await second.nightly() == RetentionPlan({}, 0)  # nothing was done for so long

    rows = await filled.read(lambda conn: [*audit_log.entries(conn)])
    assert [(row.role, row.deed, row.kind, row.object) for row in rows][:3] == [
        ("program", "retention begun", None, None),
        ("program", "let go", "lists", "1"),
        ("program", "retention run", "rows", "1"),
    ]
    assert not [*audit_log.faults(rows, await filled.read(audit_log.end))]


def reviewed(conn: Connection, count: int, at: datetime) -> None:
    rows = [{"person": "p1", "scenario": "transit-hall", "signature": "s", "seq": index, "at": at,
             "told": "story", "act": "a", "grade": 3} for index in range(count)]  # fmt: skip
    conn.execute(insert(TABLES["reviews"]), rows)


def played_daily(conn: Connection, name: str, first: datetime, days: int) -> None:
    for day in range(days):
        finish(conn, f"{name}-{day}", "p1", first + day * DAY)


async def deeds_of(database: Database) -> list[tuple[str, str | None, str | None]]:
    rows = await database.read(lambda conn: [*audit_log.entries(conn)])
    return [(row.deed, row.kind, row.object) for row in rows]


async def test_one_night_with_a_wrong_clock_deletes_nothing(filled: Database) -> None:
    """Also where people tap under the wrong clock before that night."""
    clock = at_night()
    own = keeper(filled, clock, practice=12, refreshers=12, people=12)

    def save(conn: Connection) -> None:
        played_daily(conn, "real", NOW - 30 * DAY, 30)
        reviewed(conn, 40, NOW - DAY)

    await filled.write(save)
    assert await own.nightly() == RetentionPlan({}, 0)
    clock.at += 3 * 366 * DAY
    await filled.write(lambda conn: finish(conn, "wrong", "p1", clock.at - timedelta(hours=9)))
    doubt = RetentionDoubt(
        "clock", "2026-11-26"
    )  # of the run that was done while the clock was right

    previewed = await own.preview()
    assert previewed.deleted == {"practice": 30, "refreshers": 40}
    assert previewed.doubts == (doubt,)
    assert await own.nightly() == RetentionPlan({}, 0, (doubt,))
    assert (await own.preview()).deleted == previewed.deleted
    assert await filled.read(lambda conn: retention.refusal(conn, clock.at)) == doubt
    assert (await deeds_of(filled))[2:] == [
        ("retention begun", None, None),
        ("retention refused", "clock", "2026-11-26"),
    ]


async def test_rows_of_a_wrong_clock_stop_no_later_night(filled: Database) -> None:
    """What was recorded in the future counts as absent once the clock is right."""
    clock = at_night()
    own = keeper(filled, clock, lists=12)
    await filled.write(lambda conn: place(conn, A_YEAR_AGO + DAY))
    clock.at += 3 * 366 * DAY
    await own.run("operator")
    clock.at = NOW
    await filled.write(lambda conn: finish(conn, "last week", "p1", NOW - 10 * DAY))
    await filled.write(lambda conn: place(conn, A_YEAR_AGO - DAY))

    assert await own.nightly() == RetentionPlan({"lists": 1}, 0)
    assert await filled.read(lambda conn: retention.refusal(conn, NOW)) is None


async def test_after_a_long_downtime_it_goes_on_by_itself(filled: Database) -> None:
    """A week after people are back; an operator may let it go before."""
    clock = at_night()
    own = keeper(filled, clock, practice=12)
    await filled.write(lambda conn: played_daily(conn, "then", A_YEAR_AGO - 30 * DAY, 30))
    refused = RetentionPlan({}, 0, (RetentionDoubt("clock", "2025-11-25"),))
    await filled.write(lambda conn: finish(conn, "now", "p1", clock.at))
    for _ in range(7):
        assert await own.nightly() == refused
        clock.at += DAY
    clock.at += timedelta(minutes=1)
    assert await own.nightly() == RetentionPlan({"practice": 30}, 0)


async def test_an_operator_lets_go_in_spite_of_doubts(filled: Database) -> None:
    clock = at_night()
    own = keeper(filled, clock, practice=12)
    await filled.write(lambda conn: played_daily(conn, "then", A_YEAR_AGO - 30 * DAY, 30))
    assert (await own.nightly()) == RetentionPlan({}, 0, (RetentionDoubt("clock", "2025-11-25"),))
    assert await own.run("operator") == RetentionPlan({"practice": 30}, 0)
    assert await filled.read(lambda conn: retention.refusal(conn, clock.at)) is None


async def test_a_database_from_which_nothing_goes_is_not_in_doubt(filled: Database) -> None:
    """Such as a new one, which knows of no week before."""
    own = keeper(filled, at_night(), **dict.fromkeys(KINDS, 12))
    assert await own.nightly() == RetentionPlan({}, 0)


@pytest.mark.parametrize(
    ("old", "young", "refused"),
    [(101, 900, True), (100, 0, False), (101, 910, False)],
    ids=["more than a tenth", "not more than a hundred", "less than a tenth"],
)
async def test_an_unusual_share_of_a_kind_waits_for_an_operator(
    filled: Database, old: int, young: int, *, refused: bool
) -> None:
    clock = at_night()
    own = keeper(filled, clock, refreshers=12)

    def save(conn: Connection) -> None:
        finish(conn, "last week", "p1", NOW - 10 * DAY)
        reviewed(conn, old, A_YEAR_AGO - DAY)
        rows = update(TABLES["reviews"]).where(TABLES["reviews"].c.seq >= 0)
        conn.execute(rows.values(seq=TABLES["reviews"].c.seq + 10_000))
        if young:
            reviewed(conn, young, NOW)

    await filled.write(save)
    doubts = (RetentionDoubt("refreshers", f"{old} of {old + young:,}"),)
    expected = RetentionPlan({}, 0, doubts) if refused else RetentionPlan({"refreshers": old}, 0)
    assert await own.nightly() == expected


def silent(conn: Connection, name: str = "gone", number: int = 7) -> None:
    """Somebody who came long ago and was never seen again."""
    came = A_YEAR_AGO
    person = Person(name, "en", "Asia/Bahrain", came, notice=2, notice_at=came)
    people.add(conn, person, Account(BOT, number, name))


async def there(database: Database, name: str = "gone") -> bool:
    return await database.read(lambda conn: people.get(conn, name)) is not None


async def test_nobody_is_erased_without_a_warning(filled: Database) -> None:
    """However long the program was down: only telling begins their days."""
    await filled.write(silent)
    clock = at_night()
    own = keeper(filled, clock, people=12)
    assert await own.run("operator") == RetentionPlan({}, 0)

    clock.at += DAY
    assert (await own.preview()).warned == 1
    assert await own.run("operator") == RetentionPlan({}, 1)
    clock.at += 300 * DAY
    assert await own.run("operator") == RetentionPlan({}, 1)  # somebody else, who came later
    assert await there(filled)


async def test_active_person_is_warned_again(filled: Database) -> None:
    """A sign that is no tap, such as answers from paper that were entered for them."""
    clock = at_night()
    clock.at += DAY

    def save(conn: Connection) -> None:
        silent(conn)
        inactivity.warn(conn, "gone", clock.at + 30 * DAY)
        attempts.begin(conn, an_attempt("paper", "gone", at=clock.at + 10 * DAY), [])

    await filled.write(save)
    own = keeper(filled, clock, people=12)
    clock.at += 31 * DAY
    assert await own.run("operator") == RetentionPlan({}, 0)
    clock.at += 400 * DAY
    assert (await own.run("operator")) == RetentionPlan({}, 2)
    assert await there(filled)


async def test_concurrent_deletions_are_counted_once(filled: Database) -> None:
    """The second found it before the first was done."""

    def save(conn: Connection) -> int:
        finish(conn, "practised", "p1", A_YEAR_AGO)
        dice = Ids()
        for _ in range(2):
            attempt_unlinking.unlink(conn, ["practised"], NOW, dice.id)
        of_nobody = TABLES["attempts"].c.person == NOBODY
        return conn.execute(select(func.count()).where(of_nobody)).scalar_one()

    assert await filled.write(save) == 1


async def test_unreachable_person_is_deleted_after_the_same_period(filled: Database) -> None:
    clock = at_night()
    clock.at += DAY
    blocked = clock.at

    def save(conn: Connection) -> None:
        silent(conn)
        people.block(conn, BOT, 7, blocked)

    await filled.write(save)
    own = keeper(filled, clock, people=12)
    clock.at += 29 * DAY
    assert await own.run("operator") == RetentionPlan({}, 0)
    clock.at += 2 * DAY
    assert await own.run("operator") == RetentionPlan({"people": 1}, 0)
    assert not await there(filled)


HOLDS: dict[str, Callable[[Connection], None]] = {
    "a role": lambda conn: put(conn, "roles", id="r", person="gone", role="trainer",
                               agency="airport", granted_at=A_YEAR_AGO),
    "a cohort they train": lambda conn: put(conn, "cohort_trainers", cohort="cohort",
                                            person="gone", since=A_YEAR_AGO),
    "a certificate": lambda conn: put(conn, "certificates", id="c", person="gone",
                                      programme="hotels", number=0, agency="airport", code="C",
                                      issued_at=A_YEAR_AGO, expires_at=NOW + 999 * DAY,
                                      editions=[]),
    "a case": lambda conn: attempts.begin(conn, an_attempt("now", "gone", at=NOW), []),
    "a refresher": lambda conn: put(conn, "reviews", person="gone", scenario="transit-hall",
                                    signature="s", seq=0, at=NOW, told="story", act="a", grade=3),
    "a cohort": lambda conn: put(conn, "memberships", id="new", cohort="cohort", person="gone",
                                 joined_at=NOW),
}  # fmt: skip


@pytest.mark.parametrize("sign", HOLDS)
async def test_active_or_indispensable_person_is_not_warned(filled: Database, sign: str) -> None:
    def save(conn: Connection) -> None:
        silent(conn)
        HOLDS[sign](conn)

    await filled.write(save)
    clock = at_night()
    clock.at += 40 * DAY
    assert await keeper(filled, clock, people=12).run("operator") == RetentionPlan({}, 0)
    (shown,) = [standing for standing in await keeper(filled, clock, people=12).show()
                if standing.kind == "people"]  # fmt: skip
    assert shown.older == 0
