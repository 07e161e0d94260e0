"""What mypy does not check about routes: modules to list, and handlers named as a string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import bot
from bot.chat.kit.routes import Route as ChatRoute
from bot.chat.kit.routes import RouteKind
from bot.chat.routes import ROUTES
from bot.web.kit.routes import Route as ConsoleRoute
from bot.web.routes import ROUTES as CONSOLE_ROUTES

HERE = Path(bot.__file__).parent
TAPS = {route.name: route for route in ROUTES if route.kind is RouteKind.TAP}


def named_calls() -> Iterator[tuple[str, str, ast.Call, int]]:
    """Calls of `button` and `call` with a name: place, name, call, and position of the name."""
    for path in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            position = {"button": 1, "call": 0}.get(node.func.id)
            if position is None or len(node.args) <= position:
                continue
            match node.args[position]:
                case ast.Constant(value=str(name)):
                    yield f"{path.relative_to(HERE)}:{node.lineno}", name, node, position


CALLS = list(named_calls())


def test_there_are_such_buttons() -> None:
    assert len(CALLS) > 100


@pytest.mark.parametrize(("name", "node", "position"), [each[1:] for each in CALLS],
                         ids=[each[0] for each in CALLS])  # fmt: skip
def test_a_named_handler_exists_and_takes_the_values(
    name: str, node: ast.Call, position: int
) -> None:
    assert name in TAPS, f"no tap route is called {name}"
    values = node.args[position + 1 :]
    if not any(isinstance(value, ast.Starred) for value in values):
        TAPS[name].bound(*values, **{each.arg: each for each in node.keywords if each.arg})


def test_a_question_is_asked_again_by_a_route() -> None:
    asked_again = {route.again for route in ROUTES if route.again}
    assert asked_again <= TAPS.keys()


@pytest.mark.parametrize(
    ("face", "decorator", "routes"),
    [("chat", r"@(tap|command|answer|upload)\(", ROUTES),
     ("web", r"@(page|act|stream)\(", CONSOLE_ROUTES)],
)  # fmt: skip
def test_every_module_with_routes_is_listed(
    face: str, decorator: str, routes: Iterable[ChatRoute | ConsoleRoute]
) -> None:
    declare = re.compile("^" + decorator, re.MULTILINE)
    declaring = {
        ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
        for path in (HERE / face).rglob("*.py")
        if declare.search(path.read_text("utf-8"))
    }
    listed = {route.handler.__module__ for route in routes}
    assert declaring == listed, f"list these in bot/{face}/routes.py"
