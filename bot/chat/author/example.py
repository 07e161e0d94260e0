"""A case to begin with: small, ready to be played, and with comments that teach the format."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.access.rights import Right
from bot.chat.kit.context import Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import screen
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.scenario_files.yaml_files import zip_files
from scenarios.skeleton import FIRST, skeleton

IDS = 1_000_000


@tap("ym", right=Right.WRITE_SCENARIO)
def send_example(ctx: Context) -> Reply:
    """Send an example with a random id, so that no one else has it."""
    say, language = ctx.say, ctx.person.language
    example_id = f"my-case-{ctx.app.dice.seed() % IDS:06}"

    async def then() -> Sequence[OutgoingFile]:
        files = await asyncio.to_thread(skeleton, example_id, language, FIRST)
        yaml = {name: text.encode() for name, text in files.items() if name.endswith(".yaml")}
        return (OutgoingFile(f"{example_id}.zip", zip_files(example_id, yaml)),)

    shown = screen(
        title(say("An example to start from")),
        text(
            say(
                "A small case follows, in both languages. Its comments say what each "
                "line is for. The id in the line `id:` is new: keep it or choose "
                "another. Edit the case step by step and send it back here, as a zip "
                "or file by file."
            )
        ),
        note(
            say(
                "The guide is {guide} in the program's folder; ask the operator for it.",
                guide="docs/writing-a-scenario.md",
            )
        ),
        button(say("Your scenarios"), "scenario_list"),
    )
    return Reply(shown, then=then)
