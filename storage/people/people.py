"""People, and their Telegram accounts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.audit_context import UNAUDITED
from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import (
    accounts,
    agencies,
    attempts,
    cohort_trainers,
    events,
    memberships,
    people,
    roles,
)

_TIMED_OUT = "timed-out"  # kinds of end events without an act, as written by `scenarios`

LONGEST_MUTE = timedelta(minutes=1)
"""The longest stored pause of a chat that is respected after a restart.

Telegram usually asks for seconds.
"""

NOBODY = "nobody"
"""The owner of finished attempts of erased people."""


UNDETERMINED = "und"
"""ISO 639's undetermined language, of data that belongs to ``NOBODY``."""


@dataclass(frozen=True, slots=True)
class Person:
    """A learner, without their Telegram identity."""

    id: str
    language: str
    timezone: str
    created_at: datetime
    agency: str | None = None
    job: str | None = None
    notice: int | None = None
    """The version of the notice they accepted."""
    notice_at: datetime | None = None
    enrolled_at: datetime | None = None
    """When they completed onboarding, named or not."""
    awaits: str | None = None
    """The question that a typed message answers."""
    timers: bool = True
    low_data: bool = False
    """Whether exhibits come in words, and not as pictures and voices."""
    discreet: bool = True
    hours: Mapping[str, Any] | None = None
    rest_days: Sequence[int] | None = None
    study_days: Sequence[int] | None = None
    """The weekdays that they chose for practice, Monday being 0."""
    plain_screens: bool = False
    """Whether screens use words in place of symbols, as screen readers need."""
    told_at: datetime | None = None
    """When they were last contacted by a pushed message."""
    nudged_at: datetime | None = None
    """When a trainer last nudged them."""
    leaving_at: datetime | None = None
    """The earliest erasure for inactivity; a warning is sent a month before."""
    stays_at: datetime | None = None
    """When they last confirmed that they stay, or returned after a warning."""
    awaits_after: int | None = None
    """Their number of acts in cases at the question; None without a question."""


