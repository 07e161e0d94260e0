"""`docs/exports.md`: the tables of columns, from `bot/export/schema/columns.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.export.dataset_list import DATASETS
from bot.export.schema.dataset import Dataset
from bot.export.writers.xlsx_writer import kind_name
from bot.locale import words


def sections() -> dict[str, str]:
    """Describe each data set, by the name of its section."""
    return {name: "\n".join(_lines(dataset)) for name, dataset in DATASETS.items()}


def _lines(dataset: Dataset) -> Iterator[str]:
    english, arabic = (dataset.table(language) for language in ("en", "ar"))
    yield from (f"## `{dataset.name}`", "", english.about, "", arabic.about, "")
    yield "| column | type | description | الشرح |"
    yield "| --- | --- | --- | --- |"
    for column, other in zip(english.columns, arabic.columns, strict=True):
        kind = kind_name(words("en"), column.kind)
        if column.unit:
            kind = f"{kind}, {column.unit}"
        described, explained = (f"{name.title}: {name.meaning}" for name in (column, other))
        yield f"| `{column.name}` | {kind} | {described} | {explained} |"
