"""The floor under a saved step: its statements by `sqlite3` alone, in the calling thread."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from storage.db import schema

ATTEMPTS = 64

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_PERSON = "INSERT INTO people (id, language, timezone, created_at) VALUES (?, 'en', 'UTC', 0)"
_ACCOUNT = "INSERT INTO accounts (bot, telegram_id, person) VALUES (1, ?, ?)"
_SCENARIO = "INSERT INTO scenarios VALUES ('case', 0)"
_EDITION = """
INSERT INTO editions (hash, scenario, structure_hash, text_hashes, content, state, created_at)
VALUES ('edition', 'case', 'hash', '{}', '{}', 'published', 0)
"""
_ATTEMPT = """
INSERT INTO attempts
  (id, person, edition, rules, seed, language, mode, turn, shown_turn, position, state,
   started_at, moved_at)
VALUES (?, ?, 'edition', 1, 1, 'en', 'practice', 0, 0, '[]', 'running', 0, 0)
"""
_HELD = """
SELECT attempts.* FROM attempts JOIN accounts ON accounts.person = attempts.person
WHERE attempts.id = ? AND accounts.bot = 1 AND accounts.telegram_id = ?
"""
_SEEN = "INSERT INTO seen (bot, update_id, at) VALUES (1, ?, 0) ON CONFLICT DO NOTHING"
_MOVE = """
UPDATE attempts SET turn = ?, position = ?, moved_at = ?,
  shown_turn = CASE WHEN shown_turn < ? THEN ? ELSE shown_turn END
WHERE id = ?
"""
_EVENT = """
INSERT INTO events (attempt, seq, turn, kind, scene, act, credit, critical, language, at)
VALUES (?, (SELECT coalesce(max(seq), -1) + 1 FROM events WHERE attempt = ?),
  ?, 'choose', 'man', '{"act":"watch"}', '{"recognise":1.0}', 0, 'en', ?)
"""
_POSITION = '[2,"man",3,[6,0],"5",["address"],["address","ask",""],false,[]]'


def rate(file: Path, seconds: float) -> float:
    """Steps a second, each a transaction of its own that reaches the disk."""
    schema.ensure(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _fill(connection)
        done, begun = 0, perf_counter()
        while (passed := perf_counter() - begun) < seconds:
            _step(connection, done)
            done += 1
        return done / passed


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute(_SCENARIO)
    connection.execute(_EDITION)
    for number in range(ATTEMPTS):
        person = f"person-{number}"
        connection.execute(_PERSON, (person,))
        connection.execute(_ACCOUNT, (number, person))
        connection.execute(_ATTEMPT, (f"attempt-{number}", person))
    connection.execute("COMMIT")


def _step(connection: sqlite3.Connection, number: int) -> None:
    who, turn = number % ATTEMPTS, number // ATTEMPTS % 15
    attempt = f"attempt-{who}"
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_HELD, (attempt, who)).fetchone()
    connection.execute(_SEEN, (number,))
    connection.execute(_MOVE, (turn, _POSITION, number, turn, turn, attempt))
    connection.execute(_EVENT, (attempt, attempt, turn, number))
    connection.execute("COMMIT")
