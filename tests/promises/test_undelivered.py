"""Screens: which have arrived, which are owed, and who has them on their way."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, event

from storage import Database
from storage.authoring import editions
from storage.outbox import undelivered
from storage.outbox.undelivered import UndeliveredQuery
from storage.people import people
from storage.playing import attempts
from tests.promises.makers import (
    BOT,
    NOON,
    add_learner_with_attempt,
    add_person,
    an_attempt,
    an_edition,
    attempt_of,
    minutes,
)


async def test_many_screens_that_arrived_are_noted_together(database: Database) -> None:
    """Each with its own turn; the last of several counts, in whatever order they come."""

    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        for name in ("a2", "a3"):
            attempts.begin(conn, an_attempt(name), [])

    await database.write(prepare)
    noted = [("a3", 5), ("a1", 2), ("a1", 4), ("a3", 1)]
    await database.write(lambda c: undelivered.mark_shown(c, noted))

    found = [await attempt_of(database, key) for key in ("a1", "a2", "a3")]
    assert [attempt.shown_turn for attempt in found] == [4, an_attempt().shown_turn, 5]


async def test_the_shown_turn_never_goes_back(database: Database) -> None:
    """Whatever order the receipts come in."""
    await database.write(add_learner_with_attempt)

    await database.write(lambda c: undelivered.mark_shown(c, [("a1", 3)]))
    await database.write(
        lambda c: undelivered.mark_shown(c, [("a1", 1), ("no such", 9), ("a1", 2)])
    )
    await database.write(lambda c: undelivered.mark_shown(c, []))
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
) -> UndeliveredQuery:
    now = NOON + minutes(after)
    return UndeliveredQuery(bot, now - minutes(1), living, now, limit)


async def unshown(database: Database, bot: int = BOT, limit: int = 10) -> list[tuple[str, int]]:
    found = await database.read(lambda c: undelivered.find(c, owing(bot, limit)))
    return [
        (undelivered_screen.attempt.id, undelivered_screen.telegram_id)
        for undelivered_screen in found
    ]


async def carried(database: Database, **how: Any) -> list[str]:
    found = await database.write(lambda c: undelivered.claim(c, owing(**how)))
    return [undelivered_screen.attempt.id for undelivered_screen in found]


async def test_undelivered_screens_and_no_others_are_found(database: Database) -> None:
    """The longest owed first; not those blocked, muted, shown, or perhaps on their way."""
    await database.write(keep_owed)

    assert await unshown(database) == [("a9", 9), ("a2", 2)]
    assert await unshown(database, limit=1) == [("a9", 9)]
    assert await unshown(database, bot=BOT + 1) == []

    await database.write(lambda c: people.block(c, BOT, 4, None))
    await database.write(lambda c: people.mute(c, BOT, 5, None))
    await database.write(lambda c: undelivered.mark_shown(c, [("a9", 0)]))
    assert await unshown(database) == [("a2", 2), ("a4", 4), ("a5", 5)]


async def test_a_mute_from_before_the_clock_was_set_back_holds_no_screen_back(
    database: Database,
) -> None:
    await database.write(keep_owed)
    await database.write(lambda c: people.mute(c, BOT, 2, NOON + minutes(5)))
    assert await unshown(database) == [("a9", 9), ("a2", 2)]


async def test_a_screen_in_transit_when_the_clock_was_set_back_is_found(database: Database) -> None:
    await database.write(keep_owed)
    set_back = owing(after=-60)
    found = await database.read(lambda c: undelivered.find(c, set_back))
    assert "a3" in [screen.attempt.id for screen in found]


async def test_undelivered_screen_is_claimed_by_one_process(database_url: str) -> None:
    """While it lives and is not late; what it could not show is anybody's at once."""
    here, there = Database.open(database_url), Database.open(database_url)
    await here.write(keep_owed)
    both = (here.process, there.process)

    assert await carried(here) == ["a9", "a2"]
    assert await carried(there) == await carried(there, living=both) == []

    await here.write(lambda c: undelivered.release(c, [("a9", 0), ("a2", 1)]))  # a2 has moved since
    await there.write(lambda c: undelivered.release(c, [("a2", 2)]))  # it is not theirs
    assert await carried(there, living=both) == ["a9"]

    assert await carried(there, after=2) == ["a9", "a2", "a5", "a3"]  # too long on their way
    await here.close()
    await there.close()


async def test_screens_of_a_dead_process_are_undelivered_at_once(database_url: str) -> None:
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


async def test_undelivered_screens_are_found_through_their_index(database: Database) -> None:
    """The search costs what is owed, not what was ever played."""
    await database.write(keep_owed)

    def explained(conn: Connection) -> str:
        asked: list[tuple[str, Any]] = []
        event.listen(
            conn,
            "before_cursor_execute",
            lambda conn, cursor, statement, values, *_: asked.append((statement, values)),
        )
        undelivered.find(conn, owing(living=("p",)))
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


async def test_abandoned_attempt_has_no_undelivered_screen(database: Database) -> None:
    def prepare(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.move(conn, "a1", 1, "{}", NOON, [])

    def waiting(conn: Connection) -> int:
        return len(undelivered.find(conn, owing(after=9)))

    await database.write(prepare)
    assert await database.read(waiting) == 1
    await database.write(lambda c: attempts.abandon(c, "a1", NOON))
    assert await database.read(waiting) == 0
