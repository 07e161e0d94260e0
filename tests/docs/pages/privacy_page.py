"""`docs/privacy.md`: from the comments `#:` above the columns of `storage/db/tables.py`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from storage.db import tables

MARK = "#: "


def sections() -> dict[str, str]:
    """The table of columns about people."""
    lines = ["| column | purpose | who sees it | how long |", "| --- | --- | --- | --- |"]
    lines += [f"| `{column}` | {said} |" for column, said in descriptions().items()]
    return {"columns": "\n".join(lines)}


def descriptions() -> Mapping[str, str]:
    """What the comment above each column says, by `table.column`; empty where there is none."""
    lines = inspect.getsource(tables).splitlines()
    return {name: said for name, at in _columns() if (said := _comment_above(lines, at))}


def _columns() -> Iterator[tuple[str, int]]:
    """Each column, and how many lines stand above it."""
    for call in ast.walk(ast.parse(inspect.getsource(tables))):
        match call:
            case ast.Call(func=ast.Name(id="Table"), args=[ast.Constant(value=str(table)), *parts]):
                for part in parts:
                    match part:
                        case ast.Call(
                            func=ast.Name(id="Column"), args=[ast.Constant(value=str(column)), *_]
                        ):
                            yield f"{table}.{column}", part.lineno - 1


def _comment_above(lines: Sequence[str], at: int) -> str:
    above = (line.strip() for line in reversed(lines[:at]))
    comment = [*takewhile(lambda line: line.startswith(MARK), above)]
    return " ".join(line.removeprefix(MARK) for line in reversed(comment))
