"""Local facts: versions stay, and only what somebody answers for is told."""

from datetime import timedelta

from sqlalchemy import Connection

from storage import Database
from storage.agencies import local_contacts
from storage.agencies.local_contacts import EVERYWHERE, Fact
from tests.promises.makers import NOON

YEAR = timedelta(days=365)
TEXTS = {"en": "the line, 17 00 00 00", "ar": "الخط، 17 00 00 00"}


def add(conn: Connection, agency: str = "airport", number: str = "1") -> Fact:
    texts = {language: f"{text} {number}" for language, text in TEXTS.items()}
    return local_contacts.add(conn, agency, "agency-line", texts, "the airport's handbook", NOON)


def confirmed(conn: Connection, agency: str = "airport", number: str = "1") -> Fact:
    fact = add(conn, agency, number)
    local_contacts.confirm(conn, fact, "Duty manager", NOON, NOON + YEAR)
    return fact


async def good(database: Database, agency: str | None, days: float = 1) -> Fact | None:
    at = NOON + timedelta(days=days)
    return await database.read(
        lambda conn: local_contacts.valid_fact(conn, agency, "agency-line", at)
    )


async def test_unconfirmed_facts_are_not_shown(database: Database) -> None:
    """Not even where it is all there is."""
    await database.write(add)

    assert await good(database, "airport") is None


async def test_a_confirmed_fact_is_told_until_it_expires(database: Database) -> None:
    """With who answers for it, and since when."""
    fact = await database.write(confirmed)

    found = await good(database, "airport")
    assert found is not None
    assert (found.version, found.texts) == (fact.version, fact.texts)
    assert (found.confirmed_by, found.confirmed_at) == ("Duty manager", NOON)
    assert await good(database, "airport", days=364.9) is not None
    assert await good(database, "airport", days=365) is None
    assert await good(database, "airport", days=-1) is None


async def test_a_changed_fact_is_a_new_version_and_the_old_one_stays(database: Database) -> None:
    """The old one is told until the new one is confirmed."""
    await database.write(confirmed)
    second = await database.write(lambda conn: add(conn, number="2"))

    found = await good(database, "airport")
    assert second.version == 2
    assert found is not None
    assert found.version == 1

    await database.write(
        lambda conn: local_contacts.confirm(conn, second, "Chief", NOON, NOON + YEAR)
    )
    found = await good(database, "airport")
    assert found is not None
    assert (found.version, found.confirmed_by) == (2, "Chief")
    everything = await database.read(local_contacts.everything)
    assert [(fact.version, fact.confirmed_by) for fact in everything] == [
        (2, "Chief"),
        (1, "Duty manager"),
    ]


async def test_an_agency_has_its_own_and_else_that_of_everywhere(database: Database) -> None:
    """Another agency's is nobody else's."""
    await database.write(lambda conn: confirmed(conn, "airport", "1"))
    assert await good(database, "clinic") is None
    assert await good(database, None) is None

    await database.write(lambda conn: confirmed(conn, EVERYWHERE, "2"))
    await database.write(lambda conn: confirmed(conn, EVERYWHERE, "3"))
    for agency, number in (("airport", "1"), ("clinic", "3"), (None, "3")):
        found = await good(database, agency)
        assert found is not None
        assert found.texts["en"].endswith(number)


async def test_withdrawn_fact_is_hidden_in_its_agency_only(database: Database) -> None:
    """In that agency, and in no other."""
    await database.write(lambda conn: confirmed(conn, "airport"))
    await database.write(lambda conn: confirmed(conn, "clinic"))
    at = NOON + timedelta(hours=1)

    assert (
        await database.write(lambda c: local_contacts.withdraw(c, "airport", "agency-line", at))
        == 1
    )
    assert (
        await database.write(lambda c: local_contacts.withdraw(c, "airport", "agency-line", at))
        == 0
    )
    assert await good(database, "airport") is None
    assert await good(database, "clinic") is not None
