"""What is promised: handed out when it is due, to one at a time, until it is done."""

import asyncio
import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, func, select
from sqlalchemy.exc import IntegrityError

from storage import Database
from storage.db import engines
from storage.db.tables import due as table
from storage.outbox import jobs
from storage.outbox.jobs import Batch, ClaimedJob, ScheduledJob
from tests.promises.makers import NOON, add_person, minutes

LEASE = minutes(5)
KINDS = ("nudge", "time-out")


def a_promise(key: str = "a1:3", at: datetime = NOON, kind: str = "time-out") -> ScheduledJob:
    return ScheduledJob("p1", kind, key, at, subject=key.partition(":")[0])


def keep(conn: Connection, *promises: ScheduledJob) -> None:
    """Person p1, and what they were promised."""
    add_person(conn)
    for promised in promises:
        assert jobs.schedule(conn, promised)


async def claim(
    database: Database,
    now: datetime = NOON,
    limit: int = 10,
    kinds: Collection[str] = KINDS,
    lease: timedelta = LEASE,
) -> Batch:
    return await database.write(partial(jobs.claim, now=now, lease=lease, limit=limit, kinds=kinds))


async def claimed(database: Database, now: datetime = NOON, limit: int = 10) -> list[str]:
    """The keys of what is claimed; nothing must have expired."""
    batch = await claim(database, now, limit)
    assert batch.expired == ()
    return keys(batch.due)


async def claim_one(database: Database, now: datetime = NOON) -> ClaimedJob:
    (job,) = (await claim(database, now)).due
    return job


def keys(found: Collection[ClaimedJob]) -> list[str]:
    return [job.job.key for job in found]


def count(conn: Connection) -> int:
    return conn.scalar(select(func.count()).select_from(table)) or 0


async def test_a_promise_comes_back_as_it_was_made(database: Database) -> None:
    full = ScheduledJob(
        person="p1",
        kind="time-out",
        key="a1:3",
        due=NOON,
        subject="a1",
        not_after=NOON + minutes(1),
        payload={"message": 2**40, "turn": 3, "nested": [None, {"ثقة": 0.5}]},
    )
    bare = ScheduledJob("p1", "nudge", "a1:3", NOON + minutes(1))
    await database.write(lambda c: keep(c, full, bare))

    batch = await claim(database, NOON + minutes(1))

    assert [job.job for job in batch.due] == [full, bare]
    assert [job.tries for job in batch.due] == [1, 1]
    assert batch.expired == ()


async def test_existing_job_stays_unchanged(database: Database) -> None:
    """Another kind or another key is another promise."""
    await database.write(lambda c: keep(c, a_promise()))

    again = a_promise(at=NOON + minutes(9))
    assert not await database.write(lambda c: jobs.schedule(c, again))
    assert await database.write(lambda c: jobs.schedule(c, replace(again, kind="nudge")))
    assert await database.write(lambda c: jobs.schedule(c, replace(again, key="a1:4")))

    assert (await claim_one(database)).job == a_promise()


async def test_eight_promises_of_one_thing_at_once_are_one(database: Database) -> None:
    await database.write(add_person)
    promise = partial(jobs.schedule, job=a_promise())

    new = await asyncio.gather(*(database.write(promise) for _ in range(8)))

    assert sorted(new) == [False] * 7 + [True]


async def test_a_promise_is_for_somebody(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda c: jobs.schedule(c, a_promise()))


async def test_nothing_is_handed_out_before_it_is_due(database: Database) -> None:
    await database.write(lambda c: keep(c, a_promise(at=NOON)))

    assert await claimed(database, NOON - timedelta(microseconds=1)) == []
    assert await claimed(database, NOON) == ["a1:3"]


