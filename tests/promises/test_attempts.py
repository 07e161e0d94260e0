"""Attempts: whose they are, how they move, and which screens are owed."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, StatementError

from storage import Database, attempts, editions, people
from storage.attempts import Attempt, Event, Owing, Result
from storage.tables import metadata
from tests.promises.makers import (
    BOT,
    NOON,
    add_learner_with_attempt,
    add_person,
    an_attempt,
    an_edition,
    an_event,
    minutes,
)

CORRECTED = Event(0, "corrected", "en", NOON, act={"from": "e1", "to": "e2"})
ARABIC = {"text": "قالت: «لا أعرف أين جوازي»", "nested": [1, None, {"ثقة": 0.5}]}


async def attempt_of(database: Database, attempt_id: str = "a1") -> Attempt:
    found = await database.read(partial(attempts.get, attempt_id=attempt_id))
    assert found is not None
    return found


async def test_an_attempt_comes_back_as_it_was_kept(database: Database) -> None:
    await database.write(add_learner_with_attempt)

    assert await attempt_of(database) == an_attempt()
    assert await database.write(lambda c: attempts.held(c, "a1", BOT, 1)) == an_attempt()
    assert await database.read(lambda c: attempts.running(c, "p1")) == [an_attempt()]


async def test_held_refuses_strangers(database: Database) -> None:
    """Not there, somebody else's, another bot's: all the same None."""

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        add_person(conn, "p2", telegram_id=2)

    await database.write(prepare)

    assert await database.write(lambda c: attempts.held(c, "a1", BOT, 2)) is None
    assert await database.write(lambda c: attempts.held(c, "a1", BOT + 1, 1)) is None
    assert await database.write(lambda c: attempts.held(c, "a1", BOT, 3)) is None
    assert await database.write(lambda c: attempts.held(c, "a2", BOT, 1)) is None


async def test_a_move_is_kept_with_its_events(database: Database) -> None:
    await database.write(add_learner_with_attempt)
    later = NOON + minutes(1)
    happened = [
        Event(
            turn=0,
            kind="answered",
            language="ar",
            at=later,
            scene="gate",
            act="accuse",
            credit={"recognise": 0.5},
            error="over-called",
            critical=True,
            facts=ARABIC,
        ),
        an_event(turn=1, kind="went-on"),
    ]

    await database.write(
        lambda c: attempts.move(c, "a1", 1, '{"scene":"hall"}', later, happened, shown_turn=0)
    )

    assert await attempt_of(database) == replace(
        an_attempt(), turn=1, shown_turn=0, position='{"scene":"hall"}', moved_at=later
    )
    assert await database.read(lambda c: attempts.events(c, "a1")) == [
        an_event(kind="started"),
        *happened,
    ]


async def test_an_ended_attempt_has_its_result_and_runs_no_more(database: Database) -> None:
    await database.write(add_learner_with_attempt)
    result = Result("trafficking", 7, passed=True, detail=ARABIC)
    later = NOON + minutes(5)

    await database.write(lambda c: attempts.move(c, "a1", 1, "{}", later, [], result))

    ended = await attempt_of(database)
    assert (ended.state, ended.ended_at, ended.result) == ("ended", later, result)
    assert await database.read(lambda c: attempts.running(c, "p1")) == []


async def test_only_a_running_attempt_can_be_abandoned(database: Database) -> None:
    await database.write(add_learner_with_attempt)
    result = Result("trafficking", 7, passed=True, detail={})
    later = NOON + minutes(5)

    def prepare(conn: Connection) -> None:
        attempts.begin(conn, an_attempt("a2"), [])
        attempts.move(conn, "a2", 1, "{}", NOON, [], result)
        attempts.abandon(conn, "a1", later)
        attempts.abandon(conn, "a2", later)

    await database.write(prepare)

    assert (await attempt_of(database, "a1")).state == "abandoned"
    assert (await attempt_of(database, "a1")).ended_at == later
    assert (await attempt_of(database, "a2")).state == "ended"


async def test_an_attempt_goes_on_in_a_corrected_edition(database: Database) -> None:
    """And nothing else of it changes, nor anybody else's."""

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, an_attempt("a2"), [])
        editions.keep(conn, an_edition("e2"))

    await database.write(prepare)

    await database.write(lambda c: attempts.correct(c, "a1", "e2", CORRECTED))

    assert await attempt_of(database, "a1") == an_attempt(edition="e2")
    assert await attempt_of(database, "a2") == an_attempt("a2")


