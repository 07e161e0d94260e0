"""Rows to begin with."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from storage import Database
from storage.authoring import editions
from storage.authoring.editions import Edition
from storage.people import people
from storage.people.people import Account, Person
from storage.playing import attempts
from storage.playing.attempts import Attempt
from storage.playing.events import Event

BOT = 777
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def an_edition(
    hash: str = "e1",  # noqa: A002
    scenario: str = "transit-hall",
    structure: str = "s1",
    at: datetime = NOON,
    signatures: Mapping[str, str] | None = None,
    corrective: bool = False,
) -> Edition:
    return Edition(
        hash=hash,
        scenario=scenario,
        structure_hash=structure,
        text_hashes={"en": "t1", "ar": "t2"},
        content={"scenario.yaml": "title: Transit hall", "ar.yaml": "title: قاعة العبور"},
        state="published",
        created_at=at,
        decision_signatures=signatures or {},
        corrective=corrective,
    )


def an_attempt(
    id: str = "a1",  # noqa: A002
    person: str = "p1",
    edition: str = "e1",
    turn: int = 0,
    shown_turn: int = attempts.NEVER_SHOWN,
    at: datetime = NOON,
) -> Attempt:
    return Attempt(
        id=id,
        person=person,
        edition=edition,
        rules=1,
        seed=2**62,
        language="ar",
        mode="practice",
        turn=turn,
        shown_turn=shown_turn,
        position='{"scene":"gate"}',
        state="running",
        started_at=at,
        moved_at=at,
    )


def an_event(turn: int = 0, kind: str = "answered") -> Event:
    return Event(turn=turn, kind=kind, language="ar", at=NOON, scene="gate")


def add_person(conn: Connection, person: str = "p1", telegram_id: int = 1) -> None:
    people.add(
        conn,
        Person(person, "ar", "Asia/Bahrain", NOON),
        Account(BOT, telegram_id, person),
    )


def add_learner_with_attempt(conn: Connection) -> None:
    """Person p1, Telegram id 1, with a running attempt a1 at turn 0."""
    add_person(conn)
    editions.keep(conn, an_edition())
    attempts.begin(conn, an_attempt(), [an_event(kind="started")])


async def attempt_of(database: Database, attempt_id: str = "a1") -> Attempt:
    found = await database.read(partial(attempts.get, attempt_id=attempt_id))
    assert found is not None
    return found
