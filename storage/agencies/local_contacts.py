"""Local facts that differ by agency, each with its source: contacts, and settings by law.

A changed fact is a new version; old ones are kept, since events refer to them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import facts

EVERYWHERE = ""
"""The agency of a fact that applies to all agencies."""

WITHDRAWN = 99
"""The number of reminders for withdrawn facts, which get none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One version of a local fact."""

    agency: str
    name: str
    version: int
    texts: Mapping[str, str]
    """By language."""
    source: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    expires_at: datetime | None
    created_at: datetime
    reminded: int = 0
    """The number of scheduled reminders of its expiry."""
    setting: str | None = None
    """The value of a fact with settings; None for other facts."""

    def in_(self, language: str) -> str:
        """Its text in a language, or in another one as fallback."""
        return self.texts.get(language) or next(iter(self.texts.values()))


_FACT = RecordColumns(Fact, facts)


def add(
    conn: Connection,
    agency: str,
    name: str,
    texts: Mapping[str, str],
    source: str,
    at: datetime,
    setting: str | None = None,
) -> Fact:
    """Insert a new, unconfirmed version of a fact."""
    newest = select(func.max(facts.c.version)).where(*_is(agency, name))
    version = (conn.execute(newest).scalar() or 0) + 1
    fact = Fact(agency, name, version, dict(texts), source, None, None, None, at, setting=setting)
    conn.execute(insert(facts), asdict(fact))
    return fact


def confirm(conn: Connection, fact: Fact, by: str, at: datetime, expires_at: datetime) -> None:
    """Record who confirmed a version, when, and until when it is valid."""
    confirmed = {"confirmed_by": by, "confirmed_at": at, "expires_at": expires_at, "reminded": 0}
    conn.execute(
        update(facts)
        .where(*_is(fact.agency, fact.name), facts.c.version == fact.version)
        .values(confirmed)
    )


def withdraw(conn: Connection, agency: str, name: str, at: datetime) -> int:
    """Expire all valid versions of a fact now; return how many there were."""
    good = (facts.c.confirmed_at.is_not(None), facts.c.expires_at > at)
    # Withdrawn facts get no reminders.
    values = {"expires_at": at, "reminded": WITHDRAWN}
    ended = update(facts).where(*_is(agency, name), *good).values(values)
    return conn.execute(ended).rowcount


def remind(conn: Connection, fact: Fact, reminded: int) -> None:
    """Record how many reminders of a version's expiry have been scheduled."""
    conn.execute(
        update(facts)
        .where(*_is(fact.agency, fact.name), facts.c.version == fact.version)
        .values(reminded=reminded)
    )


def newest(conn: Connection, agency: str, name: str) -> Fact | None:
    """The newest version of a fact, confirmed or not."""
    query = _FACT.select().where(*_is(agency, name)).order_by(facts.c.version.desc())
    return _FACT.first(conn, query.limit(1))


def confirmed(conn: Connection) -> list[Fact]:
    """The newest version of each fact that was ever confirmed, expired or not."""
    found: dict[tuple[str, str], Fact] = {}
    for contact in everything(conn):
        if contact.confirmed_at is not None:
            found.setdefault((contact.agency, contact.name), contact)
    return list(found.values())


_GOOD = PreparedStatement(
    _FACT.select()
    .where(
        or_(facts.c.agency == bindparam("of"), facts.c.agency == EVERYWHERE),
        facts.c.name == bindparam("fact"),
        facts.c.confirmed_at <= bindparam("now"),
        facts.c.expires_at > bindparam("now"),
    )
    # An agency's own fact precedes the general one, whose agency is the empty text.
    .order_by((facts.c.agency == EVERYWHERE).asc(), facts.c.version.desc())
    .limit(1)
)


def valid_fact(conn: Connection, agency: str | None, name: str, now: datetime) -> Fact | None:
    """The newest version that is confirmed and has not expired.

    Args:
        agency: The agency; the general fact is the fallback. None for general facts only.

    Returns:
        The fact, or None if there is no valid version.
    """
    row = _GOOD.first(conn, of=agency or EVERYWHERE, fact=name, now=now)
    return _FACT.build(row) if row else None


def everything(conn: Connection) -> list[Fact]:
    """Every version of every fact, newest first."""
    order = (facts.c.agency, facts.c.name, facts.c.version.desc())
    return _FACT.all(conn, _FACT.select().order_by(*order))


def _is(agency: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return facts.c.agency == agency, facts.c.name == name
