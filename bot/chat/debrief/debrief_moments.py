"""The moments of a debrief: a card for each, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.playing import moment_retry, ongoing_attempts, peer_answers
from bot.app.playing.past_attempts import PastAttempt
from bot.app.playing.peer_answers import PeerAnswers
from bot.chat.debrief.debrief_overview import debrief_overview, look_back
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.fields import Flag, Key, Number
from bot.kinds import PRESENTERS
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words, words
from bot.phrases.debrief_phrases import (
    better_list,
    change_words,
    done_words,
    reason_words,
    shortened,
    work_words,
)
from scenarios import debrief
from scenarios.catalogue import catalogue
from scenarios.debrief import Moment, MomentText
from scenarios.languages import localized
from storage.playing.attempts import Attempt


@tap("dm")
async def moment_card(ctx: AsyncContext, attempt_id: Key, turn: Number, every: Flag) -> Screen:
    """The decision that was answered at a turn.

    Args:
        turn: The turn of the decision, counted from 0.
        every: Whether all decisions are shown, rather than those with lost credit.
    """
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None:  # a forged turn
        return debrief_overview(ctx.app, past)
    return moment_screen(past, moment, every=every or not moment.is_instructive)


@tap("dv")
async def better_answer(ctx: AsyncContext, attempt_id: Key, turn: Number, every: Flag) -> Screen:
    """The card of a moment with what would have done more."""
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None:
        return debrief_overview(ctx.app, past)
    return moment_screen(past, moment, every=every or not moment.is_instructive, revealed=True)


@tap("dw")
async def moment_reason(ctx: AsyncContext, attempt_id: Key, turn: Number, every: Flag) -> Screen:
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None:
        return debrief_overview(ctx.app, past)
    others = await _others(ctx, past, moment)
    every = every or not moment.is_instructive
    return reason_screen(past, moment, every=every, others=others is not None)


@tap("dg")
async def moment_grounds(ctx: AsyncContext, attempt_id: Key, turn: Number, every: Flag) -> Screen:
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None:
        return debrief_overview(ctx.app, past)
    return grounds_screen(past, moment, every=every or not moment.is_instructive)


@tap("dp")
async def moment_others(ctx: AsyncContext, attempt_id: Key, turn: Number, every: Flag) -> Screen:
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None:
        return debrief_overview(ctx.app, past)
    every, others = every or not moment.is_instructive, await _others(ctx, past, moment)
    if others is None:  # fewer than before, since some were erased, or a forged button
        return reason_screen(past, moment, every=every, others=False)
    return others_screen(past, moment, others, every=every)


@tap("db")
async def retry_moment(ctx: AsyncContext, attempt_id: Key, turn: Number) -> Screen | Reply:
    """Try a decision again, which changes no result."""
    past = await past_of(ctx, attempt_id)
    moment, new_id = past.moment(turn), ctx.app.dice.id()
    if moment is None or past.is_test:  # a test is never practised
        return debrief_overview(ctx.app, past)
    retried = moment

    def retry(inside: Context) -> Attempt:
        found = moment_retry.retry_moment(inside.conn, inside.request, past, retried, new_id)
        ongoing_attempts.take_letters(inside.conn, found)
        return found

    attempt = await ctx.write(retry)
    return Reply(await draw_attempt(ctx.app, attempt))


async def _others(ctx: AsyncContext, past: PastAttempt, moment: Moment) -> PeerAnswers | None:
    return await ctx.read(lambda inside: peer_answers.peer_answers(inside.conn, past, moment))


def moment_screen(
    past: PastAttempt, moment: Moment, *, every: bool, revealed: bool = False
) -> Screen:
    """A card of a moment: the situation, the choice, and the better answer.

    For a moment that can be replayed, the better answer is shown on request only.

    Args:
        every: Whether all decisions are shown, rather than those with lost credit.
        revealed: Whether the better answer was requested.
    """
    speak, told = words(past.language), past.told(moment)
    revealed = revealed or past.is_test or not moment.is_instructive
    row = past.moments if every else past.slips
    position = row.index(moment)
    say = speak.say
    return screen(
        title(say("Looking back: {place} of {all}", place=position + 1, all=len(row))),
        bool(told.story) and text(shortened(told.story)),
        Line(LineRole.PROMPT, told.prompt),
        _chosen(speak, told),
        revealed and _better(speak, told),
        [Line(LineRole.CRITICAL, reason_words(reason)) for reason in told.critical],
        not moment.is_instructive and note(say("This was the best choice.")),
        _card_buttons(past, moment, told, every=every, revealed=revealed),
    )


def _chosen(speak: Words, told: MomentText) -> Iterator[Line]:
    done = done_words(speak, told.chosen)
    if "\n" in done:
        yield Line(LineRole.CHOSEN, speak.say("Your order:"))
        yield text(done)
    else:
        yield Line(LineRole.CHOSEN, speak.say("You chose: {choice}", choice=done))


def _better(speak: Words, told: MomentText) -> Iterator[Line]:
    if not told.better:
        return
    if PRESENTERS[told.chosen.kind].takes_several:  # some of it may have been right
        yield text(change_words(speak, told.chosen, told.better))
    else:
        yield heading(speak.say("Better:"))
        yield text("\n".join(better_list(speak, told)))


def _card_buttons(
    past: PastAttempt, moment: Moment, told: MomentText, *, every: bool, revealed: bool
) -> Iterator[Button]:
    say, attempt, turn = words(past.language).say, past.attempt.id, moment.turn
    row = past.moments if every else past.slips
    position = row.index(moment)
    if not revealed:
        yield main(button(say("Try this moment again"), retry_moment, attempt, turn))
        yield button(say("Show the better answer"), better_answer, attempt, turn, every)
    elif told.reasons:
        yield main(button(say("Why?"), moment_reason, attempt, turn, every))
    if position + 1 < len(row):
        yield button(say("Next moment"), moment_card, attempt, row[position + 1].turn, every)
    if position:
        yield button(say("Previous moment"), moment_card, attempt, row[position - 1].turn, every)
    if revealed and moment.answer.critical:
        yield button(say("How it is done well"), "worked_example", attempt, turn, 0)
    if revealed and not past.is_test:
        yield button(say("Try this moment again"), retry_moment, attempt, turn)
    yield button(say("Something is wrong here"), "ask_issue", attempt, turn)
    yield button(say("Back to the overview"), look_back, attempt)


def reason_screen(past: PastAttempt, moment: Moment, *, every: bool, others: bool) -> Screen:
    """The author's explanation of a moment.

    Args:
        every: Whether all decisions are shown, rather than those with lost credit.
        others: Whether enough other people's answers are known to be shown.
    """
    say, told, attempt = words(past.language).say, past.told(moment), past.attempt.id
    grounds = bool(told.grounds.signs or told.grounds.sources)
    return screen(
        title(say("Why?")),
        Line(LineRole.PROMPT, told.prompt),
        [Line(LineRole.REASON, reason_words(reason)) for reason in told.reasons],
        not told.reasons and text(say("Nothing more is said about this moment.")),
        main(button(say("Back to the moment"), better_answer, attempt, moment.turn, every)),
        grounds and button(say("Signs and sources"), moment_grounds, attempt, moment.turn, every),
        others and button(say("How others chose"), moment_others, attempt, moment.turn, every),
    )


def grounds_screen(past: PastAttempt, moment: Moment, *, every: bool) -> Screen:
    """On which signs and sources a reason rests, and how far they were checked."""
    speak, grounds, known = words(past.language), past.told(moment).grounds, catalogue()
    signs = [known.signs[sign] for sign in grounds.signs if sign in known.signs]
    works = [known.works[work] for work in grounds.sources if work in known.works]
    named = [localized(sign, past.language) for sign in signs]
    say = speak.say
    return screen(
        title(say("Signs and sources")),
        bool(signs)
        and [
            heading(say("Signs in this moment")),
            text("\n".join(speak.bullet(sign) for sign in named)),
            note(say("One sign proves nothing; signs count together.")),
        ],
        bool(works)
        and [
            heading(say("Sources")),
            text("\n".join(speak.bullet(work_words(speak, work)) for work in works)),
        ],
        not signs and not works and text(say("No sign or source is named for this moment.")),
        _back_to_reason(past, moment, every=every),
    )


def others_screen(past: PastAttempt, moment: Moment, others: PeerAnswers, *, every: bool) -> Screen:
    """Other people's first answers, without those that could endanger someone."""
    speak, decision = words(past.language), debrief.decision_of(past.scenario, moment)
    say, shares = speak.say, []
    for part, people in others.parts:
        done = debrief.render_answer(past.scenario, past.language, past.attempt.seed, moment, part)
        choice = done_words(speak, done)
        shares.append(
            say("{choice}: {people} of {all}", choice=choice, people=people, all=others.people)
        )
    return screen(
        title(say("How others chose")),
        text("\n".join(shares)),
        PRESENTERS[decision.kind].takes_several and note(say("More than one could be taken.")),
        note(say("First answers. What most people do is not always what protects.")),
        _back_to_reason(past, moment, every=every),
    )


def _back_to_reason(past: PastAttempt, moment: Moment, *, every: bool) -> Button:
    say = words(past.language).say
    return main(
        button(say("Back to the reason"), moment_reason, past.attempt.id, moment.turn, every)
    )
