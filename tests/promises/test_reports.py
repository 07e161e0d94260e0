"""What people say is wrong: kept once, and shown of five people or more."""

from functools import partial

from sqlalchemy import Connection

from storage import Database
from storage.authoring import editions
from storage.personal_data import erasure
from storage.playing import attempts, issue_reports
from storage.playing.issue_reports import ReportTally
from tests.promises.makers import NOON, add_person, an_attempt, an_edition, minutes


def add_learners(conn: Connection, count: int) -> None:
    """People p0, p1 … each with a running attempt a0, a1 … of one scenario."""
    editions.keep(conn, an_edition())
    for number in range(count):
        add_person(conn, f"p{number}", number + 1)
        attempts.begin(conn, an_attempt(f"a{number}", f"p{number}", turn=3), [])


async def say(database: Database, attempt: str, turn: int = 3, kind: str = "unclear") -> bool:
    return await database.write(lambda conn: issue_reports.add(conn, attempt, turn, kind, NOON))


async def tallies(database: Database) -> list[ReportTally]:
    return [*await database.read(partial(issue_reports.tallies, scenario_id="transit-hall"))]


async def test_each_kind_counts_once_for_an_attempt_and_a_turn(database: Database) -> None:
    """Whatever else is said of it counts by itself."""
    await database.write(lambda conn: add_learners(conn, 1))

    assert await say(database, "a0")
    assert not await say(database, "a0")
    assert await say(database, "a0", kind="upsetting")
    assert await say(database, "a0", turn=2)


async def test_groups_under_five_are_shown_to_nobody(database: Database) -> None:
    """Four are hidden, and the fifth shows them all."""
    await database.write(lambda conn: add_learners(conn, 5))
    for number in range(4):
        await say(database, f"a{number}")
        await say(database, f"a{number}", kind="language")
    assert await tallies(database) == []

    await say(database, "a4")
    assert await tallies(database) == [ReportTally("unclear", 5)]
    assert await database.read(lambda conn: issue_reports.tallies(conn, "another")) == []


async def test_repeated_plays_count_as_one_person(database: Database) -> None:
    """Five attempts of one person are no group."""
    await database.write(lambda conn: add_learners(conn, 1))

    def more(conn: Connection) -> None:
        for number in range(1, 6):
            attempts.begin(conn, an_attempt(f"a{number}", "p0", turn=3), [])

    await database.write(more)
    for number in range(6):
        await say(database, f"a{number}")
    assert await tallies(database) == []


async def test_erased_reporters_still_count(database: Database) -> None:
    """Each of their attempts as somebody, since it is not known whose they were."""
    await database.write(lambda conn: add_learners(conn, 5))
    for number in range(5):
        await say(database, f"a{number}")

    def end_and_erase(conn: Connection) -> None:
        result = attempts.Result("safe", 90, True, {})
        ids = iter(("x1", "x2"))
        for number in (0, 1):
            attempts.move(conn, f"a{number}", 4, "{}", NOON, [], result)
            erasure.erase(conn, f"p{number}", NOON, ids.__next__)

    await database.write(end_and_erase)
    assert await tallies(database) == [ReportTally("unclear", 5)]


async def test_the_latest_attempt_is_the_one_they_moved_in_last(database: Database) -> None:
    """Under way or ended; nobody else's."""
    await database.write(lambda conn: add_learners(conn, 2))
    await database.write(
        lambda conn: attempts.begin(conn, an_attempt("new", "p0", turn=7, at=NOON + minutes(5)), [])
    )

    assert await database.read(lambda conn: issue_reports.latest_attempt(conn, "p0")) == ("new", 7)
    assert await database.read(lambda conn: issue_reports.latest_attempt(conn, "p1")) == ("a1", 3)
    assert await database.read(lambda conn: issue_reports.latest_attempt(conn, "p9")) is None