async def test_the_oldest_is_handed_out_first_and_no_more_than_asked_for(
    database: Database,
) -> None:
    """And nothing twice while the lease lasts."""
    order = list(range(7))
    random.Random(1).shuffle(order)
    made = [a_promise(f"a{number}", NOON + minutes(number)) for number in order]
    await database.write(lambda c: keep(c, *made))
    now = NOON + minutes(5)

    assert await claimed(database, now, limit=2) == ["a0", "a1"]
    assert await claimed(database, now, limit=3) == ["a2", "a3", "a4"]
    assert await claimed(database, now, limit=3) == ["a5"]
    assert await claimed(database, now, limit=3) == []


async def test_only_requested_kinds_are_claimed(database: Database) -> None:
    """The others wait for one who can do them."""
    await database.write(lambda c: keep(c, a_promise(), a_promise(kind="notice")))

    assert [job.job.kind for job in (await claim(database)).due] == ["time-out"]
    assert (await claim(database, kinds=[])).due == ()
    assert (await claim(database, kinds=["unknown"])).due == ()
    assert [job.job.kind for job in (await claim(database, kinds=["notice"])).due] == ["notice"]


async def test_expired_job_is_reported_and_deleted(database: Database) -> None:
    """It still counts at the moment itself; the limit counts it too."""
    in_time = replace(a_promise("a2"), not_after=NOON + minutes(2))
    late = replace(a_promise("a1"), not_after=NOON + minutes(2) - timedelta(microseconds=1))
    await database.write(lambda c: keep(c, late, in_time, a_promise("a3", NOON + minutes(1))))

    batch = await claim(database, NOON + minutes(2), limit=2)

    assert (keys(batch.due), keys(batch.expired)) == (["a2"], ["a1"])
    assert [job.tries for job in (*batch.due, *batch.expired)] == [1, 0]
    assert batch.expired[0].job == late
    assert await claimed(database, NOON + minutes(2)) == ["a3"]
    assert await database.read(count) == 2


async def test_claimed_job_expires_after_its_lease_only(database: Database) -> None:
    """Who holds it may take as long as the lease."""
    await database.write(lambda c: keep(c, replace(a_promise(), not_after=NOON + minutes(1))))
    await claim_one(database, NOON)

    assert await claim(database, NOON + minutes(4)) == Batch((), ())

    batch = await claim(database, NOON + LEASE)
    assert (keys(batch.due), keys(batch.expired)) == ([], ["a1:3"])
    assert await database.read(count) == 0


async def test_finished_job_is_deleted_once(database: Database) -> None:
    """Only the first is told that it was there."""
    await database.write(lambda c: keep(c, a_promise("a1"), a_promise("a2", NOON + LEASE)))
    job = await claim_one(database)

    told = await asyncio.gather(
        *(database.write(lambda c: jobs.complete(c, job)) for _ in range(8))
    )

    assert sorted(told) == [False] * 7 + [True]
    assert await claimed(database, NOON + LEASE) == ["a2"]


async def test_a_withdrawn_promise_is_gone_whether_waiting_or_claimed(database: Database) -> None:
    """One who held it is told that there is nothing left to do."""
    await database.write(lambda c: keep(c, a_promise("a1"), a_promise("a2", NOON + minutes(1))))
    job = await claim_one(database)

    assert await database.write(lambda c: jobs.cancel(c, "time-out", "a1"))
    assert await database.write(lambda c: jobs.cancel(c, "time-out", "a2"))
    assert not await database.write(lambda c: jobs.cancel(c, "time-out", "a2"))

    assert not await database.write(lambda c: jobs.complete(c, job))
    assert await claimed(database, NOON + minutes(60)) == []


async def test_withdrawing_is_of_one_kind_and_key(database: Database) -> None:
    await database.write(lambda c: keep(c, a_promise("a1"), a_promise("a1", kind="nudge")))

    assert not await database.write(lambda c: jobs.cancel(c, "nudge", "a2"))
    assert not await database.write(lambda c: jobs.cancel(c, "notice", "a1"))
    assert await database.write(lambda c: jobs.cancel(c, "nudge", "a1"))

    assert (await claim_one(database)).job == a_promise("a1")


