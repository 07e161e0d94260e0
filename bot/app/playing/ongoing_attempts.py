"""Attempts as their learners find them again."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app import conversation
from bot.app.conversation import LETTERS_OF_CASE
from storage.people import people
from storage.playing import attempts
from storage.playing.attempts import Attempt


def running(conn: Connection, person_id: str) -> list[Attempt]:
    """The attempts under way, the one that moved last first."""
    return attempts.running(conn, person_id)


def own_attempt(conn: Connection, attempt_id: str, bot: int, telegram_id: int) -> Attempt | None:
    """The attempt of an account's owner, its row locked; None where it is not theirs."""
    return attempts.get_own_for_update(conn, attempt_id, bot, telegram_id)


def language(conn: Connection, attempt: Attempt) -> str:
    """The language of an attempt's learner; the attempt's own where they were erased."""
    person = people.get(conn, attempt.person)
    return person.language if person else attempt.language


def take_letters(conn: Connection, attempt: Attempt) -> None:
    """Let typed letters pick from an attempt that is shown again, though another moved later."""
    others = running(conn, attempt.person)
    if others and others[0].id != attempt.id:
        conversation.expect(conn, attempt.person, f"{LETTERS_OF_CASE}:{attempt.id}")
