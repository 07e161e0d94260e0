"""Sharing paths: which steps of assigned work a learner lets their trainers see."""

from __future__ import annotations

from bot.app.progress import path_sharing
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Part, Screen, screen
from bot.fields import Flag, Key, Number
from bot.lines import note, text, title
from bot.phrases.date_phrases import day_of, short_day_of
from bot.phrases.labels import person_name, title_in
from storage.assignments.shared_paths import FinishedAttempt

PATHS = 8  # on a page


@tap("wi")
def own_paths(ctx: Context, page: Number) -> Screen:
    say, found = ctx.say, path_sharing.own_paths(ctx.conn, ctx.request, ctx.app.library)
    listed = paged(
        ctx.words, found, page, lambda label, to: button(label, own_paths, to), size=PATHS
    )
    return screen(
        title(say("What my trainer sees")),
        text(
            say(
                "Of assigned work: whether it is done and passed, in how many tries, how sure each "
                "competency is, and what to work on. The steps of a path only if you let them."
            )
        ),
        text(
            say("Tap a case to share its path or to stop sharing it.")
            if found
            else say("No assigned work is finished yet.")
        ),
        [button(_label(ctx, each), ask_share_path, each.attempt) for each in listed.items],
        listed.turns,
        button(say("Today"), "today_page"),
    )


def _label(ctx: Context, attempt: FinishedAttempt) -> str:
    day = short_day_of(ctx.words, attempt.ended_at, ctx.person.timezone)
    seen = [ctx.say("shared")] if attempt.shared_at is not None else []
    return ctx.words.beside(title_in(ctx.app.library, ctx.words, attempt.scenario), day, *seen)


@tap("wj")
def ask_share_path(ctx: Context, attempt_id: Key) -> Screen:
    found = path_sharing.own_path(ctx.conn, ctx.request, ctx.app.library, attempt_id)
    say, attempt, shared_at = ctx.say, found.attempt, found.attempt.shared_at
    case = title_in(ctx.app.library, ctx.words, attempt.scenario)
    trainers = [person_name(ctx.words, names) for names in found.trainers]
    who = bool(trainers) and text(
        say("Trainers of this cohort: {names}", names=ctx.words.listed(trainers))
    )
    if shared_at is not None:
        since = day_of(ctx.words, shared_at, ctx.person.timezone)
        state: Part = (
            text(say("Your trainer sees this path, since {day}.", day=since)),
            who,
            note(say("When you stop sharing it, it is hidden at once.")),
            main(button(say("Stop sharing"), share_path, attempt_id, on=False)),
        )
    else:
        state = (
            text(say("Your trainer does not see this path.")),
            text(
                say(
                    "If you wish, they see each question, what you chose, and what would have "
                    "worked better, to talk it through with you."
                )
            ),
            who,
            note(
                say("It is your choice and does not affect your results. You can stop at any time.")
            ),
            main(button(say("Let my trainer see this path"), share_path, attempt_id, on=True)),
        )
    return screen(
        title(say("Your path and your trainer")),
        note(ctx.words.beside(attempt.cohort_name, case)),
        state,
        button(say("Look back"), "look_back", attempt_id),
        button(say("What my trainer sees"), own_paths, 0),
    )


@tap("wy", writes=True)
def share_path(ctx: Context, attempt_id: Key, on: Flag) -> Screen:
    path_sharing.share(ctx.conn, ctx.request, ctx.app.library, attempt_id, on=on)
    return ask_share_path(ctx, attempt_id)