async def test_all_of_a_kind_about_one_thing_is_withdrawn(database: Database) -> None:
    made = [
        a_promise("a1:3"),
        a_promise("a1:4", NOON + minutes(1)),
        a_promise("a11:4"),
        replace(a_promise("about nothing"), subject=None),
        a_promise("a1:3", kind="nudge"),
    ]
    await database.write(lambda c: keep(c, *made))
    await claim(database, kinds=["time-out"], limit=1)

    assert await database.write(lambda c: jobs.cancel_about(c, "time-out", "a1")) == 2
    assert await database.write(lambda c: jobs.cancel_about(c, "time-out", "a1")) == 0

    rest = await claimed(database, NOON + minutes(60))
    assert sorted(rest) == ["a11:4", "a1:3", "about nothing"]


async def test_holder_of_a_withdrawn_job_does_not_touch_its_successor(
    database: Database,
) -> None:
    """It has the same kind and key, and may be claimed itself."""
    await database.write(lambda c: keep(c, a_promise()))
    old = await claim_one(database)
    await database.write(lambda c: jobs.cancel(c, "time-out", "a1:3"))
    await database.write(lambda c: jobs.schedule(c, a_promise()))
    new = await claim_one(database)

    assert not await database.write(lambda c: jobs.complete(c, old))
    assert not await database.write(lambda c: jobs.reschedule(c, old, NOON))

    assert await database.write(lambda c: jobs.complete(c, new))


async def test_postponed_job_waits_for_its_new_time(database: Database) -> None:
    """How often it was tried is remembered."""
    await database.write(lambda c: keep(c, a_promise()))
    job = await claim_one(database)
    later = NOON + minutes(1)

    assert await database.write(lambda c: jobs.reschedule(c, job, later))

    assert await claimed(database, NOON) == []
    assert await database.read(lambda c: c.scalar(select(table.c.lease))) is None
    again = await claim_one(database, later)
    assert again == ClaimedJob(job.id, replace(a_promise(), due=later), tries=2)


async def test_job_claimed_by_another_cannot_be_postponed(database: Database) -> None:
    """Or it would be handed out to a third one while the second is at it."""
    await database.write(lambda c: keep(c, a_promise()))
    slow = await claim_one(database, NOON)
    quick = await claim_one(database, NOON + LEASE)

    assert not await database.write(lambda c: jobs.reschedule(c, slow, NOON))

    assert await claimed(database, NOON + LEASE) == []
    assert await database.write(lambda c: jobs.reschedule(c, quick, NOON))
    assert not await database.write(lambda c: jobs.reschedule(c, quick, NOON + minutes(9)))
    assert await claimed(database, NOON + LEASE) == ["a1:3"]


async def test_a_promise_is_pending_until_its_doing_begins(database: Database) -> None:
    """And again after it was put back, though it was claimed once more."""

    async def pending() -> set[str]:
        return await database.read(lambda c: jobs.pending_keys(c, "time-out", ["a1"]))

    await database.write(lambda c: keep(c, a_promise()))
    job = await claim_one(database)
    assert await pending() == {"a1:3"}
    assert await database.write(lambda c: jobs.mark_begun(c, job))
    assert await pending() == set()

    assert await database.write(lambda c: jobs.reschedule(c, job, NOON))
    assert await pending() == {"a1:3"}
    await claim_one(database)
    assert await pending() == {"a1:3"}


async def test_withdrawn_or_reclaimed_job_is_not_started(database: Database) -> None:
    await database.write(lambda c: keep(c, a_promise()))
    slow = await claim_one(database)
    quick = await claim_one(database, NOON + LEASE)
    assert not await database.write(lambda c: jobs.mark_begun(c, slow))

    await database.write(lambda c: jobs.cancel(c, "time-out", "a1:3"))
    assert not await database.write(lambda c: jobs.mark_begun(c, quick))


