"""The kinds of file in which tables go out."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from bot.export.writers.csv_writer import CsvWriter
from bot.export.writers.jsonl_writer import JsonLinesWriter
from bot.export.writers.parquet_writer import ParquetWriter
from bot.export.writers.writer import Opens
from bot.export.writers.xlsx_writer import XlsxWriter
from bot.locale import Words


class Format(StrEnum):
    """A file format; the value is the file name's extension."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"


SEVERAL = frozenset({Format.XLSX})
"""Formats that hold several tables."""


def opening(kind: Format, speak: Words) -> Opens:
    """The writer of a file format.

    Args:
        speak: The language of what is explained in it.
    """
    opens: dict[Format, Opens] = {
        Format.CSV: CsvWriter,
        Format.JSONL: JsonLinesWriter,
        Format.PARQUET: ParquetWriter,
        Format.XLSX: partial(XlsxWriter, speak=speak),
    }
    return opens[kind]
