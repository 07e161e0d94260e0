"""Libraries are used through their public interfaces alone, in tests too.

Ruff refuses private attributes of other objects in production code (SLF001). What it does not see
is here: imports, patches, and classes that inherit from a library's.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

OURS = ("bot", "scenarios", "storage", "tests")
ROOT = Path(__file__).parent.parent
DOCUMENTED = {"os._exit"}
NOT_INSTALLED = {"aiogram"}  # a peer of the bench, which has an environment of its own


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


def private_uses(source: str) -> list[str]:
    """Each private name of a library that a module uses, with its line."""
    tree = ast.parse(source)
    imported = dict(imports(tree))
    uses = [(line, name) for line, name in imports_of_private(tree) if is_private(name)]
    for node in ast.walk(tree):
        match node:
            case ast.Attribute():
                name = dotted(node, imported)
                if name and is_private(node.attr) and name not in DOCUMENTED:
                    uses.append((node.lineno, name))
            case ast.Call(
                func=ast.Attribute(attr="setattr" | "delattr") | ast.Name(id="getattr" | "setattr"),
                args=[target, ast.Constant(value=str(attribute)), *_],
            ):
                name = dotted(target, imported)
                if name and is_private(attribute):
                    uses.append((node.lineno, f"{name}.{attribute}"))
            case ast.ClassDef():
                uses += inherited(node, imported)
    return sorted({f"{line}: {name}" for line, name in uses})


def names_as_text(source: str) -> list[str]:
    """Private names that production code gives to `getattr` and the like, or imports by text.

    Ruff sees attributes, and no texts. Of a local variable nobody knows whether a library made it,
    so here none is allowed but an object's own.
    """
    uses = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="getattr" | "hasattr" | "setattr" | "delattr")) if (
                ast.unparse(node.args[0]) not in {"self", "cls"}
            ):
                names = node.args[1:2]
            case ast.Call(
                func=ast.Name(id="import_module" | "attrgetter" | "methodcaller")
                | ast.Attribute(attr="import_module" | "attrgetter" | "methodcaller")
            ):
                names = node.args
            case _:
                continue
        texts = [str(name.value) for name in names if isinstance(name, ast.Constant)]
        uses += [f"{node.lineno}: {text}" for text in texts if is_private(str(text))]
    return uses


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names in a module that lead to a library, and what they stand for."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    name = alias.name if alias.asname else alias.name.partition(".")[0]
                    if is_library(name):
                        yield alias.asname or name, name
            case ast.ImportFrom(module=str(module), level=0) if is_library(module):
                for alias in node.names:
                    yield alias.asname or alias.name, f"{module}.{alias.name}"


def imports_of_private(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (
                    (node.lineno, name.name) for name in node.names if is_library(name.name)
                )
            case ast.ImportFrom(module=str(module), level=0) if is_library(module):
                yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)


def is_library(module: str) -> bool:
    return module.partition(".")[0] not in OURS


def dotted(node: ast.expr, imported: Mapping[str, str]) -> str | None:
    """What an expression such as `module.Class.attribute` names in a library."""
    match node:
        case ast.Name(id=name):
            return imported.get(name)
        case ast.Attribute(value=value, attr=attribute):
            owner = dotted(value, imported)
            return owner and f"{owner}.{attribute}"
    return None


def inherited(node: ast.ClassDef, imported: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Private names of its library bases that a class uses or replaces."""
    names = [dotted(base, imported) for base in node.bases]
    bases = [
        resolved(name) for name in names if name and name.partition(".")[0] not in NOT_INSTALLED
    ]
    theirs = {
        attribute: base.__qualname__
        for base in bases
        if inspect.isclass(base)
        for owner in base.__mro__
        for attribute in vars(owner)
        if is_private(attribute)
    }
    for part in ast.walk(node):
        match part:
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attribute):
                pass
            case ast.FunctionDef(name=attribute) | ast.AsyncFunctionDef(name=attribute):
                pass
            case _:
                continue
        if attribute in theirs:
            yield part.lineno, f"{theirs[attribute]}.{attribute}"


def resolved(name: str) -> object:
    module, *rest = name.split(".")
    found: object = import_module(module)
    for part in rest:
        if not hasattr(found, part):
            module = f"{module}.{part}"
            found = import_module(module)
        else:
            module, found = f"{module}.{part}", getattr(found, part)
    return found


@pytest.mark.parametrize("package", [*OURS[:-1], pytest.param("tests", marks=pytest.mark.slow)])
def test_no_private_name_of_a_library_is_used(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): uses
        for path in sorted((ROOT / package).rglob("*.py"))
        if (uses := private_uses(path.read_text()))
    }
    assert not found


@pytest.mark.parametrize("package", OURS[:-1])
def test_production_code_reaches_no_private_name_by_text(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): uses
        for path in sorted((ROOT / package).rglob("*.py"))
        if (uses := names_as_text(path.read_text()))
    }
    assert not found


@pytest.mark.parametrize(
    ("source", "is_private_use"),
    [
        ("getattr(connection, '_transport')", True),
        ("import_module('telegram._utils')", True),
        ("operator.attrgetter('transport._sock')", True),
        ("getattr(self, '_own')", False),
        ("getattr(connection, 'transport')", False),
        ("getattr(connection, '__dict__')", False),
    ],
)
def test_private_names_as_text_are_seen(source: str, is_private_use: bool) -> None:
    assert bool(names_as_text(source)) is is_private_use


@pytest.mark.parametrize(
    "source",
    [
        "from telegram._utils import types",
        "import telegram._utils.types",
        "from shutil import _ntuple_diskusage",
        "import shutil\nshutil._ntuple_diskusage(1, 2, 3)",
        "import aiohttp\nmonkeypatch.setattr(aiohttp.connector, '_SSL_CONTEXT_VERIFIED', None)",
        "import aiohttp\ngetattr(aiohttp.connector, '_SSL_CONTEXT_VERIFIED')",
        "import aiosqlite\nclass C(aiosqlite.Connection):\n    def f(self): self._execute",
        "from aiosqlite import Connection\nclass C(Connection):\n    async def _execute(self): ...",
    ],
)
def test_each_way_to_a_private_name_is_seen(source: str) -> None:
    assert private_uses(source)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(1)",
        "from __future__ import annotations",
        "from bot.app import _own",
        "import aiosqlite\nclass C(aiosqlite.Connection):\n    def f(self): self._own",
    ],
)
def test_public_and_own_names_are_allowed(source: str) -> None:
    assert private_uses(source) == []
