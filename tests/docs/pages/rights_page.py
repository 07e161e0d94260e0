"""`docs/rights.md`: from the table of rights, and from the routes that need one."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import RIGHTS, ROLES, Right, RightScope
from bot.chat.routes import ROUTES
from tests.docs.pages.docstrings import attribute_docstrings
from tests.helpers.auditing import deed_of

_REACH = {RightScope.OWN: "own", RightScope.AGENCY: "agency", None: "–"}


def sections() -> dict[str, str]:
    """The table of rights and roles, and the routes of each right."""
    return {"table": "\n".join(_table()), "routes": "\n".join(_routes())}


def _table() -> Iterator[str]:
    sentences = attribute_docstrings(Right)
    yield f"| right | | {' | '.join(role.replace('-', ' ') for role in ROLES)} |"
    yield f"| --- | --- {'| --- ' * len(ROLES)}|"
    for right in Right:
        sentence = " ".join(sentences[right.name].split())
        reaches = (_REACH[RIGHTS[role].get(right)] for role in ROLES)
        yield f"| `{right}` | {sentence} | {' | '.join(reaches)} |"


def _routes() -> Iterator[str]:
    yield "| right | recorded as |"
    yield "| --- | --- |"
    for right in Right:
        deeds = sorted({deed_of(route) for route in ROUTES if route.right is right})
        listed = ", ".join(f"`{deed}`" for deed in deeds)
        yield f"| `{right}` | {listed or '–'} |"