async def test_interrupted_job_is_handed_out_again(database: Database) -> None:
    """Not before the lease ran out, and before what is due only now."""
    await database.write(lambda c: keep(c, a_promise("a1"), a_promise("a2", NOON + LEASE)))
    job = await claim_one(database)

    assert await claimed(database, NOON + LEASE - timedelta(microseconds=1)) == []
    batch = await claim(database, NOON + LEASE, limit=1)

    assert [(again.id, again.tries) for again in batch.due] == [(job.id, 2)]


async def test_interrupted_jobs_keep_their_due_order(database: Database) -> None:
    await database.write(lambda c: keep(c, a_promise("later", NOON + minutes(1))))
    await claim(database, NOON + minutes(1))
    await database.write(lambda c: jobs.schedule(c, a_promise("older", NOON)))

    assert await claimed(database, NOON + minutes(1) + LEASE) == ["older", "later"]


async def test_rolled_back_claim_claims_nothing(database: Database) -> None:
    late = replace(a_promise("a2"), not_after=NOON)
    await database.write(lambda c: keep(c, a_promise("a1"), late))
    now = NOON + minutes(1)

    def fails(conn: Connection) -> None:
        batch = jobs.claim(conn, now, LEASE, 10, KINDS)
        assert len(batch.due) == len(batch.expired) == 1
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fails)

    batch = await claim(database, now)
    assert (keys(batch.due), keys(batch.expired)) == (["a1"], ["a2"])
    assert batch.due[0].tries == 1


async def test_many_claimers_at_once_get_everything_once(database_url: str) -> None:
    """Those of one process and of two; what is too late is told once as well."""
    made = [a_promise(f"a{number}", NOON - minutes(number)) for number in range(60)]
    made += [replace(a_promise(f"late{n}"), not_after=NOON - minutes(1)) for n in range(20)]
    first, second = Database.open(database_url), Database.open(database_url)
    await first.write(lambda c: keep(c, *made))

    batches = await asyncio.gather(
        *(claim(database, limit=7) for _ in range(16) for database in (first, second))
    )
    await first.close()
    await second.close()

    assert sorted(keys([job for batch in batches for job in batch.due])) == sorted(
        f"a{number}" for number in range(60)
    )
    assert len({job.id for batch in batches for job in batch.expired}) == 20
    assert sum(len(batch.expired) for batch in batches) == 20


def test_concurrent_claimers_skip_locked_jobs(postgresql_url: str) -> None:
    """Without waiting for it; nor does it get it when the other has committed."""
    engine = create_engine(engines.parse(postgresql_url))
    with engine.begin() as prepared:
        keep(prepared, *(a_promise(f"a{number}", NOON + minutes(number)) for number in range(4)))
    now = NOON + minutes(9)

    with engine.connect() as connection, engine.connect() as two:
        two.exec_driver_sql("SET lock_timeout = '1ms'")
        first = jobs.claim(connection, now, LEASE, 2, KINDS)
        second = jobs.claim(two, now, LEASE, 2, KINDS)
        third = jobs.claim(two, now, LEASE, 2, KINDS)
        connection.commit()
        fourth = jobs.claim(two, now, LEASE, 2, KINDS)
        two.commit()
    engine.dispose()

    assert [keys(batch.due) for batch in (first, second, third, fourth)] == [
        ["a0", "a1"],
        ["a2", "a3"],
        [],
        [],
    ]


async def test_a_clock_set_back_hands_nothing_out_twice(database: Database) -> None:
    """Who claimed it still has the time that was given."""
    await database.write(lambda c: keep(c, a_promise(at=NOON - minutes(600))))
    job = await claim_one(database, NOON)
    back = NOON - minutes(60)

    assert await claimed(database, back) == []
    assert await claimed(database, back + LEASE - timedelta(microseconds=1)) == []

    assert await database.write(lambda c: jobs.complete(c, job))
    assert await claimed(database, back + LEASE) == []


