"""Attempts: whose they are, how they move, and what happened on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, StatementError

from storage import Database
from storage.assignments import assignment_tries
from storage.authoring import editions
from storage.people import people
from storage.playing import attempts, events
from storage.playing.attempts import Result
from storage.playing.events import Event
from tests.promises.makers import (
    BOT,
    NOON,
    add_learner_with_attempt,
    add_person,
    an_attempt,
    an_edition,
    an_event,
    attempt_of,
    minutes,
)

CORRECTED = Event(0, "corrected", "en", NOON, act={"from": "e1", "to": "e2"})
ARABIC = {"text": "قالت: «لا أعرف أين جوازي»", "nested": [1, None, {"ثقة": 0.5}]}


async def test_an_attempt_comes_back_as_it_was_kept(database: Database) -> None:
    await database.write(add_learner_with_attempt)

    assert await attempt_of(database) == an_attempt()
    assert (
        await database.write(lambda c: attempts.get_own_for_update(c, "a1", BOT, 1)) == an_attempt()
    )
    assert await database.read(lambda c: attempts.running(c, "p1")) == [an_attempt()]


async def test_held_refuses_strangers(database: Database) -> None:
    """Not there, somebody else's, another bot's: all the same None."""

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        add_person(conn, "p2", telegram_id=2)

    await database.write(prepare)

    assert await database.write(lambda c: attempts.get_own_for_update(c, "a1", BOT, 2)) is None
    assert await database.write(lambda c: attempts.get_own_for_update(c, "a1", BOT + 1, 1)) is None
    assert await database.write(lambda c: attempts.get_own_for_update(c, "a1", BOT, 3)) is None
    assert await database.write(lambda c: attempts.get_own_for_update(c, "a2", BOT, 1)) is None


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
    assert await database.read(lambda c: events.of(c, "a1")) == [
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
        for name, some in happened.items():
            attempts.begin(conn, an_attempt(name), some)
        attempts.begin(conn, an_attempt("a4"), [an_event(kind="not asked for")])

    await database.write(prepare)

    asked = ["a3", "a1", "a2"]
    assert await database.read(lambda c: events.of_each(c, asked)) == happened
    assert await database.read(lambda c: events.of_each(c, [])) == {}


async def test_the_newest_running_attempt_comes_first(database: Database) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, an_attempt("a3", at=NOON + minutes(3)), [])
        attempts.begin(conn, an_attempt("a2", at=NOON + minutes(2)), [])

    await database.write(prepare)

    found = await database.read(lambda c: attempts.running(c, "p1"))
    assert [attempt.id for attempt in found] == ["a3", "a2", "a1"]


async def test_times_come_back_aware_in_utc(database: Database) -> None:
    """Whatever zone they were given in."""
    bahrain = timezone(timedelta(hours=3))
    await database.write(add_learner_with_attempt)
    moved = datetime(2026, 3, 1, 15, 30, 0, 123456, tzinfo=bahrain)

    await database.write(lambda c: attempts.move(c, "a1", 1, "{}", moved, []))

    for found in (
        await attempt_of(database),
        await database.write(lambda c: attempts.get_own_for_update(c, "a1", BOT, 1)),
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


async def test_change_of_language_affects_open_attempts_only(
    database: Database,
) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, replace(an_attempt(), id="a2"), [])
        attempts.move(conn, "a2", 1, "[]", NOON, [], Result("safe", 90, True, {}))

    await database.write(prepare)

    await database.write(lambda conn: attempts.set_language(conn, "p1", "ar"))

    assert (await attempt_of(database)).language == "ar"
    assert (await attempt_of(database, "a2")).language == an_attempt().language


async def test_attempt_keeps_its_purpose(database: Database) -> None:
    """Its assignment, where its learner worked, and what it replays; held by a tap, too."""
    for_work = replace(an_attempt("a2"), assignment="g1", agency="clinics", replays="a1")

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, for_work, [])

    await database.write(prepare)

    assert await attempt_of(database, "a2") == for_work
    assert await database.write(lambda c: attempts.get_own_for_update(c, "a2", BOT, 1)) == for_work


async def test_finished_tries_are_listed_in_order(database: Database) -> None:
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
    assert await database.read(lambda c: assignment_tries.ended(c, "p1", "g1")) == []
    await database.write(finish)
    found = await database.read(lambda c: assignment_tries.ended(c, "p1", "g1"))
    assert [attempt.id for attempt in found] == ["first", "later"]
