"""Erasing: nothing that says who someone is stays anywhere; what they finished stays as numbers."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from storage import Database
from storage.assignments import assignments
from storage.authoring import editions
from storage.db.tables import CONTENT, metadata
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.people import people
from storage.people.people import NOBODY, Account, Person
from storage.personal_data import erasure, personal_data
from storage.playing import attempts, drafts, issue_reports
from storage.playing.attempts import Result
from storage.refreshers import memories, prompts
from storage.refreshers.memories import Memory
from storage.refreshers.prompts import Prompt, RefresherPreferences
from tests.helpers.database_contents import contents, holding
from tests.helpers.refresher_world import add_review
from tests.promises.makers import BOT, NOON, add_person, an_attempt, an_edition, an_event

PERSON, TELEGRAM = "person-secret", 424_242_424_242
ATTEMPTS = ("running-secr", "ended-secret", "replay-secre", "left-secret1")
SECRETS = (
    PERSON,
    str(TELEGRAM),
    "Mariam Secret",
    "مريم السر",
    "asked-of-her",
    "key-of-hers",
    *ATTEMPTS,
)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def fill(conn: Connection) -> None:
    """Someone with a row in every table that can hold something about a person."""
    tables = metadata.tables
    editions.keep(conn, an_edition())
    add_person(conn, "other", 1)
    asked = Person(PERSON, "ar", "Asia/Bahrain", NOON, "airport", "guard", awaits="asked-of-her")
    people.add(conn, asked, Account(BOT, TELEGRAM, PERSON))
    for script, name in (("latin", "Mariam Secret"), ("arabic", "مريم السر")):
        conn.execute(insert(tables["names"]), {"person": PERSON, "script": script, "name": name})
    conn.execute(insert(tables["pseudonyms"]), {"person": PERSON, "key": "key-of-hers"})
    _add_places(conn)
    for number, attempt in enumerate(ATTEMPTS):
        later = NOON + timedelta(days=number)
        attempts.begin(conn, an_attempt(attempt, PERSON, turn=2, at=later), [an_event()])
        issue_reports.add(conn, attempt, 1, "unclear", later)
    ended = Result("safe", 90, True, {"bands": {}})
    for attempt in ATTEMPTS[1:3]:
        attempts.move(conn, attempt, 3, "{}", NOON + timedelta(days=9), [an_event(2)], ended)
    attempts.abandon(conn, ATTEMPTS[3], NOON)
    replays = tables["attempts"].update().where(tables["attempts"].c.id == ATTEMPTS[2])
    conn.execute(replays.values(replays=ATTEMPTS[1], assignment="task", agency="airport"))
    _add_refreshers(conn)
    drafts.put(conn, ATTEMPTS[0], 2, ("one",))
    jobs.schedule(
        conn, ScheduledJob(PERSON, "limit", f"{ATTEMPTS[0]}:2", NOON, subject=ATTEMPTS[0])
    )


def _add_refreshers(conn: Connection) -> None:
    known = Memory(PERSON, "transit-hall", "s", 2.3, 5.0, NOON, 1, 0, ("story",), "story", False)
    memories.keep(conn, known)
    answer = memories.Review(PERSON, "transit-hall", "s", 0, NOON, "story", "a", 3)
    add_review(conn, answer)
    prompts.add(conn, Prompt("prompt", PERSON, NOON, "morning", "ar", (), 0, prompts.OPEN))
    prompts.keep_preferences(conn, RefresherPreferences(PERSON, "stopped"))


def _add_places(conn: Connection) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "cohorts": [{"id": "cohort", "name": "Night shift", "agency": "airport",
                     "timezone": "Asia/Bahrain", "created_at": NOON}],
        "cohort_trainers": [{"cohort": "cohort", "person": PERSON, "since": NOON}],
        "memberships": [{"id": "m", "cohort": "cohort", "person": PERSON, "joined_at": NOON},
                        {"id": "n", "cohort": "cohort", "person": "other", "joined_at": NOON}],
        "roster": [{"id": "r", "cohort": "cohort", "names": {"latin": "Mariam Secret"},
                    "person": PERSON, "claimed_at": NOON, "created_at": NOON}],
        "spared": [{"trainer": PERSON, "cohort": "cohort", "person": "other"},
                   {"trainer": "other", "cohort": "cohort", "person": PERSON}],
        "lists": [{"person": PERSON, "id": "list", "cohort": "cohort", "at": NOON,
                   "rows": [{"latin": "Somebody Else"}]}],
        "invitations": [{"hash": "h1", "kind": "roster", "cohort": "cohort", "roster": "r",
                         "created_by": "other", "created_at": NOON},
                        {"hash": "h2", "kind": "cohort", "cohort": "cohort", "roster": None,
                         "created_by": PERSON, "created_at": NOON}],
        "signed_out": [{"bot": BOT, "telegram_id": 7, "person": PERSON, "at": NOON}],
        "sent_messages": [{"bot": BOT, "telegram_id": TELEGRAM, "message": 12, "at": NOON}],
        "transfers": [{"id": "t", "person": PERSON, "into": "other", "invitation": "h1",
                       "asked_by": "other", "agreed_by": "other", "opened_at": NOON,
                       "moves_at": NOON}],
        "roles": [{"id": "a", "person": PERSON, "role": "trainer", "agency": "airport",
                   "granted_by": "other", "granted_at": NOON},
                  {"id": "b", "person": "other", "role": "trainer", "agency": "airport",
                   "granted_by": PERSON, "granted_at": NOON}],
        "assignments": [{"id": "task", "cohort": "cohort", "scenario": "transit-hall",
                         "mode": "practice", "due_at": NOON, "pass_mark": 70,
                         "created_by": PERSON, "created_at": NOON}],
        "plans": [{"id": "plan", "person": "other", "cohort": "cohort", "made_at": NOON,
                   "content": {"whom": ["other", PERSON]}},
                  {"id": "plan2", "person": PERSON, "cohort": "cohort", "made_at": NOON,
                   "content": {}}],
        "assignees": [{"assignment": "task", "person": PERSON}],
        "authored": [{"scenario": "transit-hall", "agency": "airport", "owner": PERSON,
                      "reach": "cohorts", "created_at": NOON}],
        "authored_editions": [{"scenario": "transit-hall", "number": 1,
                               "edition": an_edition().hash, "made_by": PERSON, "made_at": NOON}],
        "shares": [{"scenario": "transit-hall", "cohort": "cohort", "since": NOON}],
        "approvals": [{"id": "asked", "scenario": "transit-hall", "number": 1,
                       "reach": "everyone", "asked_by": PERSON, "asked_at": NOON,
                       "state": "approved", "decided_by": "other", "decided_at": NOON}],
        "certificates": [{"id": f"c-{person}", "person": person, "programme": "hotels", "number": 0,
                          "agency": "airport", "code": f"CODE-{number}", "issued_at": NOON,
                          "expires_at": NOON, "editions": [], "revoked_at": NOON,
                          "revoked_by": by, "reason": "A mix-up."}
                         for number, (person, by) in enumerate(((PERSON, "other"),
                                                                ("other", PERSON)))],
        "facts": [{"agency": "airport", "name": name, "version": 1, "texts": {"en": "a line"},
                   "source": "the handbook", "confirmed_by": by, "confirmed_at": NOON,
                   "created_at": NOON}
                  for name, by in (("agency-line", PERSON), ("procedure", "Mariam Secret"),
                                   ("police", "Another One"))],
        "agencies": [{"id": "airport", "country": "BH", "names": {"en": "Airport"},
                      "pledge": "promised", "pledge_by": "Mariam Secret, director",
                      "pledge_at": NOON, "created_at": NOON}],
        "sign_offs": [{"id": "s1", "scenario": "transit-hall", "edition": "e1",
                       "languages": ["en"], "field": "law", "by": "Mariam Secret",
                       "organisation": "A bar", "at": NOON}],
        "sessions": [_session("led", led_by=PERSON, rubric={"content": 3}, signed_off=True),
                     _session("seen", led_by="other", observer=PERSON)],
        "rounds": [{"session": "led", "turn": 0, "scene": "gate", "hands": {}}],
        "attendance": [{"id": "x", "session": "seen", "at": NOON, "how": "phone",
                        "person": PERSON, "asked": 0},
                       {"id": "y", "session": "led", "at": NOON, "how": "hand",
                        "place": "r", "asked": -1}],
        "releases": [_release("file-1", made_by=PERSON), _release("file-2", called="Mariam Secret"),
                     _release("file-3", called="Operations", named=True,
                              handed_to="Mariam Secret"),
                     _release("file-4", made_by="other", named=True)],
        "released": [{"release": "file-3", "person": PERSON}],
        "audit": [{"number": number, "at": NOON, "person": by, "role": "trainer",
                   "agency": "airport", "act": "see-cohort", "deed": "show-path", "kind": kind,
                   "object": on, "origin": "bot", "before": "", "hash": ""}
                  for number, (by, kind, on) in enumerate(
                      ((PERSON, "cohort", "cohort"), ("other", "person", PERSON),
                       ("other", "attempt", "ended-secret")), 1)],
        "asked": [{"person": PERSON, "about": "transit-hall", "month": "2026-03", "step": 1}],
        "figures": [{"agency": "airport", "month": "2026-03", "figure": "referrals", "version": 1,
                     "number": 3, "entered_by": PERSON, "entered_at": NOON}],
        "votes": [{"session": "seen", "turn": 0, "person": PERSON, "choice": "ask"}],
        "web_sign_ins": [{"id": "w1", "person": PERSON, "token": "t1", "page": "p1", "number": 17,
                          "numbers": [17, 42, 88], "created_at": NOON, "expires_at": NOON}],
        "web_sessions": [{"id": "w2", "person": PERSON, "token": "t2", "kind": "browser",
                          "created_at": NOON, "used_at": NOON, "expires_at": NOON}],
        "web_confirmations": [{"id": "w3", "person": PERSON, "session": "w2", "act": "take-role",
                               "kind": "role", "object": "b", "content": "c", "created_at": NOON,
                               "expires_at": NOON}],
        "web_identities": [{"issuer": "https://login.example.org", "subject": "s-7",
                            "person": PERSON, "linked_at": NOON}],
    }  # fmt: skip
    for name, values in rows.items():
        for value in values:  # not all at once: they have different columns
            conn.execute(insert(metadata.tables[name]), value)


def _release(id: str, **more: Any) -> dict[str, Any]:  # noqa: A002
    row = {"id": id, "made_at": NOON, "sets": ["people"], "format": "csv", "named": False,
           "state": "out", "out_at": NOON + timedelta(days=20)}  # fmt: skip
    return row | more


def _session(id: str, **more: Any) -> dict[str, Any]:  # noqa: A002
    row = {"id": id, "cohort": "cohort", "scenario": "transit-hall", "edition": "e1", "seed": 1,
           "language": "ar", "place": "Room 3", "made_at": NOON, "state": "running",
           "phase": "voting", "turn": 0, "position": "{}", "question": 0, "door": f"d-{id}",
           "page": f"p-{id}", "observer": None, "rubric": None, "signed_off": None}  # fmt: skip
    return row | more


def new_ids() -> Iterator[str]:
    return (f"new-{number}" for number in count())


def erase(conn: Connection, person: str = PERSON) -> bool:
    return erasure.erase(conn, person, NOON + timedelta(days=30), new_ids().__next__)


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.write(fill)
    return database


async def test_every_table_about_people_is_tried(filled: Database) -> None:
    """A new table that holds something about people must come into these tests."""
    rows = await filled.read(contents)
    named = {name for secret in SECRETS for name in holding(rows, secret)}

    # What holds none of the ids: of the cohort and what is shared with it, of Telegram's numbers,
    # of those gone before, of how far an assignment's results are disclosed, and of what Mini Apps
    # showed.
    assert metadata.tables.keys() - CONTENT - named == {
        "cohorts",
        "seen",
        "set_aside",
        "erasures",
        "shares",
        "rounds",
        "disclosures",
        "used_init_data",
    }


async def test_nothing_identifying_remains(filled: Database) -> None:
    """Neither an id nor a name nor a number; only that this id was erased, and the audit.

    There the ids stay, so that the chain can be proven, and lead nowhere: the person is gone, and
    what they finished has other ids.
    """
    assert await filled.write(erase)

    rows = await filled.read(contents)
    stays = {PERSON: {"erasures", "audit"}, "ended-secret": {"audit"}}
    assert {secret: holding(rows, secret) for secret in SECRETS} == {
        secret: stays.get(secret, set()) for secret in SECRETS
    }


async def test_targeted_work_of_an_erased_member_becomes_nobodys(filled: Database) -> None:
    await filled.write(erase)
    named = await filled.read(lambda conn: assignments.named_assignees(conn, ["task"]))
    assert named == {"task": {NOBODY}}
    assert await filled.read(lambda conn: assignments.open_for(conn, "other", NOON)) == []


async def test_finished_work_stays_as_numbers(filled: Database) -> None:
    """Under new ids, of nobody, in no language, in the month in which it ended."""
    await filled.write(erase)

    found = await filled.read(lambda conn: personal_data.everything(conn, NOBODY))
    assert [(row["outcome"], row["score"], row["turn"]) for row in found["attempts"]] == [
        ("safe", 90, 3),
        ("safe", 90, 3),
    ]
    for row in found["attempts"]:
        assert (row["language"], row["seed"], row["assignment"]) == ("und", 0, None)
        assert {row["started_at"], row["moved_at"], row["ended_at"]} == {MARCH.isoformat()}
    assert {row["replays"] for row in found["attempts"]} == {None, "new-0"}
    assert len(found["events"]) == 4
    assert {(row["language"], row["at"]) for row in found["events"] + found["reports"]
            if "language" in row} == {("und", MARCH.isoformat())}  # fmt: skip
    assert {row["at"] for row in found["reports"]} == {MARCH.isoformat()}
    assert found["accounts"] == found["names"] == found["due"] == found["drafts"] == []


async def test_data_of_others_stays(filled: Database) -> None:
    """Their memberships, roles and assignments, without the hand that gave them."""
    before = await filled.read(lambda conn: personal_data.everything(conn, "other"))
    await filled.write(erase)
    after = await filled.read(lambda conn: personal_data.everything(conn, "other"))

    assert [len(rows) for rows in after.values()] == [
        len(rows) - {"roles": 1, "invitations": 1, "spared": 2, "transfers": 1}.get(name, 0)
        for name, rows in before.items()
    ]
    facts = await filled.read(lambda conn: conn.execute(select(metadata.tables["facts"])).all())
    assert {(fact.name, fact.confirmed_by) for fact in facts} == {
        ("agency-line", None),
        ("procedure", None),
        ("police", "Another One"),
    }
    assert all(fact.confirmed_at is not None for fact in facts)


async def test_erasure_runs_once_and_is_logged(filled: Database) -> None:
    """Whoever is not there cannot be erased, and nobody cannot either."""
    assert await filled.write(erase)
    assert not await filled.write(erase)
    assert not await filled.write(lambda conn: erase(conn, NOBODY))
    rows = await filled.read(lambda conn: conn.execute(select(metadata.tables["erasures"])).all())
    assert [tuple(row) for row in rows] == [(PERSON, NOON + timedelta(days=30))]


async def test_a_second_person_becomes_nobody_too(filled: Database) -> None:
    """There is one nobody, whose attempts cannot be told apart by person."""

    def add(conn: Connection) -> None:
        result = Result("harmful", 10, False, {})
        attempts.begin(conn, an_attempt("theirs", "other"), [an_event()])
        attempts.move(conn, "theirs", 1, "{}", NOON, [], result)

    await filled.write(add)
    await filled.write(erase)
    ids = iter(("later",))
    await filled.write(lambda conn: erasure.erase(conn, "other", NOON, ids.__next__))

    found = await filled.read(lambda conn: personal_data.everything(conn, NOBODY))
    assert len(found["attempts"]) == 3
    assert len(found["people"]) == 1
    assert await filled.read(people.every) == []


async def test_an_admin_where_no_other_is_is_the_last(database: Database) -> None:
    """Of an agency or of all; an admin of all covers every agency."""

    def save(conn: Connection) -> list[bool]:
        found = []
        for person, number in (("one", 1), ("two", 2)):
            add_person(conn, person, number)
        steps = (("one", "airport"), ("two", "clinic"), ("two", "*"), ("one", "*"))
        for number, (person, agency) in enumerate(steps):
            role = {"id": str(number), "person": person, "role": "admin", "agency": agency,
                    "granted_at": NOON}  # fmt: skip
            conn.execute(insert(metadata.tables["roles"]), role)
            found.append(erasure.last_admin(conn, "one"))
        return [*found, erasure.last_admin(conn, "two"), erasure.last_admin(conn, "three")]

    assert await database.write(save) == [True, True, False, False, False, False]


async def test_the_file_itself_has_nothing_of_them_left(sqlite_url: str) -> None:
    """Nor do its free pages."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))

    async def stands(unit: Callable[[Connection], object]) -> list[bool]:
        database = Database.open(sqlite_url)
        await database.write(unit)
        await database.close()
        held = await asyncio.to_thread(file.read_bytes)
        return [secret.encode() in held for secret in SECRETS if secret != str(TELEGRAM)]

    assert all(await stands(fill))
    # The id that was erased, and that of a case somebody looked at, in the audit.
    assert sum(await stands(erase)) == 2


def test_every_table_is_disclosed_or_excluded_for_a_reason() -> None:
    """A table that is neither shown to its person nor left out for a reason fails here."""
    kept = metadata.tables.keys() - CONTENT
    assert personal_data.THEIRS.keys() | personal_data.NOT_THEIRS.keys() == kept
    assert not personal_data.THEIRS.keys() & personal_data.NOT_THEIRS.keys()
    assert all(personal_data.NOT_THEIRS.values())


async def test_personal_data_include_every_column(filled: Database) -> None:
    """A row at least of every table, and of each every column."""
    found = await filled.read(lambda conn: personal_data.everything(conn, PERSON))

    for name, rows in found.items():
        columns = set(metadata.tables[name].columns.keys())
        assert rows, name
        assert all(row.keys() == columns for row in rows), name


async def test_other_people_are_not_disclosed(filled: Database) -> None:
    """Neither who gave them a role, nor to whom they gave one."""
    found = await filled.read(lambda conn: personal_data.everything(conn, PERSON))

    assert "other" not in repr(found).replace("another", "")
    theirs = await filled.read(lambda conn: personal_data.everything(conn, "other"))
    assert not [secret for secret in SECRETS if secret in repr(theirs)]