PERSON = RecordColumns(Person, people)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account with one bot, and its reachability."""

    bot: int
    telegram_id: int
    person: str
    blocked_at: datetime | None = None
    muted_until: datetime | None = None


_ACCOUNT = RecordColumns(Account, accounts)


def add(conn: Connection, person: Person, account: Account) -> None:
    """Insert a new person and their account."""
    conn.execute(
        insert(people),
        asdict(person),
    )
    conn.execute(
        insert(accounts),
        {
            "bot": account.bot,
            "telegram_id": account.telegram_id,
            "person": account.person,
            "blocked_at": account.blocked_at,
            "muted_until": account.muted_until,
        },
    )


def keep(conn: Connection, person: Person) -> None:
    """Insert a new person without an account."""
    conn.execute(insert(people), asdict(person))


def arrive(conn: Connection, person: Person, account: Account) -> Person:
    """Insert a new person, unless the account has one already, as after two concurrent taps.

    Returns:
        The account's person.
    """
    known = by_account(conn, account.bot, account.telegram_id)
    if known is not None:
        return known
    conn.execute(insert(people), asdict(person))
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    first = insert_once(accounts).values(asdict(account)).on_conflict_do_nothing()
    if conn.execute(first.returning(accounts.c.person)).first() is None:
        conn.execute(delete(people).where(people.c.id == person.id))
    return by_account(conn, account.bot, account.telegram_id) or person


def has_place(conn: Connection, person_id: str) -> bool:
    """Whether a person is or was in a cohort, trains one, or holds a role."""
    return any(
        conn.execute(select(literal(1)).where(table.c.person == person_id)).first() is not None
        for table in (memberships, cohort_trainers, roles)
    )


_CAME = or_(people.c.notice.is_not(None), people.c.id.in_(select(accounts.c.person)))

# Runs at nearly every command and tap outside of an attempt.
_BY_ACCOUNT = (
    PERSON.select()
    .join(accounts, accounts.c.person == people.c.id)
    .where(accounts.c.bot == bindparam("bot"), accounts.c.telegram_id == bindparam("telegram_id"))
)


def by_account(conn: Connection, bot: int, telegram_id: int) -> Person | None:
    """The person with this account, if any."""
    return PERSON.first(conn, _BY_ACCOUNT, {"bot": bot, "telegram_id": telegram_id})


_GET = PreparedStatement(PERSON.select().where(people.c.id == bindparam("of")))


def get(conn: Connection, person_id: str) -> Person | None:
    row = _GET.first(conn, of=person_id)
    return PERSON.build(row) if row else None


def make_nobody(conn: Connection) -> None:
    """Insert the person ``NOBODY``, who owns data that belongs to no single person."""
    since = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    nobody = {"id": NOBODY, "language": UNDETERMINED, "timezone": "UTC", "created_at": since}
    conn.execute(insert_once(people).values(nobody).on_conflict_do_nothing())


def every(conn: Connection) -> list[Person]:
    """All people in the order in which they joined, without ``NOBODY``."""
    query = PERSON.select().where(people.c.id != NOBODY)
    return PERSON.all(conn, query.order_by(people.c.created_at, people.c.id))


def timers(conn: Connection, person_id: str) -> bool:
    """Whether time limits apply to a person, who can switch them off."""
    found = conn.execute(select(people.c.timers).where(people.c.id == person_id)).scalar()
    return found is None or bool(found)


def prefers_words(conn: Connection, person_id: str) -> bool:
    """Whether a person wants words in place of pictures and voices."""
    wish = or_(people.c.low_data, people.c.plain_screens)
    return bool(conn.execute(select(wish).where(people.c.id == person_id)).scalar())


_HELD = PreparedStatement(
    select(people.c.id).where(people.c.id == bindparam("of")).with_for_update()
)


def lock(conn: Connection, person_id: str) -> None:
    """Lock a person until the unit ends, as before an attempt begins."""
    _HELD.first(conn, of=person_id)


def account(conn: Connection, bot: int, telegram_id: int) -> Account | None:
    """This account, if it is known."""
    return _ACCOUNT.first(conn, _ACCOUNT.select().where(*_is(bot, telegram_id)))


def accounts_of(conn: Connection, person_id: str) -> list[Account]:
    return _ACCOUNT.all(conn, _ACCOUNT.select().where(accounts.c.person == person_id))


_CHAT = PreparedStatement(
    select(accounts.c.telegram_id).where(
        accounts.c.person == bindparam("of"),
        accounts.c.bot == bindparam("with_bot"),
        accounts.c.blocked_at.is_(None),
    )
)


def chat(conn: Connection, bot: int, person_id: str) -> int | None:
    """The Telegram id under which a bot can reach a person, if any."""
    row = _CHAT.first(conn, of=person_id, with_bot=bot)
    return row[0] if row else None


def reachability(conn: Connection, bot: int, person_ids: Collection[str]) -> dict[str, bool]:
    """By person with an account at a bot, whether the bot can reach them."""
    query = select(accounts.c.person, accounts.c.blocked_at).where(
        accounts.c.bot == bot, accounts.c.person.in_(person_ids)
    )
    found: dict[str, bool] = {}
    for person, blocked_at in conn.execute(query):
        found[person] = found.get(person, False) or blocked_at is None
    return found


_ANY_ACCOUNT = PreparedStatement(
    select(accounts.c.person).where(accounts.c.person == bindparam("of")).limit(1)
)


def has_account(conn: Connection, person_id: str) -> bool:
    """Whether a person has an account with any bot, blocked or not."""
    return _ANY_ACCOUNT.first(conn, of=person_id) is not None


def with_account(conn: Connection, person_ids: Collection[str]) -> set[str]:
    """Which people have an account with any bot, blocked or not."""
    query = select(accounts.c.person).where(accounts.c.person.in_(person_ids))
    return set(conn.scalars(query))


def has_joined(conn: Connection, person_id: str) -> bool:
    """Whether a person has an account, or had one until they signed out everywhere.

    Anyone else only exists through answers on paper.
    """
    query = select(people.c.id).where(people.c.id == person_id, _CAME)
    return conn.execute(query).first() is not None


def is_reachable(conn: Connection, person_id: str) -> bool:
    """Whether a person has an account with any bot that they have not blocked."""
    query = select(accounts.c.person).where(
        accounts.c.person == person_id, accounts.c.blocked_at.is_(None)
    )
    return conn.execute(query.limit(1)).first() is not None


def named_agencies(conn: Connection) -> set[str]:
    """The agencies that people chose as theirs."""
    # One lookup per agency, instead of a scan of all people.
    named = select(people.c.id).where(people.c.agency == agencies.c.id)
    return set(conn.scalars(select(agencies.c.id).where(named.exists())))


def change(conn: Connection, person_id: str, **values: Any) -> None:
    """Update columns of ``people`` by name."""
    aside = UNAUDITED if set(values) == {"awaits"} else {}
    if "awaits" in values:
        asked = values["awaits"] is not None
        values["awaits_after"] = _done(person_id) if asked else None
    changed = update(people).where(people.c.id == person_id).values(**values)
    conn.execute(changed, execution_options=aside)


def done(conn: Connection, person_id: str) -> int:
    """A person's number of acts in cases, which shows whether they continued after a question."""
    return conn.execute(select(_done(person_id))).scalar_one()


