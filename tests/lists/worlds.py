"""A trainer with cohorts in which everything occurs, and people who may not see them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, FOCAL, MASTER, SUPERVISOR, TRAINEE
from bot.app.paging import PageOf, PageRequest
from bot.app.request import Request
from storage import Database
from storage.people import people
from tests.helpers.crowded import AGENCY, ELSEWHERE, NOW, Crowd, any_cohort, keep_case

T = TypeVar("T")
STRANGERS = ("foreign", "far", "supervisor", "admin", "focal", "learner", "master")


async def fill(database: Database, cohorts: int = 6, seed: int = 1) -> list[str]:
    """Trainer `trainer`, who trains every second cohort with `other`; gives its cohorts."""
    crowd = Crowd(Random(seed))
    crowd.trainer("trainer")
    crowd.trainer("other")
    crowd.trainer("foreign")
    crowd.trainer("far", ELSEWHERE)
    crowd.person("learner")
    for person, role in (("supervisor", SUPERVISOR), ("admin", ADMIN), ("focal", FOCAL)):
        crowd.person(person)
        crowd.role(person, role, AGENCY)
    crowd.person("master")
    crowd.role("master", MASTER)
    crowd.person("trainee")
    crowd.role("trainee", TRAINEE)
    own = [
        any_cohort(crowd, f"{name} {number}", "trainer", *(("other",) if number % 2 else ()))
        for number, name in zip(
            range(cohorts), ("Gates", "بوابة أ", "desk") * cohorts, strict=False
        )
    ]
    any_cohort(crowd, "Foreign", "foreign")

    def unit(conn: Connection) -> None:
        keep_case(conn)
        crowd.keep(conn)

    await database.write(unit)
    return own


def asks(conn: Connection, person: str) -> Request:
    """A request of someone."""
    found = people.get(conn, person)
    assert found is not None
    return Request(found, NOW)


def walk(
    ask: Callable[[PageRequest], PageOf[T]], sort: str = "", descending: bool = False
) -> list[T]:
    """Everything of a list, three at a time."""
    found, after = list[T](), None
    while True:
        page = ask(PageRequest(3, after, sort, descending))
        found += page.items
        assert page.next is None or page.next != after, "it goes in circles"
        after = page.next
        if after is None:
            assert page.total in (None, len(found))
            return found
