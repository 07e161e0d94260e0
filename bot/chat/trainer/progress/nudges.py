"""Members who are behind, and nudging them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.progress import nudges
from bot.app.progress.nudges import SOON, URGENCIES, PendingMember, PendingMembers, Urgency
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import when_words
from bot.fields import Field, Flag, Key, Number
from bot.lines import heading, note, text, title
from bot.phrases.date_phrases import last_day_of, short_day_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import title_in
from bot.phrases.nudge_phrases import nudge_words, people_told
from bot.phrases.progress_phrases import counted
from storage.assignments.assignments import Assignment

PAGE_SIZE = 8  # people on a screen, each with a button
ASSIGNMENTS = 6  # named on a screen
LISTED = 12  # names in the preview

UrgencyField = Annotated[Urgency, Field(re.compile("|".join(URGENCIES)))]


@tap("wb", right=Right.SEE_COHORT, writes=True)
def start_nudge(ctx: Context, cohort_id: Key) -> Screen:
    """The late members, with the overdue ones ticked."""
    return _list(ctx, nudges.start(ctx.conn, ctx.request, ctx.visitor.bot, cohort_id))


@tap("wo", right=Right.SEE_COHORT)
def pending_members(
    ctx: Context, cohort_id: Key, page: Number, urgency: UrgencyField = "overdue"
) -> Screen:
    found = nudges.pending(ctx.conn, ctx.request, ctx.visitor.bot, cohort_id, urgency)
    return _list(ctx, found, page)


@tap("wk", right=Right.ASSIGN, writes=True)
def tick_pending_member(ctx: Context, cohort_id: Key, person_id: Key, on: Flag) -> Screen:
    bot = ctx.visitor.bot
    found = nudges.tick(ctx.conn, ctx.request, bot, cohort_id, person_id, on=on)
    return _list(ctx, found, shows=person_id)


@tap("wq", right=Right.ASSIGN, writes=True)
def tick_pending_group(ctx: Context, cohort_id: Key, urgency: UrgencyField, on: Flag) -> Screen:
    bot = ctx.visitor.bot
    return _list(ctx, nudges.tick_group(ctx.conn, ctx.request, bot, cohort_id, urgency, on=on))


def _names(ctx: Context, found: PendingMembers) -> Mapping[str, str]:
    return display_names(ctx.words, cohort_people(ctx.conn, found.cohort.id))


def _by_urgency(members: Sequence[PendingMember], names: Mapping[str, str]) -> list[PendingMember]:
    """Many are given the same at once: those are in the order of their names."""
    return sorted(
        members,
        key=lambda member: (*member.order, names[member.person_id].casefold(), member.person_id),
    )


def _list(ctx: Context, found: PendingMembers, page: int = 0, shows: str | None = None) -> Screen:
    """Those of one group, the most urgent first, with ticks; and the ways to the other groups.

    Args:
        ctx: Of the trainer.
        found: The members, and which group of them.
        page: Of the group.
        shows: The id of a member, instead of the page that they are on.
    """
    say, cohort_id, urgency = ctx.say, found.cohort.id, found.urgency
    names, head = _names(ctx, found), (title(found.cohort.name), note(say("Who is behind")))
    back = button(say("Back"), "cohort_progress", cohort_id, 0)
    if not found.everybody:
        nobody = say("Nobody is late, and everybody who was notified has started.")
        return screen(head, text(nobody), back)
    group = _by_urgency(found.group, names)
    if shows is not None:
        ids = [member.person_id for member in group]
        page = ids.index(shows) // PAGE_SIZE if shows in ids else 0
    listed = paged(
        ctx.words,
        group,
        page,
        lambda label, to: button(label, pending_members, cohort_id, to, urgency),
        PAGE_SIZE,
    )
    states = Counter(member.nudge for member in group)
    sizes = Counter(member.urgency for member in found.everybody)
    every = say("Tick all") if states["spared"] else say("Untick all")
    return screen(
        head,
        [
            heading(_group_words(ctx, urgency, len(group))),
            text("\n".join(_by_assignment(ctx, found, group))),
            text("\n".join(_unticked(ctx, listed.items, names))),
        ]
        if group
        else text(_nobody(ctx, urgency)),
        [
            button(
                _tick_label(ctx, found, member, names[member.person_id], ticked=ticked),
                tick_pending_member,
                cohort_id,
                member.person_id,
                on=not ticked,
            )
            for member in listed.items
            if (ticked := member.nudge == "ticked") or member.nudge == "spared"
        ],
        listed.turns,
        states["ticked"] + states["spared"] > 1
        and button(every, tick_pending_group, cohort_id, urgency, on=states["spared"] > 0),
        states["ticked"] > 0
        and main(
            button(
                ctx.words.count("Nudge {n} person", "Nudge these {n}", states["ticked"]),
                preview_nudge,
                cohort_id,
                urgency,
            )
        ),
        [
            button(_group_words(ctx, other, sizes[other]), pending_members, cohort_id, 0, other)
            for other in URGENCIES
            if other != urgency and sizes[other]
        ],
        back,
    )


def _group_words(ctx: Context, urgency: Urgency, people: int) -> str:
    names: dict[Urgency, str] = {
        "overdue": ctx.say("Overdue"),
        "soon": ctx.words.count("Due within {n} day", "Due within {n} days", SOON.days),
        "ahead": ctx.say("Not started"),
    }
    return counted(ctx.words, names[urgency], people)


def _nobody(ctx: Context, urgency: Urgency) -> str:
    names: dict[Urgency, str] = {
        "overdue": ctx.say("Nobody is overdue."),
        "soon": ctx.say("Everybody has started the work due soon."),
        "ahead": ctx.say("Everybody has started the work due later."),
    }
    return names[urgency]


def _by_assignment(
    ctx: Context, found: PendingMembers, group: Sequence[PendingMember]
) -> Iterator[str]:
    """The late and unbegun work with counts, earliest due date first."""
    late = Counter(each.id for member in group for each in member.late)
    not_begun = Counter(each.id for member in group for each in member.not_begun)
    assignments = {each.id: each for member in group for each in (*member.late, *member.not_begun)}
    ordered = sorted(assignments.values(), key=lambda each: (each.due_at, each.id))
    for assignment in ordered[:ASSIGNMENTS]:
        day = last_day_of(ctx.words, assignment.due_at, found.cohort.timezone)
        slots = {"day": day, "title": _title(ctx, assignment)}
        if people := late[assignment.id]:
            state = ctx.say("late since {day}: {title}", **slots)
        else:
            people = not_begun[assignment.id]
            state = ctx.say("not started, due {day}: {title}", **slots)
        yield ctx.words.bullet(
            ctx.words.count("{what} ({n} person)", "{what} ({n} people)", people, what=state)
        )
    if (more := len(ordered) - ASSIGNMENTS) > 0:
        yield ctx.words.count("and {n} more", "and {n} more", more)


def _unticked(
    ctx: Context, members: Sequence[PendingMember], names: Mapping[str, str]
) -> Iterator[str]:
    """The people without a button, who cannot be nudged now, and why."""
    reasons = {
        "nudged": ctx.say("Nudged within the last day."),
        "shut": ctx.say("Cannot be messaged now."),
    }
    for member in members:
        if member.nudge in reasons:
            yield ctx.words.beside(names[member.person_id], reasons[member.nudge])


def _tick_label(
    ctx: Context, found: PendingMembers, member: PendingMember, name: str, *, ticked: bool
) -> str:
    """A tick, the name, and the earliest day that they are late since, or have to keep."""
    first, zone = (*member.late, *member.not_begun)[0], found.cohort.timezone
    day = short_day_of(ctx.words, first.due_at - timedelta(microseconds=1), zone)
    since = ctx.say("since {day}", day=day) if member.late else ctx.say("by {day}", day=day)
    return f"{'●' if ticked else '○'} {ctx.words.beside(name, since)}"


@tap("we", right=Right.ASSIGN)
def preview_nudge(ctx: Context, cohort_id: Key, urgency: UrgencyField = "overdue") -> Screen:
    """Preview a nudge: recipients and text. Nothing is sent."""
    say, words, bot = ctx.say, ctx.words, ctx.visitor.bot
    found, reach = nudges.preview(ctx.conn, ctx.request, bot, cohort_id, urgency)
    names, zone = _names(ctx, found), found.cohort.timezone
    group = _by_urgency(found.group, names)
    states = Counter(member.nudge for member in group)
    ticked = [member for member in group if member.nudge == "ticked"]
    head = (
        title(found.cohort.name),
        text(people_told(ctx.words, len(ticked))),
        states["shut"] > 0
        and text(
            words.count("{n} cannot be reached now.", "{n} cannot be reached now.", states["shut"])
        ),
        states["nudged"] > 0
        and text(
            words.count(
                "{n} was nudged within the last day and is not nudged again.",
                "{n} were nudged within the last day and are not nudged again.",
                states["nudged"],
            )
        ),
    )
    back = button(say("Back to the list"), pending_members, cohort_id, 0, urgency)
    if not ticked:
        return screen(head, back)
    more, first = len(ticked) - LISTED, ticked[0]
    due = sorted((*first.late, *first.not_begun), key=lambda each: each.due_at)
    name, cohort = _title(ctx, due[0]), found.cohort.name
    return screen(
        head,
        text("\n".join(words.bullet(names[member.person_id]) for member in ticked[:LISTED])),
        more > 0 and text(words.count("and {n} more person", "and {n} more people", more)),
        reach.first is not None
        and reach.last is not None
        and text(when_words(words, reach.first, reach.last, ctx.now, zone)),
        heading(say("The message")),
        text(nudge_words(words, cohort, name, due[0], ctx.now, zone, len(due) - 1)),
        note(say("Nothing has been sent yet.")),
        main(
            button(
                words.count("Nudge {n} person now", "Nudge {n} people now", len(ticked)),
                send_nudge,
                cohort_id,
                len(ticked),
                urgency,
            )
        ),
        back,
    )


@tap("wn", right=Right.ASSIGN, writes=True)
def send_nudge(
    ctx: Context, cohort_id: Key, people: Number, urgency: UrgencyField = "overdue"
) -> Screen:
    """Send a nudge; if the number of recipients has changed, show them first."""
    bot = ctx.visitor.bot
    cohort, nudged = nudges.send(ctx.conn, ctx.request, bot, cohort_id, urgency, people)
    if not nudged:
        return preview_nudge(ctx, cohort_id, urgency)
    return screen(
        title(cohort.name),
        text(people_told(ctx.words, nudged)),
        note(ctx.say("People who have done it by then get no message.")),
        main(button(ctx.say("Back to the cohort"), "cohort_page", cohort_id)),
        button(ctx.say("Who is behind"), start_nudge, cohort_id),
    )


def _title(ctx: Context, assignment: Assignment) -> str:
    return title_in(ctx.app.library, ctx.words, assignment.scenario)
