"""Trainers, admins and learners at one desk, over a real database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.request import Reply, UploadedFile, Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Button, Screen
from bot.chat.trainer.invitations.roster_upload import ask_roster_file, enter_roster
from storage.people import names, people, roles
from storage.people.people import Account, Person
from storage.people.roles import Role
from tests.helpers.front_desk import BOT, FrontDesk

ZONE = "Asia/Bahrain"
AIRPORT, CLINICS = "airport-company", "primary-health-care"


class Staff:
    """Makes people, and lets each of them tap, write and command."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk = desk
        self._accounts: dict[str, int] = {}

    async def person(
        self, person: str, *held: tuple[str, str], language: str = "en", name: str = "", **more: Any
    ) -> str:
        """Someone who has arrived, with roles as pairs of role and agency; gives their id."""
        account = 2000 + len(self._accounts)
        self._accounts[person] = account
        now = self.desk.clock.now()
        made = replace(
            Person(person, language, ZONE, now, notice=NOTICE, notice_at=now, enrolled_at=now),
            **more,
        )

        def prepare(conn: Connection) -> None:
            people.add(conn, made, Account(BOT, account, person))
            for number, (role, agency) in enumerate(held):
                given = Role(f"role-{account}-{number:02}", person, role, agency, None, now)
                roles.grant(conn, given)
            if name:
                names.put(conn, person, "latin", name)

        await self.desk.parts.database.write(prepare)
        return person

    def account(self, person: str) -> int:
        return self._accounts[person]

    def visitor(self, person: str, message: int | None = None) -> Visitor:
        return Visitor(BOT, self._accounts[person], next(self.desk.updates), "en", message=message)

    async def taps(self, person: str, action: Call, message: int | None = None) -> Reply:
        return await self.desk.parts.router.tap(self.visitor(person, message), action)

    async def says(self, person: str, text: str) -> Reply:
        """Write a message, or give a command."""
        if text.startswith("/"):
            name, _, rest = text[1:].partition(" ")
            return await self.desk.parts.router.command(self.visitor(person), name, rest)
        return await self.desk.parts.router.message(self.visitor(person), text)

    async def hands(self, person: str, content: bytes, name: str = "list.csv") -> Reply:
        async def fetch() -> UploadedFile:
            return UploadedFile(name, content)

        return await self.desk.parts.router.file(self.visitor(person), fetch)

    async def hands_list(self, cohort: str, content: str) -> Reply:
        """Send a list as a file, and enter all of it."""
        await self.taps("trainer", call(ask_roster_file, cohort))
        told = await self.hands("trainer", content.encode())
        list_id = button(told.screen, enter_roster).arguments["list_id"]
        return await self.taps("trainer", call(enter_roster, list_id, every=True))

    async def read(self, unit: Callable[[Connection], Any]) -> Any:
        return await self.desk.parts.database.read(unit)

    async def write(self, unit: Callable[[Connection], Any]) -> Any:
        return await self.desk.parts.database.write(unit)


def text(screen: Screen | None) -> str:
    return "\n".join(line.text for line in screen.lines) if screen else ""


def labels(screen: Screen | None) -> str:
    """The texts of all buttons, a line each, without marks of direction."""
    lines = "\n".join(button.text for button in buttons(screen))
    return re.sub("[\u2068\u2069\u200e\u200f]", "", lines)


def buttons(screen: Screen | None) -> tuple[Button, ...]:
    return screen.buttons if screen else ()


Target: TypeAlias = "type[Call] | Callable[..., Any]"
"""What a button leads to: a handler, or the class of an action that has no route yet."""


def leads(action: Call, target: Target) -> bool:
    """Whether a button's action leads to a target."""
    if isinstance(target, type):
        return isinstance(action, target)
    return isinstance(action, Call) and action.name == target.__name__


def button(screen: Screen | None, target: Target) -> Any:
    """The action of the first button that leads to a target."""
    assert screen is not None
    found = [each.action for each in screen.buttons if leads(each.action, target)]
    assert found, (target, [each.text for each in screen.buttons])
    return found[0]


def has(screen: Screen | None, target: Target) -> bool:
    """Whether a screen has a button that leads to a target."""
    return screen is not None and any(leads(each.action, target) for each in screen.buttons)