async def test_an_attempt_goes_on_in_no_edition_that_is_not_kept(database: Database) -> None:
    await database.write(add_learner_with_attempt)

    with pytest.raises(IntegrityError):
        await database.write(lambda c: attempts.correct(c, "a1", "e2", CORRECTED))
    assert await attempt_of(database) == an_attempt()


async def test_all_attempts_are_walked_in_pages(database: Database) -> None:
    """Each once, whoever's it is and whatever became of it."""

    def prepare(conn: Connection) -> None:
        add_person(conn, "p1", telegram_id=1)
        add_person(conn, "p2", telegram_id=2)
        editions.keep(conn, an_edition())
        for name, person in {"a3": "p1", "a1": "p2", "a5": "p1", "a2": "p1", "a4": "p2"}.items():
            attempts.begin(conn, an_attempt(name, person), [])
        attempts.abandon(conn, "a2", NOON)

    async def page(after: str | None) -> list[str]:
        found = await database.read(lambda c: attempts.page(c, after, limit=2))
        assert found == [await attempt_of(database, attempt.id) for attempt in found]
        return [attempt.id for attempt in found]

    await database.write(prepare)

    assert await page(None) == ["a1", "a2"]
    assert await page("a2") == ["a3", "a4"]
    assert await page("a4") == ["a5"]
    assert await page("a5") == []


async def test_the_events_of_several_attempts_come_at_once(database: Database) -> None:
    """Each attempt's in order; none where none is kept."""
    happened = {
        "a1": [an_event(turn, kind) for turn, kind in enumerate(["started", "z", "answered", "b"])],
        "a2": [an_event(7, "other")],
        "a3": [],
    }

    def prepare(conn: Connection) -> None:
        add_person(conn)
        editions.keep(conn, an_edition())
        for name, events in happened.items():
            attempts.begin(conn, an_attempt(name), events)
        attempts.begin(conn, an_attempt("a4"), [an_event(kind="not asked for")])

    await database.write(prepare)

    asked = ["a3", "a1", "a2"]
    assert await database.read(lambda c: attempts.events_of(c, asked)) == happened
    assert await database.read(lambda c: attempts.events_of(c, [])) == {}


async def test_the_newest_running_attempt_comes_first(database: Database) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, an_attempt("a3", at=NOON + minutes(3)), [])
        attempts.begin(conn, an_attempt("a2", at=NOON + minutes(2)), [])

    await database.write(prepare)

    found = await database.read(lambda c: attempts.running(c, "p1"))
    assert [attempt.id for attempt in found] == ["a3", "a2", "a1"]


async def test_many_screens_that_arrived_are_noted_together(database: Database) -> None:
    """Each with its own turn; the last of several counts, in whatever order they come."""

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        for name in ("a2", "a3"):
            attempts.begin(conn, an_attempt(name), [])

    await database.write(prepare)
    noted = [("a3", 5), ("a1", 2), ("a1", 4), ("a3", 1)]
    await database.write(lambda c: attempts.shown(c, noted))

    found = [await attempt_of(database, one) for one in ("a1", "a2", "a3")]
    assert [one.shown_turn for one in found] == [4, an_attempt().shown_turn, 5]


async def test_the_shown_turn_never_goes_back(database: Database) -> None:
    """Whatever order the receipts come in."""
    await database.write(add_learner_with_attempt)

    await database.write(lambda c: attempts.shown(c, [("a1", 3)]))
    await database.write(lambda c: attempts.shown(c, [("a1", 1), ("no such", 9), ("a1", 2)]))
    await database.write(lambda c: attempts.shown(c, []))
    assert (await attempt_of(database)).shown_turn == 3

    await database.write(lambda c: attempts.move(c, "a1", 4, "{}", NOON, [], shown_turn=2))
    await database.write(lambda c: attempts.move(c, "a1", 5, "{}", NOON, []))
    assert (await attempt_of(database)).shown_turn == 3


