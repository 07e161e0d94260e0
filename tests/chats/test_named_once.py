"""On screens of trainers and admins a name stands once: in the text, or on the button to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.app.access.rights import ADMIN, SUPERVISOR, TRAINER
from bot.chat.kit.routes import Call, RouteKind
from bot.chat.kit.screen import Screen
from bot.chat.routes import ROUTES
from tests.helpers.rights_world import OWNERS, world

SHORTEST = 6  # letters of a name; shorter ones are parts of words
MOST = 12  # calls of a route
HOLDERS = {"trainer": TRAINER, "supervisor": SUPERVISOR, "admin": ADMIN, "top-admin": ADMIN}
EXPLAINED = {
    "ask_send_files",  # the sentence above says what each file is
    "download_formats",
}
"""Screens that explain the words on their buttons."""


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def repeated(screen: Screen) -> Iterator[str]:
    """What begins both a line, or an entry of a list, and a button below it."""
    _, *lines = screen.lines or (None,)
    entries = {
        re.sub(r"^• ", "", plain(entry))
        for line in lines
        if line
        for entry in line.text.split("\n")
    }
    for button in screen.buttons:
        name = re.sub(r"^[☑☐●○✓] ", "", plain(button.text)).split(" · ")[0].rstrip("…")
        begins = (
            entry
            for entry in entries
            if entry == name or entry.startswith((f"{name} · ", f"{name}:"))
        )
        if len(name) >= SHORTEST and any(begins):
            yield name


async def test_no_list_says_its_entries_twice(sqlite_url: str) -> None:
    found: dict[str, list[str]] = {}
    async with world(sqlite_url) as here:
        for route in ROUTES:
            if route.kind is not RouteKind.TAP or route.right is None or route.writes:
                continue
            for owner in OWNERS:
                for values in here.candidates(route, owner)[:MOST]:
                    for person in (owner, *HOLDERS):
                        reply = await here.staff.taps(person, Call(route.name, values))
                        twice = list(repeated(reply.screen)) if reply.screen else []
                        if twice:
                            found[route.name] = twice

    assert {name: twice for name, twice in found.items() if name not in EXPLAINED} == {}
