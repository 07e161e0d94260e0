"""Sign-offs: an expert has read an edition of a case, and answers for it in their own field."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from storage.db.records import RecordColumns
from storage.db.tables import sign_offs


@dataclass(frozen=True, slots=True)
class SignOff:
    """What one expert has signed."""

    id: str
    scenario: str
    edition: str
    """The hash of what they read; a later edition is another wording."""
    languages: Sequence[str]
    field: str
    by: str | None
    """As they wish to be called; None where that person was erased."""
    organisation: str | None
    at: datetime
    ended_at: datetime | None = None
    """Since when it is taken back; None while it is good."""


_SIGN_OFF = RecordColumns(SignOff, sign_offs)


def add(conn: Connection, sign_off: SignOff) -> None:
    """Keep a sign-off."""
    conn.execute(insert(sign_offs), asdict(sign_off) | {"languages": list(sign_off.languages)})


def of(conn: Connection, scenario: str) -> list[SignOff]:
    """Those of a case that were not taken back, of every edition, newest first."""
    query = _SIGN_OFF.select().where(
        sign_offs.c.scenario == scenario, sign_offs.c.ended_at.is_(None)
    )
    order = (sign_offs.c.at.desc(), sign_offs.c.id)
    return _SIGN_OFF.all(conn, query.order_by(*order))


def everything(conn: Connection) -> list[SignOff]:
    """All there are, taken back or not, case by case, newest first."""
    order = (sign_offs.c.scenario, sign_offs.c.at.desc(), sign_offs.c.id)
    return _SIGN_OFF.all(conn, _SIGN_OFF.select().order_by(*order))


def end(conn: Connection, sign_off: str, at: datetime) -> bool:
    """Take a sign-off back; whether it was good until now."""
    good = (sign_offs.c.id == sign_off, sign_offs.c.ended_at.is_(None))
    return conn.execute(update(sign_offs).where(*good).values(ended_at=at)).rowcount == 1
