"""Reports of issues with a case: one tap, counted without a name."""

from __future__ import annotations

from bot.app.playing import issue_reporting
from bot.chat.kit.context import Context
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Id, Key, Number
from bot.lines import text, title
from bot.phrases.issue_phrases import issue_names


@command("wrong")
def wrong(ctx: Context, _rest: str) -> Screen:
    """Ask about the last case, at its current place."""
    latest = issue_reporting.latest_turn(ctx.conn, ctx.request)
    if latest is not None:
        return _kinds(ctx, *latest)
    return screen(
        text(ctx.say("No case of yours is open here, so there is nothing to say about one.")),
        button(ctx.say("Today"), "today_below"),
    )


@tap("pw", place=ScreenPlacement.NEW)
def ask_issue(ctx: Context, attempt_id: Key, turn: Number) -> Screen:
    issue_reporting.ensure_reached(ctx.conn, ctx.request, attempt_id, turn)
    return _kinds(ctx, attempt_id, turn)


def _kinds(ctx: Context, attempt_id: str, turn: int) -> Screen:
    say = ctx.say
    return screen(
        title(say("What is not right here?")),
        text(
            say(
                "One tap is all that is kept. Trainers read how many said so, from five on, and "
                "never who."
            )
        ),
        [
            button(name, report_issue, attempt_id, turn, kind)
            for kind, name in issue_names(ctx.words).items()
        ],
        main(button(say("Back to the case"), "resume_attempt", attempt_id)),
    )


@tap("pk", writes=True)
def report_issue(ctx: Context, attempt_id: Key, turn: Number, kind: Id) -> Screen:
    say, upset = ctx.say, kind == "upsetting"
    issue_reporting.report(ctx.conn, ctx.request, attempt_id, turn, kind)
    return screen(
        text(say("Thank you, this helps to make it better.")),
        upset and text(say("You don't have to go on now. The case waits, and your place is kept.")),
        upset
        and [
            button(say("Pause"), "pause_attempts"),
            button(say("Support for you"), "support"),
        ],
        main(button(say("Back to the case"), "resume_attempt", attempt_id)),
    )
