"""Choosing for whom an assignment is: everybody, all but some, or some; before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.assignments import audience_changes, planning
from bot.app.assignments.audience_changes import AudienceChange, AudiencePreview
from bot.app.assignments.planning import Candidate, OpenPlan
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    fact,
    head,
    named,
    names_in,
    plan_title,
    results_link,
)
from bot.chat.trainer.assignments.reach_phrases import told_lines
from bot.fields import Flag, Key, Number
from bot.lines import Line, note, text
from bot.locale import Words

PAGE_SIZE = 12


def audience_words(ctx: Context, found: OpenPlan) -> str:
    """For whom a plan is: everybody, who is ticked, or who is not, whichever are fewer."""
    words, names = ctx.words, names_in(ctx, found.cohort)
    if found.plan.whom is None:
        return words.say("Everyone in the cohort, including people who join before the last day")
    ticked = [names[each.id] for each in found.candidates if each.ticked]
    left = [names[each.id] for each in found.candidates if not each.ticked]
    if not ticked:
        return words.say("Nobody yet")
    if not left:
        return words.say("Everyone on the list now")
    if len(left) < len(ticked):
        but = named(words, left, len(left))
        return words.say("Everyone on the list now except: {names}", names=but)
    return named(words, ticked, len(ticked))


@tap("bk", right=Right.ASSIGN)
def plan_audience(ctx: Context, plan_id: Key, page: Number) -> Screen:
    return _page(ctx, planning.audience(ctx.conn, ctx.request, plan_id), page)


@tap("bl", right=Right.ASSIGN, writes=True)
def tick_candidate(ctx: Context, plan_id: Key, person_id: Key, on: Flag, page: Number) -> Screen:
    """Include or exclude a member, or a person expected by their roster place."""
    return _page(ctx, planning.tick(ctx.conn, ctx.request, plan_id, person_id, on=on), page)


@tap("bm", right=Right.ASSIGN, writes=True)
def tick_everybody(ctx: Context, plan_id: Key, on: Flag) -> Screen:
    return _page(ctx, planning.tick_everybody(ctx.conn, ctx.request, plan_id, on=on), 0)


@tap("bz", right=Right.ASSIGN, writes=True)
def tick_listed(ctx: Context, plan_id: Key) -> Screen:
    return _page(ctx, planning.tick_listed(ctx.conn, ctx.request, plan_id), 0)


@tap("ga", right=Right.ASSIGN, writes=True)
def change_audience(ctx: Context, assignment_id: Key) -> Screen:
    found = audience_changes.choose_audience(ctx.conn, ctx.request, ctx.app.dice, assignment_id)
    return _page(ctx, found, 0)


def _page(ctx: Context, found: OpenPlan, page: int) -> Screen:
    say, assignment_id = ctx.say, found.plan.assignment
    for_all = found.plan.whom is None
    shown = paged(
        ctx.words,
        found.candidates,
        page,
        lambda label, to: button(label, plan_audience, found.id, to),
        PAGE_SIZE,
    )
    return screen(
        _head(ctx, found),
        not for_all
        and [
            any(each.expected for each in shown.items)
            and note(say("⏳ marks people who have not joined yet. They get it on joining.")),
            note(say("Tap a name to include or exclude someone.")),
            note(say("People added to the list later do not get it.")),
            _ticks(ctx, found, shown.items, page),
            shown.turns,
        ],
        main(
            button(say("Done"), "plan_page", found.id)
            if assignment_id is None
            else button(say("Done"), preview_audience, found.id)
        ),
        not for_all and button(say("Everybody"), tick_everybody, found.id, on=True),
        button(say("Everybody except some"), tick_listed, found.id),
        button(say("Only some of them"), tick_everybody, found.id, on=False),
        assignment_id is not None and button(say("Back"), "change_assignment", assignment_id),
    )


def _ticks(
    ctx: Context, found: OpenPlan, candidates: Sequence[Candidate], page: int
) -> Iterator[Button]:
    say, names = ctx.say, names_in(ctx, found.cohort)
    for each in candidates:
        name = say("⏳ {name}", name=names[each.id]) if each.expected else names[each.id]
        label = say("✓ {name}", name=name) if each.ticked else name
        yield button(label, tick_candidate, found.id, each.id, not each.ticked, page)


def _head(ctx: Context, found: OpenPlan) -> tuple[Line, Line]:
    whom = fact(ctx.words, ctx.say("For whom"), audience_words(ctx, found))
    return head(ctx, found.cohort, plan_title(ctx, found.plan)), text(whom)


@tap("gb", right=Right.ASSIGN, writes=True)  # since it locks attempts under way
def preview_audience(ctx: Context, plan_id: Key) -> Screen:
    return _preview(ctx, audience_changes.preview(ctx.conn, ctx.request, ctx.visitor.bot, plan_id))


@tap("gc", right=Right.ASSIGN, writes=True)
def apply_audience(ctx: Context, plan_id: Key, digest: Key) -> Screen:
    say = ctx.say
    found = audience_changes.apply(
        ctx.conn, ctx.request, ctx.visitor.bot, ctx.app.dice, plan_id, digest
    )
    if not found.is_made:
        return _preview(ctx, found)
    name, whom = _head(ctx, found.choice)
    return screen(
        name,
        text(say("Changed.")),
        whom,
        Button(say("Results"), results_link(found.assignment), main=True),
        back_to_cohort(ctx.words, found.choice.cohort),
    )


def _preview(ctx: Context, found: AudiencePreview) -> Screen:
    say, plan_id = ctx.say, found.choice.id
    back = button(say("Back"), plan_audience, plan_id, 0)
    if found.is_refused:
        return screen(_head(ctx, found.choice), text(_why_refused(ctx.words, found.change)), back)
    return screen(
        _head(ctx, found.choice),
        _effects(ctx, found),
        note(say("Nothing has been changed yet.")),
        main(button(say("Change it"), apply_audience, plan_id, found.change.digest)),
        back,
    )


def _why_refused(words: Words, change: AudienceChange) -> str:
    if change.leaves_nobody:
        return words.say("Nobody is ticked. To remove it for everybody, withdraw it.")
    if change.is_empty:
        return words.say("This is the current setting; nothing was changed.")
    return words.say("Its last day has passed. Set a new last day, then add people.")


def _effects(ctx: Context, found: AudiencePreview) -> Iterator[Line]:
    """The people removed and the effect on their work; the people added and when they are told."""
    change, words, cohort = found.change, ctx.words, found.choice.cohort
    if out := [*change.taken, *(place.id for place in change.missed)]:
        names = names_in(ctx, cohort)
        listed = named(words, [names[each] for each in out], len(out))
        yield text(fact(words, ctx.say("Removed"), listed))
    if change.taken:
        yield from map(text, _work(words, change))
    if change.adds:
        yield from told_lines(ctx, found.audience, cohort)
    else:
        yield text(ctx.say("Nobody needs to be notified."))


def _work(words: Words, change: AudienceChange) -> Iterator[str]:
    """The effect on the work of removed people."""
    say = words.say
    if not change.done and not change.running:
        yield say("None of them has started it.")
    if change.done:
        yield words.count(
            "{n} person has done it; the result stays.",
            "{n} people have done it; their results stay.",
            change.done,
        )
    if running := len({attempt.person for attempt in change.running}):
        yield words.count(
            "{n} person is in the middle of it: it stops at once, and that attempt does not count.",
            "{n} people are in the middle of it: it stops at once, and their attempts"
            " do not count.",
            running,
        )
    yield say("They get no message. If they open it, they see that it was withdrawn.")
