"""A `ConversationHandler` that keeps where each learner is, written to a pickle after each update.

What is kept is little: the scene, and at most twelve answers. Of each that is the choice alone, or
also where and when it was made, without which nothing could be scored or told later.
`PicklePersistence` is used as it comes, so the file is written for each thing that changed; with
`on_flush` it would be once.
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    PicklePersistence,
    TypeHandler,
)

from tests.bench.peers import screen
from tests.bench.peers.wording import SCENES

NAME = "case"
WHOLE = "whole answers"  # and not the choices alone

Answer: TypeAlias = str | tuple[str, str, int]


async def start(update: Update, context: Any) -> int:
    """`/start`."""
    assert update.message is not None
    context.user_data["answers"] = []
    await screen.show(update.message)
    return 0


async def tap(update: Update, context: Any) -> int:
    """A button was tapped: keep the answer, and go to the next scene."""
    query = update.callback_query
    await screen.answer(query)
    answers = context.user_data["answers"]
    scene_before: int = context.user_data.get("scene", 0)
    answers.append(_answer((query.data if query else None) or "", scene_before, int(time.time())))
    del answers[:-SCENES]
    scene: int = (context.user_data.get("scene", 0) + 1) % SCENES
    context.user_data["scene"] = scene
    return scene


async def save(_update: object, context: Any) -> None:
    await context.application.update_persistence()


def fill(file: Path, known: int) -> None:
    """A pickle with a number of known learners."""
    users = range(10_000_000, 10_000_000 + known)
    kept = {
        "conversations": {NAME: {(user, user): user % SCENES for user in users}},
        "user_data": {user: {"answers": _answers(), "scene": 3} for user in users},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    file.write_bytes(pickle.dumps(kept))


def _answers() -> list[Answer]:
    # Each a string of its own, as those are that come in updates: pickle writes one string once
    # and refers to it from then on, and a file full of references is not what such a bot writes.
    begun = int(time.time())
    return [_answer(b"watch".decode(), n, begun + 60 * n) for n in range(SCENES)]


def _answer(choice: str, scene: int, at: int) -> Answer:
    return (f"scene-{scene}", choice, at) if WHOLE in sys.argv else choice


def main() -> None:
    """Run it."""
    file, known = Path(sys.argv[3]), int(sys.argv[4])
    fill(file, known)
    persistence = PicklePersistence(file)
    app = screen.builder().persistence(persistence).build()
    states: dict[object, list[Any]] = {n: [CallbackQueryHandler(tap)] for n in range(SCENES)}
    entry: list[Any] = [CommandHandler("start", start)]
    app.add_handler(ConversationHandler(entry, states, [], name=NAME, persistent=True))
    app.add_handler(TypeHandler(Update, save), group=1)
    screen.poll(app)


if __name__ == "__main__":
    main()