async def test_lease_from_a_fast_clock_is_reclaimed(database: Database) -> None:
    """What was claimed then and broke off comes again a lease later, not a year."""
    await database.write(lambda c: keep(c, a_promise()))
    ahead = await claim_one(database, NOON + timedelta(days=366))

    assert await claimed(database, NOON) == []
    again = await claim_one(database, NOON + LEASE)
    assert (again.id, again.tries) == (ahead.id, 2)


async def test_leases_of_other_kinds_are_left_alone(database: Database) -> None:
    """They may be longer."""
    await database.write(lambda c: keep(c, a_promise()))
    await claim(database, lease=minutes(60), kinds=["time-out"])

    await claim(database, NOON, lease=minutes(1), kinds=["nudge"])

    assert await claimed(database, NOON + minutes(59)) == []


async def test_a_clock_that_jumps_ahead_does_nothing_twice(database: Database) -> None:
    """Two may hold it then, but only one is told to go on."""
    await database.write(lambda c: keep(c, a_promise()))
    slow = await claim_one(database, NOON)
    quick = await claim_one(database, NOON + timedelta(days=1))

    assert await database.write(lambda c: jobs.complete(c, slow))
    assert not await database.write(lambda c: jobs.complete(c, quick))


@pytest.mark.parametrize("chance", range(4))
async def test_each_job_runs_once_despite_clocks_and_crashes(
    database: Database, chance: int
) -> None:
    """Claimers come and go, slow or dead, while the clock jumps by days."""
    rng = random.Random(chance)
    made = [a_promise(f"a{number}", NOON + minutes(rng.random() * 60)) for number in range(12)]
    await database.write(lambda c: keep(c, *made))
    now = NOON
    held: list[ClaimedJob] = []
    kept: list[str] = []

    async def take(now: datetime, limit: int) -> None:
        held.extend((await claim(database, now, limit)).due)

    async def finish() -> None:
        job = held.pop(rng.randrange(len(held)))
        if await database.write(partial(jobs.complete, claimed=job)):
            kept.append(job.job.key)

    for _ in range(60):
        now += minutes(rng.choice([0, 1, 7, 7, rng.uniform(-3000, 3000)]))
        await take(now, limit=rng.randrange(1, 4))
        match rng.randrange(4):
            case 0 if held:
                await finish()
            case 1 if held:
                job = rng.choice(held)  # and it stays in the hands of one who is slow
                await database.write(partial(jobs.reschedule, claimed=job, due=job.job.due))
            case 2 if held:
                held.pop()  # whoever had it has died
            case _:
                pass

    right_again = NOON + minutes(60)
    await take(right_again, limit=len(made))
    await take(right_again + LEASE, limit=len(made))
    while held:
        await finish()

    assert sorted(kept) == sorted(promised.key for promised in made)
    assert await database.read(count) == 0


