"""Records take their columns by name, wherever these stand in a table or a query."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, func

from storage.db.records import RecordColumns

parts = Table(
    "parts",
    MetaData(),
    Column("size", Integer),
    Column("unused", Text),
    Column("name", Text),
    Column("maker", Text),
    Column("country", Text),
)


@dataclass(frozen=True)
class Maker:
    maker: str
    country: str | None = None


@dataclass(frozen=True)
class Part:
    name: str
    by: Maker | None
    length: int


def test_fields_take_columns_by_name_and_a_record_within_may_be_missing() -> None:
    columns = RecordColumns(Part, parts, by=RecordColumns(Maker, parts), length=parts.c.size)
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        parts.metadata.create_all(conn)
        rows: list[dict[str, object]] = [
            {"name": "bolt", "maker": "Hana", "size": 3},
            {"name": "nut", "maker": None, "size": 1},
        ]
        conn.execute(parts.insert(), rows)
        query = columns.select().order_by(parts.c.name)

        assert columns.all(conn, query) == [Part("bolt", Maker("Hana"), 3), Part("nut", None, 1)]
        assert columns.first(conn, query) == Part("bolt", Maker("Hana"), 3)
        assert columns.first(conn, query.where(parts.c.name == "screw")) is None
    engine.dispose()


def test_a_field_without_a_column_and_a_column_without_a_field_are_refused() -> None:
    with pytest.raises(TypeError, match="no column for the field 'by'"):
        RecordColumns(Part, parts)
    with pytest.raises(TypeError, match=r"no fields for the columns \['weight'\]"):
        RecordColumns(Maker, parts, weight=func.count())
