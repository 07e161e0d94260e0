"""Playing: the buttons of a case, and the commands that resume and pause it.

The buttons are public routes. Their attempt is found by the account that taps, in the one
transaction that checks the turn and moves the attempt, and that is committed before anyone hears
of it. Screens are drawn afterwards, outside the writer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog

from bot.app.errors import UNPLAYABLE, StorageTrouble
from bot.app.playing import attempt_expiry, ongoing_attempts, steps
from bot.app.playing.attempt_start import AttemptStarter, Purpose
from bot.app.playing.attempt_view import AttemptContext
from bot.app.playing.inputs import Change, Choose, Confirm, Continue, Finish, Input, Mark
from bot.app.playing.steps import (
    AttemptMissing,
    DraftChanged,
    EditionNotLoaded,
    Origin,
    StepRejected,
    StepTaken,
    Taken,
)
from bot.application import App
from bot.chat.common import common_screens
from bot.chat.kit.context import AsyncContext, AsyncPublicContext, PublicContext
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import command, tap
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_drawing import (
    draw_again,
    draw_attempt,
    draw_step,
    picture_after,
    unplayable_screen,
)
from bot.chat.playing.closed_attempt_screens import withdrawn_screen
from bot.fields import ActValue, Flag, Id, Key, Number
from bot.locale import words
from bot.phrases.date_phrases import day_of
from scenarios.engine import RefusalReason
from storage.people.people import Person
from storage.playing.attempts import PRACTICE, Attempt

log = structlog.get_logger()

DOUBLE_TAP = timedelta(seconds=5)
"""A second tap on a button within this time is a double tap: its screen is on its way."""


@tap("t", public=True)
async def choose(ctx: AsyncPublicContext, attempt_id: Key, turn: Number, value: ActValue) -> Reply:
    return await take_input(ctx, Choose(attempt_id, turn, value))


@tap("m", public=True)
async def mark(
    ctx: AsyncPublicContext,
    attempt_id: Key,
    turn: Number,
    part: Id,
    on: Flag,
) -> Reply:
    return await take_input(ctx, Mark(attempt_id, turn, part, on))


@tap("d", public=True)
async def finish_answer(ctx: AsyncPublicContext, attempt_id: Key, turn: Number) -> Reply:
    return await take_input(ctx, Finish(attempt_id, turn))


@tap("kc", public=True)
async def confirm_answer(
    ctx: AsyncPublicContext, attempt_id: Key, turn: Number, digest: ActValue
) -> Reply:
    return await take_input(ctx, Confirm(attempt_id, turn, digest))


@tap("kx", public=True)
async def change_answer(ctx: AsyncPublicContext, attempt_id: Key, turn: Number) -> Reply:
    return await take_input(ctx, Change(attempt_id, turn))


@tap("g", public=True)
async def continue_story(ctx: AsyncPublicContext, attempt_id: Key, turn: Number) -> Reply:
    return await take_input(ctx, Continue(attempt_id, turn))


@tap("r", public=True)
async def resume_attempt(ctx: AsyncPublicContext, attempt_id: Key) -> Reply:

    def find(inside: PublicContext) -> Attempt | None:
        found = ongoing_attempts.own_attempt(
            inside.conn, attempt_id, ctx.visitor.bot, ctx.visitor.telegram_id
        )
        if found is not None:
            ongoing_attempts.take_letters(inside.conn, found)
        return found

    attempt = await ctx.write(find)
    if attempt is None:
        return Reply(common_screens.gone_screen(words(ctx.visitor.language)), freeze=True)
    return Reply(await draw_again(ctx.app, await _in_language(ctx.app, attempt)), freeze=True)


@command("resume")
async def resume(ctx: AsyncContext, _rest: str) -> Screen:
    attempts = await running_attempts(ctx.app, ctx.person)
    if not attempts:
        return common_screens.nothing_to_resume_screen(ctx.words)
    return await draw_again(ctx.app, attempts[0], recalled=True)


@command("pause")
async def pause(ctx: AsyncContext, _rest: str) -> Screen:
    """Stop the clock of every running attempt. Nothing is lost and nothing counts against it."""
    app = ctx.app
    attempts = await rest_time_limits(ctx)
    if not attempts:
        return common_screens.nothing_to_pause_screen(ctx.words)
    last = attempts[0]
    try:
        scenario = await app.library.load(last.edition)
    except UNPLAYABLE as error:
        return unplayable_screen(last.id, ctx.words.language, error)
    until = day_of(ctx.words, attempt_expiry.expiry_time(last), ctx.person.timezone)
    return common_screens.paused_screen(ctx.words, scenario, last.id, until)


async def rest_time_limits(ctx: AsyncContext) -> list[Attempt]:
    """Stop the clock of every running attempt until its question is shown again."""
    app = ctx.app
    await app.receipts.flush()  # a time limit that is about to begin must be there to be stopped
    attempts = await running_attempts(app, ctx.person)
    if attempts:
        paused = [attempt.id for attempt in attempts]
        app.receipts.rest(paused)
        await app.limits.rest(paused)
    return attempts


@tap("pz", place=ScreenPlacement.NEW)
async def pause_attempts(ctx: AsyncContext) -> Screen:
    return await pause(ctx, "")


async def begin(
    app: App,
    person: Person,
    scenario_id: str,
    *,
    mode: str = PRACTICE,
    assignment_id: str | None = None,
) -> Reply:
    """Begin a scenario, or show the attempt under way for the same purpose.

    Whether the person may is checked by the caller.
    """
    begins = AttemptStarter(app.database, app.library, app.clock, app.dice)
    attempt = await begins.resume_or_start(person, scenario_id, Purpose(mode, assignment_id))
    if attempt is None:
        return Reply(withdrawn_screen(words(person.language)), freeze=True)
    begun = attempt
    await app.database.write(lambda conn: ongoing_attempts.take_letters(conn, begun))
    return Reply(await draw_again(app, await _in_language(app, attempt)), freeze=True)


async def running_attempts(app: App, person: Person) -> list[Attempt]:
    """The attempts under way, the one that moved last first."""
    return await app.database.read(lambda conn: ongoing_attempts.running(conn, person.id))


async def take_input(ctx: AsyncPublicContext, given: Input) -> Reply:
    """Take an input; it counts once, however often its button is tapped."""
    app = ctx.app
    try:
        taken = await _commit(ctx, given)
    except UNPLAYABLE as error:
        lost = unplayable_screen(given.attempt_id, ctx.visitor.language, error)
        return Reply(lost, freeze=True)
    match taken:
        case StepTaken(attempt, timed, before):
            known = AttemptContext((), timed)  # nothing is marked yet
            if ctx.visitor.message is None:  # no message can become the outcome
                outcome, screen = None, await draw_attempt(app, attempt, known)
            else:
                outcome, screen = await draw_step(app, attempt, replace(known, before=before))
            then = picture_after(attempt, app.library.loaded(attempt.edition))
            return Reply(screen, freeze=True, outcome=outcome, then=then, aside=True)
        case DraftChanged(attempt, draft, confirming, timed):
            # Without the outcome of the previous step, which the message above shows.
            _, screen = await draw_step(app, attempt, AttemptContext(draft, timed, confirming))
            return Reply(screen, place=ScreenPlacement.SAME)
        case StepRejected(attempt, why):
            return await _stands(ctx, attempt, why)
        case AttemptMissing():
            return Reply(common_screens.gone_screen(words(ctx.visitor.language)), freeze=True)


async def _commit(ctx: AsyncPublicContext, given: Input) -> Taken:
    app, visitor = ctx.app, ctx.visitor
    origin = Origin(visitor.bot, visitor.telegram_id, visitor.update)
    next_turn = given.turn + 1
    while True:
        try:
            taken = await app.database.write(
                lambda conn: steps.take(conn, app.library, origin, given, ctx.now)
            )
        except StorageTrouble:
            # If only the reply of the database was lost, nobody shows the result: the
            # update comes again, and has been seen.
            app.undelivered.note(given.attempt_id, next_turn)
            raise
        if isinstance(taken, StepTaken):
            app.undelivered.forget(given.attempt_id, next_turn)
        if not isinstance(taken, EditionNotLoaded):
            return taken
        await app.library.load(taken.edition)


async def _stands(ctx: AsyncPublicContext, attempt: Attempt, why: RefusalReason | None) -> Reply:
    """The answer to a tap without effect: the current screen of the attempt.

    A double tap gets no second copy of a screen that is on its way.
    """
    attempt = await _in_language(ctx.app, attempt)
    if why is None:  # its screen is on its way, or undelivered and sent again
        return Reply(None)
    speak = words(attempt.language)
    toast = speak.say("This step is done already.")
    if why is RefusalReason.NOT_OFFERED:
        toast = speak.say("This cannot be chosen here.")
    if why is RefusalReason.OVER and attempt.state in ("abandoned", "frozen"):
        return Reply(await draw_attempt(ctx.app, attempt), freeze=True)
    if why is RefusalReason.OVER:
        toast = speak.say("This case is over.")
    freeze = (
        why is not RefusalReason.NOT_OFFERED
    )  # a forged choice may come from the present screen
    if ctx.now - attempt.moved_at < DOUBLE_TAP:
        return Reply(None, toast, freeze=freeze)
    return Reply(await draw_again(ctx.app, attempt), toast, freeze=freeze)


async def _in_language(app: App, attempt: Attempt) -> Attempt:
    """The attempt in its learner's present language; its row keeps the one in which it ended."""
    if attempt.state == "running":
        return attempt
    language = await app.database.read(lambda conn: ongoing_attempts.language(conn, attempt))
    return replace(attempt, language=language)