@contextmanager
def asked(conn: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The statements that a connection runs."""
    found: list[tuple[str, Any]] = []

    def note(conn: object, cursor: object, statement: str, values: Any, *_: object) -> None:
        found.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    yield found
    event.remove(conn, "before_cursor_execute", note)


def plans(conn: Connection, statements: list[tuple[str, Any]]) -> list[str]:
    explain = "EXPLAIN QUERY PLAN "
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")  # for want of many rows
        conn.exec_driver_sql("SET LOCAL enable_bitmapscan = off")  # it would not keep the order
        explain = "EXPLAIN "
    return [
        "\n".join(
            str(step[-1])
            for step in conn.exec_driver_sql(
                explain + statement, tuple(values) if isinstance(values, list) else values
            )
        )
        for statement, values in statements
    ]


async def test_due_jobs_are_found_by_index(database: Database) -> None:
    """In their order and without sorting: a tick costs what is due, not what is kept."""

    def looks(conn: Connection) -> list[str]:
        with asked(conn) as statements:
            assert jobs.claim(conn, NOON, LEASE, 10, KINDS[1:]) == Batch((), ())
        hot = [
            prepared_statement._prepare(conn.dialect)
            for prepared_statement in (jobs._ANY_CLAIMED, jobs._ANY_DUE)
        ]
        statements += [(ready.sql, ready.parameters({"now": NOON})) for ready in hot]
        return plans(conn, statements)

    def save(conn: Connection) -> None:
        # The other is of a kind that is not asked for: where nothing is due, no more is looked at.
        other = a_promise(kind="another", at=NOON - minutes(1))
        keep(conn, a_promise(at=NOON + minutes(1)), other)

    await database.write(save)

    (
        shorten,
        broken_off,
        waiting,
        any_claimed,
        any_due,
    ) = await database.write(looks)
    for plan in (shorten, broken_off, any_claimed):
        assert "ix_due_claimed" in plan
    assert "ix_due_kind" in waiting or "ix_due_waiting" in waiting
    assert "ix_due_waiting" in any_due
    for plan in (shorten, broken_off, waiting, any_due):
        assert "SCAN due\n" not in f"{plan}\n"
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


async def test_a_claim_walks_past_nobody_elses_promises(sqlite_url: str) -> None:
    """Whatever is due of another kind, or to other people; PostgreSQL decides by its statistics."""

    def looks(conn: Connection) -> list[str]:
        with asked(conn) as statements:
            jobs.claim(conn, NOON, LEASE, 10, ("mine",))
            jobs.claim(conn, NOON, LEASE, 10, ("mine",), ("p1", "p2"))
        hot = jobs._OLDEST_DUE._prepare(conn.dialect)
        front = (hot.sql, hot.parameters({"of_kind": "mine", "now": NOON}))
        waiting = [
            statement
            for statement in statements
            if "SELECT" in statement[0] and "'waiting'" in statement[0]
        ]
        return plans(conn, [*waiting, front])

    database = Database.open(sqlite_url)
    try:
        await database.write(lambda c: keep(c, a_promise(kind="other")))
        of_kind, of_people, front = await database.write(looks)
    finally:
        await database.close()
    assert "ix_due_kind" in of_kind
    assert "ix_due_person" in of_people
    assert "ix_due_kind" in front


async def test_withdrawing_looks_at_nothing_else(database: Database) -> None:
    """Every tap may withdraw a time limit."""

    def looks(conn: Connection) -> list[str]:
        values: dict[str, object] = {"of_kind": "time-out", "of_key": "a1:3", "of_subject": "a1"}
        hot = [
            prepared_statement._prepare(conn.dialect)
            for prepared_statement in (jobs._CANCEL, jobs._CANCEL_ABOUT)
        ]
        return plans(conn, [(ready.sql, ready.parameters(values)) for ready in hot])

    await database.write(lambda c: keep(c, a_promise()))

    by_key, about = await database.write(looks)
    # SQLite calls the index of a constraint by a name of its own.
    assert "uq_due_key_kind" in by_key or "sqlite_autoindex_due_2 (key=? AND kind=?)" in by_key
    assert "ix_due_subject" in about


async def test_future_jobs_can_be_made_due(database: Database) -> None:
    """Of one kind and of some keys; what is claimed, or due already, stays as it is."""
    later, until = NOON + minutes(60), NOON + minutes(120)
    await database.write(
        lambda c: keep(
            c, a_promise("a1", later), a_promise("a2", later), a_promise("a3", later, "nudge"),
            a_promise("a4"), a_promise("a5", NOON - minutes(1)),
        )
    )  # fmt: skip
    assert await claimed(database, limit=1) == ["a5"]
    every = ["a1", "a3", "a4", "a5", "nothing"]
    hastened = await database.write(lambda c: jobs.bring_forward(c, "time-out", every, NOON, until))

    assert hastened == 1
    batch = await claim(database)
    assert sorted(keys(batch.due)) == ["a1", "a4"]
    assert {job.job.not_after for job in batch.due} == {None, until}
    assert (
        await database.write(lambda c: jobs.bring_forward(c, "time-out", every, NOON, until)) == 0
    )
    for kind, key in (("time-out", "a2"), ("nudge", "a3")):
        assert await database.read(partial(jobs.due_at, kind=kind, key=key)) == later
