"""Sign-offs: an expert has reviewed an edition of a case in their field."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from storage.db.records import RecordColumns
from storage.db.tables import sign_offs


@dataclass(frozen=True, slots=True)
class SignOff:
    id: str
    scenario: str
    edition: str
    """The hash of the edition they read; later editions differ."""
    languages: Sequence[str]
    field: str
    by: str | None
    """The name of their choice; None after erasure."""
    organisation: str | None
    at: datetime
    ended_at: datetime | None = None
    """When it was withdrawn; None while it is valid."""


_SIGN_OFF = RecordColumns(SignOff, sign_offs)


def add(conn: Connection, sign_off: SignOff) -> None:
    conn.execute(insert(sign_offs), asdict(sign_off) | {"languages": list(sign_off.languages)})


def of(conn: Connection, scenario: str) -> list[SignOff]:
    """A case's valid sign-offs, of every edition, newest first."""
    query = _SIGN_OFF.select().where(
        sign_offs.c.scenario == scenario, sign_offs.c.ended_at.is_(None)
    )
    order = (sign_offs.c.at.desc(), sign_offs.c.id)
    return _SIGN_OFF.all(conn, query.order_by(*order))


def everything(conn: Connection) -> list[SignOff]:
    """All sign-offs, withdrawn or not, by case, newest first."""
    order = (sign_offs.c.scenario, sign_offs.c.at.desc(), sign_offs.c.id)
    return _SIGN_OFF.all(conn, _SIGN_OFF.select().order_by(*order))


def end(conn: Connection, sign_off: str, at: datetime) -> bool:
    """Withdraw a sign-off; return whether it was valid."""
    good = (sign_offs.c.id == sign_off, sign_offs.c.ended_at.is_(None))
    return conn.execute(update(sign_offs).where(*good).values(ended_at=at)).rowcount == 1
