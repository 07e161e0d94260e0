"""People and the Telegram accounts that they use."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.people import people
from storage.people.people import Person
from storage.playing import attempts


def find_person(conn: Connection, bot: int, telegram_id: int) -> Person | None:
    """The person who uses an account; None where the account is not registered."""
    return people.by_account(conn, bot, telegram_id)


def set_language(conn: Connection, person: Person, language: str) -> Person:
    """Speak a language to a person from now on, in attempts that are under way too."""
    people.set_language(conn, person.id, language)
    attempts.set_language(conn, person.id, language)
    return people.get(conn, person.id) or person


def has_place(conn: Connection, person: Person) -> bool:
    """Whether a person belongs or belonged to a cohort, trains one, or has a role."""
    return people.has_place(conn, person.id)


def is_blocked(conn: Connection, bot: int, telegram_id: int) -> bool:
    """Whether an account has blocked the bot, as far as is known."""
    account = people.account(conn, bot, telegram_id)
    return account is not None and account.blocked_at is not None


def set_blocked(conn: Connection, bot: int, telegram_id: int, since: datetime | None) -> None:
    """Record since when nothing reaches an account's chat; None where it can be reached."""
    people.block(conn, bot, telegram_id, since)


def set_muted(conn: Connection, bot: int, telegram_id: int, until: datetime) -> None:
    """Record until when Telegram takes no messages for an account's chat."""
    people.mute(conn, bot, telegram_id, until)


def muted(conn: Connection, bot: int, now: datetime) -> list[tuple[int, timedelta]]:
    """The chats for which Telegram takes no messages, and for how long from now."""
    return [(telegram_id, until - now) for telegram_id, until in people.muted(conn, bot, now)]
