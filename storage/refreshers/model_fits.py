"""Fitted parameters of the memory model, with the quality of each fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import fits


@dataclass(frozen=True, slots=True)
class Fit:
    id: str
    made_at: datetime
    parameters: Sequence[float]
    report: Mapping[str, Any]
    """The number of reviews, and the calibration before and after."""
    used_at: datetime | None = None
    """When it was put in use; None if it is not."""


_FIT = RecordColumns(Fit, fits)


def add(conn: Connection, fit: Fit) -> None:
    """Insert a fit, in use or not."""
    values = {name: getattr(fit, name) for name in Fit.__dataclass_fields__}
    values |= {"parameters": list(fit.parameters), "report": dict(fit.report)}
    conn.execute(insert(fits), values)


_IN_USE = PreparedStatement(
    _FIT.select()
    .where(fits.c.used_at.is_not(None))
    .order_by(fits.c.used_at.desc(), fits.c.id)
    .limit(1)
)


def in_use(conn: Connection) -> Fit | None:
    """The fit in use; None for the model's defaults."""
    row = _IN_USE.first(conn)
    return _FIT.build(row) if row else None


def stop_using(conn: Connection) -> int:
    """Return to the model's defaults; return how many fits were in use."""
    return conn.execute(
        update(fits).where(fits.c.used_at.is_not(None)).values(used_at=None)
    ).rowcount
