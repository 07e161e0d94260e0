"""Names: one for each person and script, kept apart."""

from functools import partial

from sqlalchemy import Connection

from storage import Database
from storage.people import names
from tests.promises.makers import add_person


def _people(conn: Connection) -> None:
    for number in (1, 2, 3):
        add_person(conn, f"p{number}", number)


async def test_a_name_is_kept_in_each_script_and_replaced_by_the_next(database: Database) -> None:
    await database.write(_people)
    assert await database.read(partial(names.of, person="p1")) == {}

    await database.write(lambda c: names.put(c, "p1", "latin", "Mariam"))
    await database.write(lambda c: names.put(c, "p1", "latin", "Mariam Saleh"))
    await database.write(lambda c: names.put(c, "p1", "arabic", "مريم صالح"))
    await database.write(lambda c: names.put(c, "p2", "latin", "Noor"))

    both = {"latin": "Mariam Saleh", "arabic": "مريم صالح"}
    assert await database.read(partial(names.of, person="p1")) == both
    everyone = await database.read(partial(names.of_all, persons=["p1", "p2", "p3"]))
    assert everyone == {"p1": both, "p2": {"latin": "Noor"}}


async def test_a_name_can_be_forgotten_in_one_script(database: Database) -> None:
    await database.write(_people)
    await database.write(lambda c: names.put(c, "p1", "latin", "Mariam"))
    await database.write(lambda c: names.put(c, "p1", "arabic", "مريم"))

    await database.write(lambda c: names.drop(c, "p1", "latin"))
    await database.write(lambda c: names.drop(c, "p3", "latin"))

    assert await database.read(partial(names.of, person="p1")) == {"arabic": "مريم"}
