"""Programmes as trainers see them, and their guides as pages to print."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.chat.kit.context import Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.live_session.session_control import back_to_session, lead, led_page
from bot.fields import Id, Key
from bot.files import OutgoingFile
from bot.lines import heading, note, text, title
from bot.phrases.class_choices import programme_of
from bot.scenario_files.programme_guide import about, page, steps, tests
from scenarios.programmes import Programme, programmes


@command("programmes", right=Right.SEE_GUIDES)
def show_programmes(ctx: Context, _typed: str) -> Screen:
    return programme_list(ctx)


@tap("gl", right=Right.SEE_GUIDES)
def programme_list(ctx: Context) -> Screen:
    say = ctx.say
    return screen(
        title(say("Programmes")),
        text(say("Cases in order, each programme with a guide for the person leading the room.")),
        [
            button(_title(ctx, programme), programme_page, programme.id)
            for programme in programmes().values()
        ],
        button(say("Today"), "today_page"),
    )


@tap("go", right=Right.SEE_GUIDES)
def programme_page(ctx: Context, programme_id: Id) -> Screen:
    """A programme: purpose, cases in order, and tests."""
    say, programme = ctx.say, _programme(programme_id)
    cases = steps(ctx.words, programme, ctx.app.library.practice)
    measured = tests(ctx.words, programme)
    return screen(
        title(_title(ctx, programme)),
        text(programme.about.in_(ctx.words.language)),
        note(about(ctx.words, programme)),
        heading(say("The cases, in this order")),
        text("\n".join(f"{number}. {case}" for number, case in enumerate(cases, 1))),
        bool(measured) and text(measured),
        main(button(say("The guide, to open or print"), send_guide, programme_id)),
        button(say("Programmes"), programme_list),
    )


@tap("gg", right=Right.SEE_GUIDES)
def send_guide(ctx: Context, programme_id: Id) -> Reply:
    programme = _programme(programme_id)
    back = button(ctx.say("Back to the programme"), programme_page, programme_id)
    return _guide(ctx, programme, back)


@tap("v9", right=Right.LEAD_ROOM, writes=True)
def send_session_guide(ctx: Context, session_id: Key) -> Reply:
    """The guide of the programme of a session's case, for its leader."""
    led = lead(ctx, session_id, stays=False)
    programme = programme_of(led.session.scenario)
    if programme is None:  # an old button: the programme has left out the case since
        return Reply(led_page(ctx, session_id))
    return _guide(ctx, programme, back_to_session(ctx, session_id))


def _guide(ctx: Context, programme: Programme, back: Button) -> Reply:
    """The guide as a file, in the language of the person who asks."""
    language, cases = ctx.words.language, ctx.app.library.practice

    async def guide() -> Sequence[OutgoingFile]:
        made = await asyncio.to_thread(page, programme, language, cases)
        return (OutgoingFile(f"{programme.id}-{language}.html", made.encode()),)

    coming = ctx.say(
        "The guide comes as a page: it opens in a browser, and can be printed from there."
    )
    return Reply(screen(title(_title(ctx, programme)), text(coming), back), then=guide)


def _programme(programme_id: str) -> Programme:
    programme = programmes().get(programme_id)
    if programme is None:
        raise NotFound
    return programme


def _title(ctx: Context, programme: Programme) -> str:
    return programme.title.in_(ctx.words.language)
