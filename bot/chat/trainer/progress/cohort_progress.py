"""The progress of a cohort: in words, as a picture, and without names for the whole room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.app.access.rights import Right
from bot.app.certificates import cohort_certificates
from bot.app.cohorts import table_files
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.errors import NotFound
from bot.app.progress import anonymous_shares, work_states
from bot.app.progress.anonymous_shares import StateShare
from bot.app.progress.work_states import CohortProgress, MemberStates
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.files.table_files import TableFile, table_file
from bot.fields import Key, Number
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.case_phrases import field_name
from bot.phrases.date_phrases import day_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import mode_name, title_in
from bot.phrases.progress_phrases import counted, due_words, state_words
from bot.pictures import room, sheet
from bot.pictures.room import Bar
from bot.pictures.sheet import Column, Row, Sheet
from bot.pictures.states import STATES, LegendEntry
from storage.assignments.assignments import Assignment

PAGE_SIZE = 12  # people on a screen


@dataclass(frozen=True, slots=True)
class _Table:
    """The progress of a cohort, with the titles of assignments and the names of people."""

    progress: CohortProgress
    titles: Sequence[str]
    members: Sequence[tuple[str, MemberStates]]


def _table(ctx: Context, cohort_id: str, earlier: int) -> _Table:
    found = work_states.progress_of(ctx.conn, ctx.request, cohort_id, earlier)
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort_id))
    members = sorted(
        ((names[member.id], member) for member in found.members),
        key=lambda named: (named[1].expected, named[0].casefold(), named[1].id),
    )
    return _Table(found, _titles(ctx, found), members)


def _titles(ctx: Context, found: CohortProgress) -> list[str]:
    """Titles that occur several times have the programme or the mode beside them."""
    titles = [title_in(ctx.app.library, ctx.words, each.scenario) for each in found.assignments]
    return [
        label
        if titles.count(label) == 1
        else ctx.words.beside(
            label,
            mode_name(ctx.words, each.mode)
            if each.programme is None
            else programme_title(ctx.words, each.programme),
        )
        for label, each in zip(titles, found.assignments, strict=True)
    ]


@tap("ws", right=Right.SEE_COHORT)
def cohort_progress(ctx: Context, cohort_id: Key, page: Number, earlier: Number = 0) -> Screen:
    say, table = ctx.say, _table(ctx, cohort_id, earlier)
    found = table.progress
    head = (title(found.cohort.name), note(say("Progress")))
    if not found.assignments:
        nothing = text(say("Nothing has been assigned to this cohort yet."))
        return screen(head, nothing, _to_cohort(ctx, cohort_id))
    if not found.members:
        return screen(head, text(say("Nobody is in it yet.")), _to_cohort(ctx, cohort_id))

    def turn(label: str, to: int) -> Button:
        further = say("More people") if to > page else label
        return button(further, cohort_progress, cohort_id, to, earlier)

    listed = paged(ctx.words, table.members, page, turn, PAGE_SIZE)
    paths = found.shared_paths
    return screen(
        head,
        [text(summary) for summary in _summaries(ctx, table)],
        note(say("Tap a name to see their work item by item.")),
        main(button(say("Who is behind"), "start_nudge", cohort_id)),
        [_member_button(ctx, cohort_id, *named) for named in listed.items],
        listed.turns,
        button(say("As a picture"), progress_picture, cohort_id, 0, earlier),
        button(say("As a file"), progress_file, cohort_id, earlier),
        button(say("For the room, without names"), anonymous_progress, cohort_id, earlier),
        paths > 0
        and button(
            ctx.words.count("{n} path shared with you", "{n} paths shared with you", paths),
            "shared_paths",
            cohort_id,
            0,
        ),
        found.has_earlier
        and button(say("Earlier work"), cohort_progress, cohort_id, 0, earlier + 1),
        earlier > 0 and button(say("Later work"), cohort_progress, cohort_id, 0, earlier - 1),
        _to_cohort(ctx, cohort_id),
    )


def _summaries(ctx: Context, table: _Table) -> Iterator[str]:
    """Each assignment with its number, its due date and its tally."""
    say, found = ctx.say, table.progress
    for position, assignment in enumerate(found.assignments):
        tally = found.tally(position)
        done = tally["passed"] + tally["not-passed"]
        parts = [
            say("Done: {done} of {all}", done=done, all=tally.total()),
            say("passed: {passed}", passed=tally["passed"]),
        ]
        if tally["late"]:
            parts.append(counted(ctx.words, state_words(ctx.words, "late"), tally["late"]))
        due = due_words(ctx.words, assignment, found.cohort)
        label = ctx.words.beside(_field(ctx, assignment), table.titles[position], due)
        yield f"{label}\n{' · '.join(parts)}"


def _field(ctx: Context, assignment: Assignment) -> str:
    """The field of work, since case names mean little to trainers."""
    scenario = ctx.app.library.known.get(assignment.scenario)
    return field_name(ctx.words, scenario) if scenario else assignment.scenario


def _member_button(ctx: Context, cohort_id: str, name: str, member: MemberStates) -> Button:
    """A member with counts of their work; their own page has each state."""
    label = ctx.words.beside(name, *_standing(ctx, member))
    if member.expected:
        return button(label, "place_page", member.id)
    return button(label, "member_progress", cohort_id, member.id, 0)


def _standing(ctx: Context, member: MemberStates) -> Iterator[str]:
    words, tally = ctx.words, Counter(member.states)
    asked = len(member.states) - tally["not-theirs"]
    if tally["absent"]:
        yield words.say("not joined yet")
    elif asked:
        yield words.say("{n} of {all} passed", n=tally["passed"], all=asked)
    if tally["late"]:
        yield words.count("{n} late", "{n} late", tally["late"])
    if tally["not-passed"]:
        yield words.count("{n} not passed", "{n} not passed", tally["not-passed"])


def _to_cohort(ctx: Context, cohort_id: str) -> Button:
    return button(ctx.say("Back to the cohort"), "cohort_page", cohort_id)


@tap("wp", right=Right.SEE_COHORT)
def progress_picture(ctx: Context, cohort_id: Key, part: Number, earlier: Number) -> Reply:
    """A picture of the states of forty people at a time."""
    say, table = ctx.say, _table(ctx, cohort_id, earlier)
    found, begin = table.progress, part * sheet.PEOPLE
    members = table.members[begin : begin + sheet.PEOPLE]
    if not members or not found.assignments:  # some have left since
        raise NotFound
    everybody = len(table.members)
    people = (
        ctx.words.count("{n} person", "{n} people", everybody)
        if everybody <= sheet.PEOPLE
        else say(
            "{range} of {all} people", range=f"{begin + 1}–{begin + len(members)}", all=everybody
        )
    )
    states = {state for _, member in members for state in member.states}
    drawn = Sheet(
        found.cohort.name,
        f"{people} · {day_of(ctx.words, ctx.now, found.cohort.timezone)}",
        tuple(
            Column(label, due_words(ctx.words, each, found.cohort))
            for label, each in zip(table.titles, found.assignments, strict=True)
        ),
        tuple(Row(name, member.states) for name, member in members),
        tuple(
            LegendEntry(state, state_words(ctx.words, state)) for state in STATES if state in states
        ),
    )

    async def then() -> Sequence[OutgoingFile]:
        content = await asyncio.to_thread(sheet.render_png, drawn, ctx.words.language)
        return (OutgoingFile("progress.png", content, picture=True, caption=drawn.title),)

    shown = screen(
        title(found.cohort.name),
        text(people),
        note(say("The picture follows. It has names: it is for you, not for the room.")),
        begin + len(members) < everybody
        and button(say("The next people"), progress_picture, cohort_id, part + 1, earlier),
        button(say("In words"), cohort_progress, cohort_id, 0, earlier),
        _to_cohort(ctx, cohort_id),
    )
    return Reply(shown, place=ScreenPlacement.SAME, then=then)


@tap("wf", right=Right.SEE_COHORT)
async def progress_file(ctx: AsyncContext, cohort_id: Key, earlier: Number) -> Reply:
    """The table with a column for each assignment, and the certificates of its programmes."""
    return await table_file(ctx, await ctx.read(partial(_file, cohort_id, earlier)))


def _file(cohort_id: str, earlier: int, ctx: Context) -> TableFile:
    say, words, table = ctx.say, ctx.words, _table(ctx, cohort_id, earlier)
    found = table.progress
    if not found.members or not found.assignments:  # some have left since
        raise NotFound
    joined = [member.id for member in found.members if not member.expected]
    programmes = sorted({each.programme for each in found.assignments if each.programme})
    issued = cohort_certificates.issued(ctx.conn, ctx.request, cohort_id, joined, programmes)

    def certificate(person: str, programme: str) -> str:
        at = issued.get((person, programme))
        return day_of(words, at, found.cohort.timezone) if at else ""

    head = (
        say("Name"),
        *(
            words.beside(label, due_words(words, each, found.cohort))
            for label, each in zip(table.titles, found.assignments, strict=True)
        ),
        say("Passed"),
        say("Late"),
        *(
            say("Certificate: {programme}", programme=programme_title(words, each))
            for each in programmes
        ),
    )
    rows = [
        (
            name,
            *(state_words(words, state) for state in member.states),
            str(member.states.count("passed")),
            str(member.states.count("late")),
            *(certificate(member.id, programme) for programme in programmes),
        )
        for name, member in table.members
    ]
    back = button(say("In words"), cohort_progress, cohort_id, 0, earlier)
    return TableFile(table_files.PROGRESS, found.cohort, [head, *rows], joined, back)


@tap("wr", right=Right.SEE_COHORT)
def anonymous_progress(ctx: Context, cohort_id: Key, earlier: Number) -> Reply:
    """The progress of the group, in words and as a picture for the room."""
    say = ctx.say
    found = work_states.progress_of(ctx.conn, ctx.request, cohort_id, earlier)
    bars, name = tuple(_bars(ctx, found)), found.cohort.name
    lead = say("Progress of the group. Groups under five are not shown separately.")

    async def then() -> Sequence[OutgoingFile]:
        content = await asyncio.to_thread(room.render_png, name, lead, bars, ctx.words.language)
        return (OutgoingFile("room.png", content, picture=True, caption=name),)

    shown = screen(
        title(name),
        note(lead),
        [
            text(
                f"{ctx.words.beside(bar.title, bar.due)}\n"
                + " · ".join(named.words for named in bar.said)
            )
            for bar in bars
        ],
        (len(bars) < len(found.assignments) or not bars)
        and text(say("Work assigned to fewer than five people is not shown.")),
        button(say("With names, for you"), cohort_progress, cohort_id, 0, earlier),
        _to_cohort(ctx, cohort_id),
    )
    return Reply(shown, place=ScreenPlacement.SAME, then=then if bars else None, aside=True)


def _bars(ctx: Context, found: CohortProgress) -> Iterator[Bar]:
    """A bar for each assignment that enough people were given."""
    for position, label in enumerate(_titles(ctx, found)):
        tally = found.tally(position)
        shares = anonymous_shares.shares(tally)
        if shares is not None:
            due = due_words(ctx.words, found.assignments[position], found.cohort)
            parts = tuple(room.Share(each.state, each.people / tally.total()) for each in shares)
            said = tuple(
                LegendEntry(each.state, _share_words(ctx, each, shares)) for each in shares
            )
            too_few = LegendEntry("not-theirs", ctx.say("too few to tell apart"))
            yield Bar(label, due, parts, said or (too_few,))


def _share_words(ctx: Context, share: StateShare, shares: Sequence[StateShare]) -> str:
    say = ctx.say
    if not share.shown:
        return (
            say("done, but for a few")
            if share.state == "done"
            else say("still to be done, but for a few")
        )
    states = {each.state for each in shares}
    if share.state == "not-begun" and "under-way" not in states:
        return counted(ctx.words, say("still to be done"), share.people)
    return counted(ctx.words, state_words(ctx.words, share.state), share.people)
