"""People, editions and updates."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from storage import Database
from storage.authoring import editions
from storage.db.tables import scenarios, set_aside
from storage.intake import telegram_updates
from storage.people import people
from storage.people.people import Account, Person
from tests.promises.makers import BOT, NOON, add_person, an_edition, minutes

PERSON = Person("p1", "ar", "Asia/Bahrain", NOON)


async def test_a_person_is_found_by_their_account(database: Database) -> None:
    """And by nobody else's; the largest of Telegram's ids fits."""
    account = Account(BOT, 2**52 - 1, "p1")
    await database.write(lambda c: people.add(c, PERSON, account))

    assert await database.read(lambda c: people.by_account(c, BOT, 2**52 - 1)) == PERSON
    assert await database.read(lambda c: people.account(c, BOT, 2**52 - 1)) == account
    assert await database.read(lambda c: people.by_account(c, BOT, 1)) is None
    assert await database.read(lambda c: people.account(c, BOT + 1, 2**52 - 1)) is None


async def test_a_person_changes_language(database: Database) -> None:
    await database.write(add_person)

    await database.write(lambda c: people.set_language(c, "p1", "en"))

    found = await database.read(lambda c: people.by_account(c, BOT, 1))
    assert found is not None
    assert found.language == "en"


async def test_blocks_and_mutes_are_noted_and_lifted(database: Database) -> None:
    await database.write(add_person)

    await database.write(lambda c: people.block(c, BOT, 1, NOON))
    await database.write(lambda c: people.mute(c, BOT, 1, NOON + minutes(1)))
    noted = await database.read(lambda c: people.account(c, BOT, 1))
    assert noted == Account(BOT, 1, "p1", blocked_at=NOON, muted_until=NOON + minutes(1))

    await database.write(lambda c: people.block(c, BOT, 1, None))
    await database.write(lambda c: people.mute(c, BOT, 1, None))
    assert await database.read(lambda c: people.account(c, BOT, 1)) == Account(BOT, 1, "p1")


async def test_mutes_that_are_not_over_are_found_after_a_restart(database: Database) -> None:
    await database.write(add_person)
    await database.write(lambda c: people.mute(c, BOT, 1, NOON + minutes(1)))

    found = await database.read(lambda c: people.muted(c, BOT, NOON))

    assert found == [(1, NOON + minutes(1))]
    assert await database.read(lambda c: people.muted(c, BOT, NOON + minutes(1))) == []
    assert await database.read(lambda c: people.muted(c, BOT + 1, NOON)) == []


@pytest.mark.parametrize("seconds", [570, 3600])
async def test_a_mute_from_before_the_clock_was_set_back_is_over(
    database: Database, seconds: int
) -> None:
    """Telegram asked for a second, which would last until the clock has caught up."""
    await database.write(add_person)
    await database.write(lambda c: people.mute(c, BOT, 1, NOON + timedelta(seconds=1)))
    set_back = NOON - timedelta(seconds=seconds)
    assert await database.read(lambda c: people.muted(c, BOT, set_back)) == []


async def test_an_edition_is_kept_once_and_never_changed(database: Database) -> None:
    """Keeping it again, whatever is said now, changes nothing; Arabic comes back as it was."""
    edition = an_edition(signatures={"gate": "d1", "hall": "d2"})
    changed = editions.Edition("e1", "transit-hall", "s2", {}, {}, "withdrawn", NOON + minutes(1))

    await database.write(lambda c: editions.keep(c, edition))
    await database.write(lambda c: editions.keep(c, changed))
    await database.write(lambda c: editions.keep(c, an_edition("e2")))

    assert await database.read(lambda c: editions.get(c, "e1")) == edition
    assert await database.read(lambda c: editions.get(c, "e3")) is None
    assert await database.read(lambda c: editions.kept(c, ["e1", "e3"])) == {"e1"}
    assert await database.read(lambda c: c.scalar(select(func.count()).select_from(scenarios))) == 1


async def test_edition_is_stored_by_older_callers(
    database: Database,
) -> None:
    edition = editions.Edition("e1", "transit-hall", "s1", {}, {}, "published", NOON)

    await database.write(lambda c: editions.keep(c, edition))

    kept = await database.read(lambda c: editions.get(c, "e1"))
    assert kept is not None
    assert (kept.decision_signatures, kept.corrective) == ({}, False)


async def test_an_edition_is_marked_corrective_alone(database: Database) -> None:
    """Not by keeping it again, and no other with it."""
    for name in ("e1", "e2"):
        await database.write(partial(editions.keep, edition=an_edition(name)))
    await database.write(lambda c: editions.keep(c, an_edition("e1", corrective=True)))
    assert await database.read(lambda c: editions.get(c, "e1")) == an_edition("e1")

    await database.write(lambda c: editions.mark_corrective(c, "e1"))

    assert await database.read(lambda c: editions.get(c, "e1")) == an_edition(corrective=True)
    assert await database.read(lambda c: editions.get(c, "e2")) == an_edition("e2")


async def test_older_editions_are_mended_by_the_newest_corrective_one(database: Database) -> None:
    """Of their own scenario and structure; what came later or in between is not mended by it."""

    kept = [
        an_edition("z first", at=NOON),
        an_edition("y mends", at=NOON + minutes(1), corrective=True),
        an_edition("d between", at=NOON + minutes(2)),
        an_edition("c mends again", at=NOON + minutes(3), corrective=True),
        an_edition("b of the same minute", at=NOON + minutes(3)),
        an_edition("a later", at=NOON + minutes(4)),
        an_edition("other structure", structure="s2"),
        an_edition("other scenario", scenario="night-market"),
    ]

    def prepare(conn: Connection) -> None:
        for edition in reversed(kept):  # not in the order of their time
            editions.keep(conn, edition)

    assert await database.read(editions.corrections) == {}
    await database.write(prepare)

    assert await database.read(editions.corrections) == {
        "z first": "c mends again",
        "y mends": "c mends again",
        "d between": "c mends again",
    }


async def test_updates_seen_long_ago_are_forgotten(database: Database) -> None:
    def see(conn: Connection, update_id: int, minute: int) -> bool:
        return telegram_updates.mark_seen(conn, BOT, update_id, NOON + minutes(minute))

    for number in range(4):
        assert await database.write(partial(see, update_id=number, minute=number))

    assert await database.write(lambda c: telegram_updates.purge_seen(c, NOON + minutes(2))) == 2
    assert await database.write(partial(see, update_id=1, minute=9))
    assert not await database.write(partial(see, update_id=2, minute=9))


async def test_the_same_number_from_another_bot_is_another_update(database: Database) -> None:
    assert await database.write(lambda c: telegram_updates.mark_seen(c, BOT, 1, NOON))
    assert await database.write(lambda c: telegram_updates.mark_seen(c, BOT + 1, 1, NOON))


def _failures(conn: Connection) -> list[tuple[object, ...]]:
    columns = (set_aside.c[name] for name in ("bot", "update_id", "kind", "error", "tries", "at"))
    return [tuple(row) for row in conn.execute(select(*columns))]


async def test_failures_are_counted_until_the_update_is_set_aside(database: Database) -> None:
    """With its kind and the name of the error, and not a word of what it said."""
    failed = partial(telegram_updates.record_failure, bot=BOT, update_id=9, kind="message", at=NOON)

    assert await database.write(partial(failed, error="KeyError")) == 1
    assert await database.write(partial(failed, error="ValueError")) == 2
    assert await database.read(_failures) == [(BOT, 9, "message", "ValueError", 2, NOON)]
    count = telegram_updates.count_dead_letters
    assert await database.read(lambda c: count(c, 2, NOON)) == 1
    assert await database.read(lambda c: count(c, 3, NOON)) == 0


async def test_an_update_that_worked_after_all_is_set_aside_no_more(database: Database) -> None:
    await database.write(
        lambda c: telegram_updates.record_failure(c, BOT, 9, "message", "KeyError", NOON)
    )

    await database.write(lambda c: telegram_updates.clear_failures(c, BOT, 9))

    assert await database.read(_failures) == []


@pytest.mark.parametrize("number", [-(2**63), 2**63 - 1])
async def test_numbers_of_64_bits_are_kept(database: Database, number: int) -> None:
    """Telegram's ids and an attempt's seed may be as large."""
    assert await database.write(lambda c: telegram_updates.mark_seen(c, number, number, NOON))
    assert not await database.write(lambda c: telegram_updates.mark_seen(c, number, number, NOON))