def keep_owed(conn: Connection) -> None:
    """Attempts of every sort that may or may not be owed a screen; only two and nine are."""
    editions.keep(conn, an_edition())
    for number in range(1, 10):
        add_person(conn, f"p{number}", telegram_id=number)
    old, young = NOON - minutes(10), NOON
    for number, (turn, shown, at) in {
        1: (2, 2, old),  # shown
        2: (2, 1, old),  # owed
        3: (2, 1, young),  # on its way
        4: (2, 1, old),  # blocked
        5: (2, 1, old),  # muted
        9: (0, -1, old - minutes(1)),  # owed: its first screen, and the mute is over
    }.items():
        attempts.begin(conn, an_attempt(f"a{number}", f"p{number}", "e1", turn, shown, at), [])
    people.block(conn, BOT, 4, NOON)
    people.mute(conn, BOT, 5, NOON + minutes(1))
    people.mute(conn, BOT, 9, NOON)


def owing(
    bot: int = BOT, limit: int = 10, living: Collection[str] | None = None, after: int = 0
) -> Owing:
    now = NOON + minutes(after)
    return Owing(bot, now - minutes(1), living, now, limit)


async def owed(database: Database, bot: int = BOT, limit: int = 10) -> list[tuple[str, int]]:
    found = await database.read(lambda c: attempts.unshown(c, owing(bot, limit)))
    return [(one.attempt.id, one.telegram_id) for one in found]


async def carried(database: Database, **how: Any) -> list[str]:
    found = await database.write(lambda c: attempts.carry(c, owing(**how)))
    return [one.attempt.id for one in found]


async def test_owed_screens_are_found_and_no_others(database: Database) -> None:
    """The longest owed first; not those blocked, muted, shown, or perhaps on their way."""
    await database.write(keep_owed)

    assert await owed(database) == [("a9", 9), ("a2", 2)]
    assert await owed(database, limit=1) == [("a9", 9)]
    assert await owed(database, bot=BOT + 1) == []

    await database.write(lambda c: people.block(c, BOT, 4, None))
    await database.write(lambda c: people.mute(c, BOT, 5, None))
    await database.write(lambda c: attempts.shown(c, [("a9", 0)]))
    assert await owed(database) == [("a2", 2), ("a4", 4), ("a5", 5)]


async def test_what_is_owed_is_shown_by_one_process(database_url: str) -> None:
    """While it lives and is not late; what it could not show is anybody's at once."""
    here, there = Database.open(database_url), Database.open(database_url)
    await here.write(keep_owed)
    both = (here.process, there.process)

    assert await carried(here) == ["a9", "a2"]
    assert await carried(there) == await carried(there, living=both) == []

    await here.write(lambda c: attempts.put_down(c, [("a9", 0), ("a2", 1)]))  # a2 has moved since
    await there.write(lambda c: attempts.put_down(c, [("a2", 2)]))  # it is not theirs
    assert await carried(there, living=both) == ["a9"]

    assert await carried(there, after=2) == ["a9", "a2", "a5", "a3"]  # too long on their way
    await here.close()
    await there.close()


async def test_what_a_dead_process_had_on_its_way_is_owed_at_once(database_url: str) -> None:
    here, there = Database.open(database_url), Database.open(database_url)

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.move(conn, "a1", 1, "{}", NOON, [])

    await here.write(prepare)

    both = (here.process, there.process)
    assert await carried(there, living=both) == await carried(there) == []
    assert await carried(there, living=(there.process,)) == ["a1"]
    assert await carried(there, living=(there.process,)) == []
    await here.close()
    await there.close()


async def test_owed_screens_are_found_through_their_index(database: Database) -> None:
    """The search costs what is owed, not what was ever played."""
    await database.write(keep_owed)

    def explained(conn: Connection) -> str:
        asked: list[tuple[str, Any]] = []
        event.listen(
            conn,
            "before_cursor_execute",
            lambda conn, cursor, statement, values, *_: asked.append((statement, values)),
        )
        attempts.unshown(conn, owing(living=("p",)))
        statement, values = asked[0]
        plan = "EXPLAIN QUERY PLAN "
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")  # for want of many rows
            plan = "EXPLAIN "
        steps = conn.exec_driver_sql(plan + statement, values)
        return "\n".join(str(step[-1]) for step in steps)

    plan = await database.write(explained)
    assert "ix_attempts_owed" in plan
    assert "ix_accounts_person" in plan


