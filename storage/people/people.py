"""People, and the Telegram accounts they come with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
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

from storage.audit.audit_context import UNAUDITED
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

_TIMED_OUT = "timed-out"  # how events end that nobody did, as `scenarios` writes it

NOBODY = "nobody"
"""The person of whom nothing is known; what was finished by those who were erased is theirs."""


UNTOLD = "und"
"""The language of what is nobody's, as ISO 639 has it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A learner; nothing here says who that is on Telegram."""

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
    """When they had said who they are, or that they would not."""
    awaits: str | None = None
    """Which question a typed message would answer."""
    timers: bool = True
    discreet: bool = True
    hours: Mapping[str, Any] | None = None
    rest_days: Sequence[int] | None = None
    told_at: datetime | None = None
    """When they were last written to without having asked."""
    nudged_at: datetime | None = None
    """When a trainer last had them reminded of what is theirs to do."""
    leaving_at: datetime | None = None
    """From when they may be erased for not coming back; they were told a month before."""
    stays_at: datetime | None = None
    """When they last said that they want to stay, or came back after they were told."""
    awaits_after: int | None = None
    """How much they had done in cases when they were asked; none where they are asked nothing."""


PERSON = RecordColumns(Person, people)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account with one bot, and whether it can be written to."""

    bot: int
    telegram_id: int
    person: str
    blocked_at: datetime | None = None
    muted_until: datetime | None = None


_ACCOUNT = RecordColumns(Account, accounts)


def add(conn: Connection, person: Person, account: Account) -> None:
    """Keep a new person and the account they came with."""
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
    """Keep a new person who has no account."""
    conn.execute(insert(people), asdict(person))


def arrive(conn: Connection, person: Person, account: Account) -> Person:
    """Keep a new person, unless the account has brought one already, as when it taps twice at once.

    Returns:
        The person whose account it is.
    """
    known = by_account(conn, account.bot, account.telegram_id)
    if known is not None:
        return known
    conn.execute(insert(people), asdict(person))
    # PostgreSQL's INSERT with its ON CONFLICT, which SQLite understands word for word.
    first = insert_once(accounts).values(asdict(account)).on_conflict_do_nothing()
    if conn.execute(first.returning(accounts.c.person)).first() is None:
        conn.execute(delete(people).where(people.c.id == person.id))
    return by_account(conn, account.bot, account.telegram_id) or person


def has_place(conn: Connection, person_id: str) -> bool:
    """Whether someone is, or was, in a cohort, trains one, or holds a role."""
    return any(
        conn.execute(select(literal(1)).where(table.c.person == person_id)).first() is not None
        for table in (memberships, cohort_trainers, roles)
    )


_CAME = or_(people.c.notice.is_not(None), people.c.id.in_(select(accounts.c.person)))

# Asked at nearly every command and tap outside of an attempt.
_BY_ACCOUNT = (
    PERSON.select()
    .join(accounts, accounts.c.person == people.c.id)
    .where(accounts.c.bot == bindparam("bot"), accounts.c.telegram_id == bindparam("telegram_id"))
)


def by_account(conn: Connection, bot: int, telegram_id: int) -> Person | None:
    """The person who has this account, if any."""
    return PERSON.first(conn, _BY_ACCOUNT, {"bot": bot, "telegram_id": telegram_id})


_GET = PreparedStatement(PERSON.select().where(people.c.id == bindparam("of")))


def get(conn: Connection, person_id: str) -> Person | None:
    """This person, if there is one."""
    row = _GET.first(conn, of=person_id)
    return PERSON.build(row) if row else None


def make_nobody(conn: Connection) -> None:
    """Have nobody among the people, to whom what concerns no single person can be given."""
    since = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    nobody = {"id": NOBODY, "language": UNTOLD, "timezone": "UTC", "created_at": since}
    conn.execute(insert_once(people).values(nobody).on_conflict_do_nothing())


def every(conn: Connection) -> list[Person]:
    """Everybody, in the order in which they came; not nobody."""
    query = PERSON.select().where(people.c.id != NOBODY)
    return PERSON.all(conn, query.order_by(people.c.created_at, people.c.id))


def timers(conn: Connection, person_id: str) -> bool:
    """Whether time limits hold for someone; who wishes switches them off."""
    found = conn.execute(select(people.c.timers).where(people.c.id == person_id)).scalar()
    return found is None or bool(found)


_HELD = PreparedStatement(
    select(people.c.id).where(people.c.id == bindparam("of")).with_for_update()
)


def lock(conn: Connection, person_id: str) -> None:
    """Keep a person from other writers until the unit ends, as before an attempt is begun."""
    _HELD.first(conn, of=person_id)


def account(conn: Connection, bot: int, telegram_id: int) -> Account | None:
    """This account, if it is known."""
    return _ACCOUNT.first(conn, _ACCOUNT.select().where(*_is(bot, telegram_id)))


def accounts_of(conn: Connection, person_id: str) -> list[Account]:
    """Every account of a person."""
    return _ACCOUNT.all(conn, _ACCOUNT.select().where(accounts.c.person == person_id))


_CHAT = PreparedStatement(
    select(accounts.c.telegram_id).where(
        accounts.c.person == bindparam("of"),
        accounts.c.bot == bindparam("with_bot"),
        accounts.c.blocked_at.is_(None),
    )
)


def chat(conn: Connection, bot: int, person_id: str) -> int | None:
    """The Telegram id under which a bot can write to a person, if there is one."""
    row = _CHAT.first(conn, of=person_id, with_bot=bot)
    return row[0] if row else None


def can_be_written_to(conn: Connection, bot: int, person_ids: Collection[str]) -> dict[str, bool]:
    """Of those who have an account with a bot, whether it can write to them now, or is blocked."""
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
    """Whether someone has an account with any bot, blocked or not."""
    return _ANY_ACCOUNT.first(conn, of=person_id) is not None


def with_account(conn: Connection, person_ids: Collection[str]) -> set[str]:
    """Who of these people has an account with any bot, blocked or not."""
    query = select(accounts.c.person).where(accounts.c.person.in_(person_ids))
    return set(conn.scalars(query))


def has_come(conn: Connection, person_id: str) -> bool:
    """Whether someone has an account, or had one until they signed out everywhere.

    Of anyone else there is only what their trainer entered from paper.
    """
    query = select(people.c.id).where(people.c.id == person_id, _CAME)
    return conn.execute(query).first() is not None


def is_reachable(conn: Connection, person_id: str) -> bool:
    """Whether someone has an account with any bot that they have not blocked."""
    query = select(accounts.c.person).where(
        accounts.c.person == person_id, accounts.c.blocked_at.is_(None)
    )
    return conn.execute(query.limit(1)).first() is not None


def named_agencies(conn: Connection) -> set[str]:
    """The agencies that anybody here named as theirs."""
    # One probe for each agency, and not a look at everybody.
    named = select(people.c.id).where(people.c.agency == agencies.c.id)
    return set(conn.scalars(select(agencies.c.id).where(named.exists())))


def change(conn: Connection, person_id: str, **values: Any) -> None:
    """Note something new about a person: columns of ``people`` by name."""
    aside = UNAUDITED if set(values) == {"awaits"} else {}
    if "awaits" in values:
        asked = values["awaits"] is not None
        values["awaits_after"] = _done(person_id) if asked else None
    changed = update(people).where(people.c.id == person_id).values(**values)
    conn.execute(changed, execution_options=aside)


def done(conn: Connection, person_id: str) -> int:
    """How much somebody has done in cases; it tells whether they went on since they were asked."""
    return conn.execute(select(_done(person_id))).scalar_one()


def _done(person_id: str) -> ScalarSelect[int]:
    """What the clock did for them is not theirs."""
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
    """Note when a person was last written to without having asked; ``None`` for never."""
    _TOLD.run(conn, of=person_id, told=at)


def set_language(conn: Connection, person_id: str, language: str) -> None:
    """Note the language a person wants from now on."""
    conn.execute(update(people).where(people.c.id == person_id).values(language=language))


def block(conn: Connection, bot: int, telegram_id: int, at: datetime | None) -> None:
    """Note that an account blocked the bot, or with ``None`` that it no longer does."""
    conn.execute(update(accounts).where(*_is(bot, telegram_id)).values(blocked_at=at))


def mute(conn: Connection, bot: int, telegram_id: int, until: datetime | None) -> None:
    """Note until when Telegram takes nothing for this account's chat; ``None`` for no limit."""
    conn.execute(update(accounts).where(*_is(bot, telegram_id)).values(muted_until=until))


def muted(conn: Connection, bot: int, now: datetime) -> list[tuple[int, datetime]]:
    """The accounts for whose chats Telegram takes nothing yet: Telegram id, and until when."""
    query = select(accounts.c.telegram_id, accounts.c.muted_until).where(
        accounts.c.bot == bot, accounts.c.muted_until > now
    )
    return [(telegram_id, until) for telegram_id, until in conn.execute(query)]


def _is(bot: int, telegram_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return accounts.c.bot == bot, accounts.c.telegram_id == telegram_id
