"""A case to begin with: small, ready to be played, and with comments that teach the format."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.access.rights import Right, where
from bot.app.errors import NotFound
from bot.app.ports import Dice
from bot.chat.author.scenarios.actions import SendExample, ShowScenarios
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Reply, Visitor
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words, words
from bot.scenario_files.yaml_files import zipped
from scenarios.skeleton import FIRST, skeleton
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person

IDS = 1_000_000


class Example:
    """Sends it to whoever may write."""

    def __init__(self, database: Database, dice: Dice) -> None:
        self._database = database
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={SendExample: self.send})

    async def send(self, _visitor: Visitor, person: Person, _action: SendExample) -> Reply:
        """The example, written in the language of who asks, under an id that nobody else has."""
        held = await self._database.read(lambda conn: roles.of(conn, person.id))
        if not where(held, Right.WRITE_SCENARIO):
            raise NotFound
        name = f"my-case-{self._dice.seed() % IDS:06}"

        async def then() -> Sequence[File]:
            made = await asyncio.to_thread(skeleton, name, person.language, FIRST)
            files = {file: text.encode() for file, text in made.items() if file.endswith(".yaml")}
            return (File(f"{name}.zip", zipped(name, files)),)

        return Reply(example_screen(words(person.language)), then=then)


def example_screen(speak: Words) -> Screen:
    """It is on its way, and how to go on with it."""
    say = speak.say
    lines = (
        Line(Role.TITLE, say("An example to begin with")),
        Line(
            Role.TEXT,
            say(
                "A small case follows, in both languages. Its comments say what each line is for. "
                "Its id in the line `id:` is new: keep it or choose another. Change the case bit "
                "by bit, and send it back here, as a zip or file by file."
            ),
        ),
        Line(
            Role.NOTE,
            say(
                "The guide is {guide}. Whoever keeps this bot has it, in the folder of the "
                "program.",
                guide="docs/writing-a-scenario.md",
            ),
        ),
    )
    return Screen(lines, (Button(say("Your scenarios"), ShowScenarios()),))