async def test_times_come_back_aware_in_utc(database: Database) -> None:
    """Whatever zone they were given in."""
    bahrain = timezone(timedelta(hours=3))
    await database.write(add_learner_with_attempt)
    moved = datetime(2026, 3, 1, 15, 30, 0, 123456, tzinfo=bahrain)

    await database.write(lambda c: attempts.move(c, "a1", 1, "{}", moved, []))

    for found in (
        await attempt_of(database),
        await database.write(lambda c: attempts.held(c, "a1", BOT, 1)),
    ):
        assert found is not None
        assert found.moved_at == datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
        assert found.moved_at.utcoffset() == timedelta(0)


async def test_a_naive_time_is_refused(database: Database) -> None:
    """It could mean any zone."""
    await database.write(add_learner_with_attempt)
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(ValueError, match="needs its zone"):
        await database.write(lambda c: attempts.move(c, "a1", 1, "{}", naive, []))
    with pytest.raises(StatementError, match="needs its zone"):
        await database.write(lambda c: people.block(c, BOT, 1, naive))


@pytest.mark.parametrize(
    ("record", "table"),
    [
        (people.Person, "people"),
        (people.Account, "accounts"),
        (editions.Edition, "editions"),
    ],
)
def test_records_that_are_read_by_position_follow_their_table(record: type, table: str) -> None:
    names = [field.name for field in fields(record)]

    assert names == [column.name for column in metadata.tables[table].columns]


def test_an_attempt_follows_its_columns() -> None:
    """The last four columns are read together as the result."""
    names = [field.name for field in fields(Attempt)]
    columns = [column.name for column in attempts._COLUMNS]

    assert columns == [*names[:-1], "outcome", "score", "passed", "result"]
    assert [field.name for field in fields(Event)] == [c.name for c in attempts._EVENT_COLUMNS]


async def test_a_language_is_spoken_in_what_is_under_way_and_not_in_what_is_over(
    database: Database,
) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, replace(an_attempt(), id="a2"), [])
        attempts.move(conn, "a2", 1, "[]", NOON, [], Result("safe", 90, True, {}))

    await database.write(prepare)

    await database.write(lambda conn: attempts.speak(conn, "p1", "ar"))

    assert (await attempt_of(database)).language == "ar"
    assert (await attempt_of(database, "a2")).language == an_attempt().language


async def test_an_attempt_keeps_what_it_is_for(database: Database) -> None:
    """Its assignment, where its learner worked, and what it replays; held by a tap, too."""
    for_work = replace(an_attempt("a2"), assignment="g1", agency="clinics", replays="a1")

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, for_work, [])

    await database.write(prepare)

    assert await attempt_of(database, "a2") == for_work
    assert await database.write(lambda c: attempts.held(c, "a2", BOT, 1)) == for_work


async def test_tries_are_those_that_were_finished_the_first_first(database: Database) -> None:
    """Not one that is under way or abandoned, nor another person's or of other work."""

    def end(conn: Connection, name: str, at: int, person: str = "p1", given: str = "g1") -> None:
        attempts.begin(conn, replace(an_attempt(name, person=person), assignment=given), [])
        result = Result("safe", 50, passed=False, detail={})
        attempts.move(conn, name, 1, "{}", NOON + minutes(at), [], result)

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        add_person(conn, "p2", telegram_id=2)
        for name in ("under-way", "abandoned"):
            attempts.begin(conn, replace(an_attempt(name), assignment="g1"), [])
        attempts.abandon(conn, "abandoned", NOON)

    def finish(conn: Connection) -> None:
        end(conn, "later", 9)
        end(conn, "first", 5)
        end(conn, "other-work", 1, given="g2")
        end(conn, "someone", 1, person="p2")

    await database.write(prepare)
    assert await database.read(lambda c: attempts.tries(c, "p1", "g1")) == []
    await database.write(finish)
    found = await database.read(lambda c: attempts.tries(c, "p1", "g1"))
    assert [one.id for one in found] == ["first", "later"]


async def test_of_what_is_abandoned_no_screen_is_owed(database: Database) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.move(conn, "a1", 1, "{}", NOON, [])

    def owed(conn: Connection) -> int:
        return len(attempts.unshown(conn, owing(after=9)))

    await database.write(prepare)
    assert await database.read(owed) == 1
    await database.write(lambda c: attempts.abandon(c, "a1", NOON))
    assert await database.read(owed) == 0
