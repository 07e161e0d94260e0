"""The data about oneself, as two files. They are sent, and stored nowhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app.library import Library
from bot.app.personal_data import own_data
from bot.app.personal_data.own_data import OwnData
from bot.chat.kit.context import Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, command, tap
from bot.chat.kit.screen import screen
from bot.chat.learner.own_data_page import page
from bot.chat.learner.own_erasure import ask_erase
from bot.files import OutgoingFile
from bot.lines import text, title
from bot.locale import Words, words
from scenarios.rendering import render_text
from storage.agencies.agencies import OTHER
from storage.db.database import Database
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

TIMEOUT = timedelta(minutes=5)
"""The delay after which requested files are made again: they may have been dropped."""


@command("mydata", before_consent=True)
def show_my_data(ctx: Context, _typed: str) -> Reply:
    return my_data(ctx)


@tap("pd", before_consent=True)
def my_data(ctx: Context) -> Reply:
    shown = screen(
        title(ctx.say("Your data")),
        text(
            ctx.say(
                "Two files follow with everything kept about you: one to read, one for "
                "programs. Anyone with this phone can open them until you delete them."
            )
        ),
        button(ctx.say("Erase it all"), ask_erase),
        button(ctx.say("Today"), "today_below"),
    )
    requests, person = ctx.app.data_requests, ctx.person
    requested_at = requests.get(person.id)
    if requested_at is not None and requested_at <= ctx.now < requested_at + TIMEOUT:
        return Reply(shown)
    requests[person.id] = ctx.now

    async def files() -> Sequence[OutgoingFile]:
        try:
            return await data_files(ctx.app.database, ctx.app.library, person, ctx.now)
        finally:
            requests.pop(person.id, None)

    return Reply(shown, then=files)


async def data_files(
    database: Database, library: Library, person: Person, now: datetime
) -> Sequence[OutgoingFile]:
    """A page to read, in the person's language, and JSON."""
    found = await own_data.collect(database, library, person.id, now)
    return await asyncio.to_thread(_files, words(person.language), found)


def _files(words: Words, data: OwnData) -> Sequence[OutgoingFile]:
    readable = page(words, data.rows, _names(words, data)).encode()
    plain = json.dumps(data.rows, ensure_ascii=False, indent=2).encode()
    return (OutgoingFile("basira.html", readable), OutgoingFile("basira.json", plain))


def _names(words: Words, data: OwnData) -> dict[str, str]:
    """Names of jobs and agencies by id, and titles of cases by edition."""
    language = words.language
    jobs = {job.id: job.names.get(language, job.id) for job in data.jobs}
    agencies = {each.id: each.names.get(language, each.id) for each in data.agencies}
    titles = {
        edition: render_text(scenario, language, 0, "title", scenario.opening) or scenario.id
        for edition, scenario in data.scenarios.items()
    }
    anywhere = {EVERYWHERE: words.say("all agencies"), OTHER: words.say("another place")}
    return jobs | agencies | anywhere | titles
