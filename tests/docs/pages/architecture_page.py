"""`docs/architecture.md`: figures of the code, and of walks through the running program.

Sizes change with every commit, so a figure on the page is replaced once it is off by more than a
twentieth, and a walk's once its walk grew or shrank as much.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import grimp

from bot.chat.kit.routes import RouteKind
from bot.chat.routes import ROUTES
from bot.cli import main
from tests.contracts import folder_imports
from tests.docs import walks
from tests.docs.pages.commands_page import all_commands

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("scenarios", "storage", "bot")
TOLERANCE = 0.05
MANY = 4  # parameters of a constructor


def sections() -> dict[str, str]:
    """Files and lines of each package, and the figures of the rebuild."""
    return {"sizes": "\n".join(_sizes()), "rebuild": "\n".join(_rebuild())}


def _sizes() -> Iterator[str]:
    sizes = _by_package()
    yield "| package | files | lines |"
    yield "| --- | --- | --- |"
    for package, (files, lines) in sizes.items():
        kept_files, kept_lines = _kept(f"`{package}`", files, lines)
        yield f"| `{package}` | {kept_files:,} | {kept_lines:,} |"


def _rebuild() -> Iterator[str]:
    tap, refresher = walks.tap_and_refresher()
    export = walks.export()
    long_constructors = [number for number in _constructor_parameters() if number > MANY]
    rows = (
        ("places in which a button is declared (median)", "9", f"{_places_of_a_button():g}"),
        ("largest cycle of imports between folders", "40 of 67", _largest_cycle()),
        (
            "constructors with more than four parameters",
            "–",
            f"{len(long_constructors)}, the largest has {max(long_constructors)}",
        ),
        ("commands", "68", f"{len(list(all_commands(main)))}"),
        ("migrations", "33", f"a baseline and {_migrations() - 1}"),
    )
    walked = (
        ("Python lines outside tests; the bench was 10,400 of them", "114,500", _lines_in_all()),
        ("files that a tap enters, from the raw update to the noted receipt", "48", tap.files),
        ("files that a due refresher enters, until it is noted as sent", "50", refresher.files),
        ("files that `basira export attempts` enters, on an empty database", "71", export.files),
        ("calls of functions in it", "1.94 million", export.calls),
    )
    yield "| | before | now |"
    yield "| --- | --- | --- |"
    for what, before, now in rows:
        yield f"| {what} | {before} | {now} |"
    for what, before, number in walked:
        yield f"| {what} | {before} | {_kept(what, number)[0]:,} |"


def _kept(first_cell: str, *numbers: int) -> tuple[int, ...]:
    """The last numbers in a row of the page, or these ones if one of those is too far off."""
    pattern = rf"^\| {re.escape(first_cell)} \|(.*)\|$"
    row = re.search(pattern, PAGE.read_text("utf-8"), re.MULTILINE)
    cells = row[1].split("|")[-len(numbers) :] if row else []
    digits = [cell.strip().replace(",", "") for cell in cells]
    shown = tuple(int(each) for each in digits if each.isdecimal())
    is_close = len(shown) == len(numbers) and all(
        abs(old - new) <= TOLERANCE * new for old, new in zip(shown, numbers, strict=True)
    )
    return shown if is_close else numbers


def _by_package() -> dict[str, tuple[int, int]]:
    """Python files and lines, by package; of `bot`, by its folders."""
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for path in _sources():
        parts = path.relative_to(ROOT).parts
        package = "/".join(parts[:2]) if parts[0] == "bot" and len(parts) > 2 else parts[0]
        files[package] += 1
        lines[package] += len(path.read_bytes().splitlines())
    order = sorted(files, key=lambda each: (PACKAGES.index(each.split("/")[0]), each))
    return {package: (files[package], lines[package]) for package in order}


def _lines_in_all() -> int:
    return sum(lines for _, lines in _by_package().values())


@cache
def _sources() -> tuple[Path, ...]:
    return tuple(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _places_of_a_button() -> float:
    """The median, over buttons, of the places that name one outside functions.

    Such a place is a decorator with its code, or another expression of a module or a class that
    names its handler.
    """
    places: Counter[str] = Counter()
    for path in _sources():
        if "chat" in path.parts:
            for node in _outside_functions(_tree(path)):
                match node:
                    case ast.Name(id=name) | ast.Attribute(attr=name):
                        places[name] += 1
                    case ast.Call(
                        func=ast.Name(id="tap"), args=[ast.Constant(value=str(code)), *_]
                    ):
                        places[f"code {code}"] += 1
    taps = [route for route in ROUTES if route.kind is RouteKind.TAP]
    return median(places[route.name] + places[f"code {route.key}"] for route in taps)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes except those in bodies and signatures of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in child.decorator_list:
                yield from ast.walk(decorator)
        else:
            yield child
            yield from _outside_functions(child)


def _constructor_parameters() -> Iterator[int]:
    """How many parameters each constructor has that is written out."""
    for path in _sources():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                arguments = node.args
                yield len(arguments.posonlyargs + arguments.args + arguments.kwonlyargs) - 1


def _largest_cycle() -> str:
    imports = folder_imports(grimp.build_graph(*PACKAGES))
    folders = set(imports) | {folder for each in imports.values() for folder in each}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return f"{len(error.args[1]) - 1} of {len(folders)}"
    return f"none of {len(folders)}"


def _migrations() -> int:
    return len(list((ROOT / "storage/migrations/versions").glob("*.py")))
