"""The cards of cases and assignments, and the buttons that begin them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.playing import case_cards
from bot.app.playing.case_cards import Card, Unavailable
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.playing.closed_attempt_screens import (
    frozen_screen,
    taken_back_screen,
    withdrawn_screen,
)
from bot.chat.playing.play import begin
from bot.fields import Id, Key
from bot.lines import Line, heading, note, text
from bot.locale import Words
from bot.phrases.assigned_work_phrases import how_often, how_passed, programme_title
from bot.phrases.case_phrases import (
    expert_line,
    introduction,
    matching_sign_offs,
    review_status,
    sensitive_content,
)
from bot.phrases.date_phrases import due_of
from bot.phrases.labels import mode_name
from scenarios.model import Scenario
from storage.assignments.assignments import AssignmentView
from storage.playing.attempts import ASSESSMENT


@tap("c")
def case_card(ctx: Context, scenario_id: Id) -> Screen:
    return _screen(ctx, _case(ctx, scenario_id))


@tap("hc")
def case_content_note(ctx: Context, scenario_id: Id) -> Screen:
    """The card with what in the case may be hard to read."""
    return _screen(ctx, _case(ctx, scenario_id), expanded=True)


@tap("hb", place=ScreenPlacement.NEW)
def case_card_below(ctx: Context, scenario_id: Id) -> Screen:
    """The card below the message that led to it, which stays to be read."""
    return _screen(ctx, _case(ctx, scenario_id))


@tap("ka")
def assignment_card(ctx: Context, assignment_id: Key) -> Screen:
    return _screen(ctx, _assignment(ctx, assignment_id))


@tap("ha")
def assignment_content_note(ctx: Context, assignment_id: Key) -> Screen:
    return _screen(ctx, _assignment(ctx, assignment_id), expanded=True)


@tap("hg", place=ScreenPlacement.NEW)
def play_again(ctx: Context, attempt_id: Key) -> Screen:
    """Below the result of an attempt, the card of what it was played for."""
    card = case_cards.card_to_play_again(ctx.conn, ctx.request, ctx.app.library, attempt_id)
    return _screen(ctx, card)


@tap("b")
async def begin_case(ctx: AsyncContext, scenario_id: Id) -> Screen | Reply:
    """Begin or resume practice; where the case is assigned work to be done, that card comes."""
    assigned = await ctx.read(lambda inside: _assigned_instead(inside, scenario_id))
    return assigned or await begin(ctx.app, ctx.person, scenario_id)


@tap("kb")
async def begin_assignment(ctx: AsyncContext, assignment_id: Key) -> Reply:
    """Begin or resume an assignment; once the try that counts is finished, show that."""
    assignment = await ctx.read(
        lambda inside: case_cards.assignment_to_begin(inside.conn, inside.request, assignment_id)
    )
    if isinstance(assignment, Unavailable):
        return Reply(_unavailable_screen(ctx.words, assignment), freeze=True)
    return await begin(
        ctx.app, ctx.person, assignment.scenario, mode=assignment.mode, assignment_id=assignment.id
    )


def practice_card_screen(
    words: Words, card: Card, *, timed: bool = False, expanded: bool = False
) -> Screen:
    """The card of a case for practice.

    Args:
        card: The card of a case that is not assigned.
        timed: Whether time limits hold for whoever reads it.
        expanded: Whether to show the content note.
    """
    say, scenario = words.say, card.scenario
    note_route = case_card if expanded else case_content_note
    return screen(
        introduction(words, scenario),
        timed and _time_limits(words, scenario),
        _notes(words, card, expanded=expanded),
        main(button(say("Begin"), begin_case, scenario.id)),
        card.finished_attempt is not None
        and button(say("Look back"), "look_back", card.finished_attempt),
        button(_note_label(words, expanded=expanded), note_route, scenario.id),
        _ways_out(words),
    )


def _assigned_card_screen(
    ctx: Context, card: Card, view: AssignmentView, *, expanded: bool
) -> Screen:
    words, assignment = ctx.words, view.assignment
    due = due_of(words, assignment.due_at, ctx.now, ctx.person.timezone)
    work = words.say("Assigned work, {due}", due=due)
    timed = ctx.person.timers and assignment.mode != ASSESSMENT
    note_route = assignment_card if expanded else assignment_content_note
    begin_label = words.say("The result") if view.is_over else words.say("Begin")
    return screen(
        introduction(words, card.scenario, words.beside(work, mode_name(words, assignment.mode))),
        text("\n".join(map(words.bullet, _rules(words, card.scenario, view)))),
        timed and _time_limits(words, card.scenario),
        _notes(words, card, expanded=expanded),
        main(button(begin_label, begin_assignment, assignment.id)),
        button(_note_label(words, expanded=expanded), note_route, assignment.id),
        _ways_out(words),
    )


def _screen(ctx: Context, card: Card | Unavailable, *, expanded: bool = False) -> Screen:
    if isinstance(card, Unavailable):
        return _unavailable_screen(ctx.words, card)
    if card.assigned is not None:
        return _assigned_card_screen(ctx, card, card.assigned, expanded=expanded)
    return practice_card_screen(ctx.words, card, timed=ctx.person.timers, expanded=expanded)


def _unavailable_screen(words: Words, reason: Unavailable) -> Screen:
    match reason:
        case Unavailable.CASE_WITHDRAWN:
            return withdrawn_screen(words)
        case Unavailable.ASSIGNMENT_PAUSED:
            return frozen_screen(words)
        case Unavailable.ASSIGNMENT_WITHDRAWN:
            return taken_back_screen(words)


def _case(ctx: Context, scenario_id: str) -> Card | Unavailable:
    return case_cards.case_card(ctx.conn, ctx.request, ctx.app.library, scenario_id)


def _assignment(ctx: Context, assignment_id: str) -> Card | Unavailable:
    return case_cards.assignment_card(ctx.conn, ctx.request, ctx.app.library, assignment_id)


def _assigned_instead(ctx: Context, scenario_id: str) -> Screen | None:
    card = case_cards.assigned_card(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    return _screen(ctx, card) if card else None


def _rules(words: Words, scenario: Scenario, view: AssignmentView) -> Iterator[str]:
    """The rules of assigned work, and what counts."""
    say, assignment = words.say, view.assignment
    if assignment.test is not None:
        yield from _test_rules(words, view)
        return
    if assignment.programme is not None:
        yield _step(words, view, assignment.programme)
    if assignment.mode == ASSESSMENT:
        yield (
            say("Assessment: you see only the story. A test form gives no reasons.")
            if scenario.use == "test"
            else say("Assessment: you see only the story. Reasons come at the end.")
        )
        yield say("Confirm each choice. There is no time limit.")
    yield how_often(words, assignment)
    if assignment.attempts is not None:
        yield say("An unfinished try doesn't count.")
    yield how_passed(words, assignment)
    yield say(
        "Your trainer sees whether it is done and passed, and what to work on. Your steps stay "
        "private unless you share them."
    )
    if view.finished:
        yield _standing(words, view)


def _test_rules(words: Words, view: AssignmentView) -> Iterator[str]:
    """The rules of a test part, which no one passes or fails."""
    say = words.say
    yield say("A test of what the course changes. You see only the story.")
    yield say("Confirm each choice. There is no time limit.")
    yield how_often(words, view.assignment)
    yield say("Finish by the last day, or it doesn't count.")
    yield say("You'll get the result when the last part has closed.")
    yield say("Your trainer sees that it is done, and what changed for all together. No more.")
    if view.finished:
        yield say("Done.")


def _step(words: Words, view: AssignmentView, programme: str) -> str:
    """The position in its programme, and the condition that opens the next step."""
    say, number = words.say, (view.assignment.step or 0) + 1
    title = programme_title(words, programme)
    step = say("Step {n} of {all}: {programme}.", n=number, all=view.steps, programme=title)
    if number == view.steps:
        return step
    opens = (
        say("The next step opens when this one is passed.")
        if view.assignment.pass_mark
        else say("The next step opens when this one is done.")
    )
    return f"{step} {opens}"


def _standing(words: Words, view: AssignmentView) -> str:
    """The results so far, and the remaining tries."""
    say, left = words.say, view.tries_left
    if view.passed:
        return say("Passed.")
    not_passed = say("Done, not passed.") if view.is_over else say("Not passed yet.")
    if left is None:
        return not_passed
    if view.is_over:
        all_used = words.count(
            "The only try is used.", "All {n} tries are used.", view.assignment.attempts or 1
        )
        return f"{all_used} {not_passed}"
    tries = words.count("{n} try is left.", "{n} tries are left.", left)
    return f"{not_passed} {tries}"


def _time_limits(words: Words, scenario: Scenario) -> Line | None:
    """A note of a case with time limits, before the first one runs."""
    decisions = (scene.decision for scene in scenario.scenes.values())
    if all(decision is None or decision.limit is None for decision in decisions):
        return None
    return note(words.say("Some steps have a time limit. Switch it off in /settings."))


def _notes(words: Words, card: Card, *, expanded: bool) -> Iterator[Line]:
    """The same on every card, whatever is in the case, and who has reviewed it."""
    say = words.say
    if expanded:
        yield heading(say("What may be upsetting"))
        yield text(sensitive_content(words, card.scenario))
    else:
        yield note(say("See Content note for upsetting moments."))
    yield note(
        say(
            "This is an exercise with invented people. A real case belongs with your "
            "agency's line, not in this chat."
        )
    )
    yield note(review_status(words, card.scenario, card.sign_offs))
    if expanded:
        for sign_off in matching_sign_offs(words, card.scenario, card.sign_offs):
            yield note(words.bullet(expert_line(words, sign_off)))


def _note_label(words: Words, *, expanded: bool) -> str:
    return words.say("Close the content note") if expanded else words.say("Content note")


def _ways_out(words: Words) -> Iterator[Button]:
    yield button(words.say("For a real case"), "real_case")
    yield button(words.say("Today"), "today_page")