def _done(person_id: str) -> ScalarSelect[int]:
    """Acts by the clock do not count."""
    act = events.c.act["act"].as_string()
    counted = select(func.count()).select_from(attempts.join(events))
    return counted.where(
        attempts.c.person == person_id,
        events.c.kind.not_in(("started", "ended", "corrected")),
        or_(act.is_(None), act.not_like(f"%{_TIMED_OUT}")),
    ).scalar_subquery()


_TOLD = PreparedStatement(
    update(people).where(people.c.id == bindparam("of")).values(told_at=bindparam("told"))
)


def note_contact(conn: Connection, person_id: str, at: datetime | None) -> None:
    """Record when a person was last contacted by a pushed message; None for never."""
    _TOLD.run(conn, of=person_id, told=at)


def set_language(conn: Connection, person_id: str, language: str) -> None:
    conn.execute(update(people).where(people.c.id == person_id).values(language=language))


def block(conn: Connection, bot: int, telegram_id: int, at: datetime | None) -> None:
    """Record that an account blocked the bot; None for unblocked."""
    conn.execute(update(accounts).where(*_is(bot, telegram_id)).values(blocked_at=at))


def mute(conn: Connection, bot: int, telegram_id: int, until: datetime | None) -> None:
    """Record until when Telegram refuses messages to this account's chat; None for no limit."""
    conn.execute(update(accounts).where(*_is(bot, telegram_id)).values(muted_until=until))


def muted(conn: Connection, bot: int, now: datetime) -> list[tuple[int, datetime]]:
    """Accounts whose chats Telegram refuses messages to: Telegram id, and until when."""
    query = select(accounts.c.telegram_id, accounts.c.muted_until).where(
        accounts.c.bot == bot, is_muted(now)
    )
    return [(telegram_id, until) for telegram_id, until in conn.execute(query)]


def is_muted(now: datetime) -> ColumnElement[bool]:
    """Whether Telegram refuses messages to an account's chat at a moment.

    A pause that would last longer than ``LONGEST_MUTE`` is ignored, since it may date from before
    the clock was set back. If Telegram requested it, the next message gets the rest of it again.
    """
    return and_(accounts.c.muted_until > now, accounts.c.muted_until <= now + LONGEST_MUTE)


def _is(bot: int, telegram_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return accounts.c.bot == bot, accounts.c.telegram_id == telegram_id
