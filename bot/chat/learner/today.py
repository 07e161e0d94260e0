"""Today: the learner's home, one message that is rewritten as one looks around in it.

*Continue* always knows the next thing to do; below it stand what is due, the way to the
certificate and the skills that were shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from bot.app.progress import today_overview
from bot.app.progress.study_week import StudyWeek
from bot.app.progress.today_overview import Missing, Overview
from bot.app.progress.work_list import WorkItem, WorkList, work_list
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.lists import numbered_buttons, paged
from bot.chat.kit.request import Redirect, ScreenPlacement
from bot.chat.kit.routes import Call, button, call, command, main, tap
from bot.chat.kit.screen import Button, Part, Screen, in_columns, in_rows, screen
from bot.chat.learner.moments import practise_moment
from bot.chat.learner.own_certificates import own_programmes, programme_summary
from bot.chat.learner.role_buttons import role_buttons
from bot.fields import Id, Number
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.case_phrases import about_minutes, hook_of, title_of
from bot.phrases.date_phrases import day_of, due_of
from bot.phrases.labels import mode_name, title_in
from bot.phrases.skill_phrases import skill_line
from scenarios.catalogue.tracks import Track, track, tracks
from scenarios.languages import RTL
from storage.assignments.assignments import AssignmentView
from storage.playing.attempts import REPLAY

SHORTEST = 2
"""Minutes in which short questions and moments are offered, and no cases."""
MINUTES = (SHORTEST, 4, 10)
TASKS = 4
SUGGESTIONS = 2
CASES = 4  # on a page; with their hooks that is what a phone shows at once


@command("today")
async def show_today(ctx: AsyncContext, _typed: str) -> Screen:
    return await today_page(ctx)


@tap("l", place=ScreenPlacement.NEW)
async def today_below(ctx: AsyncContext) -> Screen:
    """Below what was read, such as a result."""
    return await today_page(ctx)


@tap("ht")
async def today_page(ctx: AsyncContext) -> Screen:
    """The open work, most urgent first, and links to the rest."""
    work = await _work(ctx)
    return await ctx.read(lambda c: _today(c, work))


@tap("hn", place=ScreenPlacement.NEW)
async def continue_work(ctx: AsyncContext) -> Redirect:
    """The next thing to do, below what was read."""
    return Redirect(_next_call(await _work(ctx)), place=ScreenPlacement.NEW)


async def _work(ctx: AsyncContext) -> WorkList:
    return await work_list(ctx.app.database, ctx.app.library, ctx.person, ctx.now)


def _today(ctx: Context, work: WorkList) -> Screen:
    say = ctx.say
    overview = today_overview.overview(ctx.conn, ctx.request, ctx.app.library)
    urgent = (*work.assigned, *work.under_way)
    shown = (*urgent, *tuple(work.suggested())[:SUGGESTIONS])[:TASKS]
    parts = (
        (say("Assigned to you"), work.assigned),
        (say("Under way"), work.under_way),
        (say("Not passed yet"), work.retry),
        (say("A case like it"), work.alike),
        (say("For practice"), work.practice),
    )
    listed = [(named, [item for item in shown if item in items]) for named, items in parts]
    hidden = len(urgent) - TASKS
    return screen(
        title(say("Today")),
        [
            text(
                say(
                    "Your class is on now: “{title}”, {place}.",
                    title=title_in(ctx.app.library, ctx.words, session.scenario),
                    place=session.place,
                )
            )
            for session in overview.sessions
        ],
        not urgent and not work.questions and text(say("Nothing is due. Here is what's next.")),
        bool(work.questions)
        and text(
            ctx.words.count(
                "{n} short question waits: a minute.",
                "{n} short questions wait: a minute.",
                work.questions,
            )
        ),
        _listed(ctx, *listed),
        hidden > 0
        and note(ctx.words.count("{n} more after these.", "{n} more after these.", hidden)),
        not work.cases and text(say("There is no case here yet.")),
        _standing(ctx, overview),
        _notes(ctx, overview),
        [
            main(button(say("Join the class"), "join_session", each.id))
            for each in overview.sessions
        ],
        bool(work.cases) and _ways(ctx, work, [item for _, items in listed for item in items]),
        overview.missing and _ask(ctx.words, overview.missing),
        bool(overview.programmes) and button(say("Your programmes"), own_programmes),
        role_buttons(ctx.words, overview.roles),
    )


def _standing(ctx: Context, overview: Overview) -> Iterator[Line]:
    """The way to the certificate, the skills, and the week."""
    say = ctx.say
    if overview.programmes:
        yield heading(say("To your certificate"))
        yield from (text(programme_summary(ctx, journey)) for journey in overview.programmes[:2])
    if overview.skills:
        yield heading(say("Your skills"))
        lines = (skill_line(ctx.words, *each) for each in overview.skills.items())
        yield text("\n".join(lines))
    if overview.week is not None:
        yield text(_week(ctx.words, overview.week))


def _week(words: Words, week: StudyWeek) -> str:
    if week.is_full:
        return words.say("This week is full. Well done.")
    done = words.count("{n} day", "{n} days", week.practised)
    return words.say("This week: {days}, of {chosen} you chose.", days=done, chosen=week.chosen)


def _notes(ctx: Context, overview: Overview) -> Iterator[Line]:
    if ctx.person.agency is not None and not overview.has_line:
        yield note(
            ctx.say(
                "Your agency has not confirmed a line for real cases yet. In a real case, ask your "
                "supervisor and follow your agency's procedure."
            )
        )


def _ask(words: Words, missing: Missing) -> Button:
    match missing:
        case "place":
            return button(words.say("Where do you work?"), "ask_own_agency")
        case "field":
            return button(words.say("What is your field of work?"), "ask_own_job", every=False)
        case "name":
            return button(words.say("Add your name"), "ask_own_name", second=False)


def _ways(ctx: Context, work: WorkList, shown: Sequence[WorkItem]) -> Iterator[Button]:
    """To the next thing to do, to the rest of the work that is shown, and to everything else."""
    words = ctx.words
    upcoming = _next_call(work)
    yield main(replace(_continue_button(ctx, work, shown), action=upcoming))
    numbered = [each for each in _buttons(shown) if each.action != upcoming]
    yield from numbered_buttons(words, numbered)
    if work.questions and work.latest is not None:
        yield button(words.say("Short questions"), "request_refresher")
    minutes = [button(_minutes(words, each), work_in_minutes, each) for each in MINUTES]
    rtl = words.language in RTL
    yield from in_rows(minutes, [len(minutes)], rtl=rtl)
    pages = (
        button(words.say("All cases"), practice_page),
        button(words.say("Progress"), "progress_page"),
    )
    yield from in_rows(pages, [len(pages)], rtl=rtl)


def _continue_button(ctx: Context, work: WorkList, shown: Sequence[WorkItem]) -> Button:
    say, item = ctx.say, work.next
    if item is None or (work.questions and item.running is None):
        named = say("short questions") if work.questions else say("one decision")
    elif item in shown:
        named = str(shown.index(item) + 1)
    else:
        named = _named(ctx, item)
    return button(say("Continue: {title}", title=named), continue_work)


def _next_call(work: WorkList) -> Call:
    """The next step: work under way, short questions, assigned work, practice; else a moment."""
    item = work.next
    if work.questions and (item is None or item.running is None):
        return call("request_refresher")
    return call(*_way_to(item)) if item is not None else call(practise_moment, "")


def _minutes(words: Words, minutes: int) -> str:
    return words.count("{n} minute", "{n} minutes", minutes)


@tap("hm")
async def work_in_minutes(ctx: AsyncContext, minutes: Number) -> Screen | Redirect:
    """The work that fits into some minutes, wholly or to the next stop; else the shortest.

    In the shortest time it is short questions, or else a moment.
    """
    if minutes not in MINUTES:
        return await today_page(ctx)
    found = await _work(ctx)
    if minutes == SHORTEST:
        questions = bool(found.questions)
        return Redirect(call("request_refresher") if questions else call(practise_moment, ""))
    say, work = ctx.say, tuple(found.everything())
    whole = [item for item in work if item.minutes <= minutes][:CASES]
    parts = [item for item in work if item.part <= minutes < item.minutes][: CASES - len(whole)]
    shown = [*whole, *parts]
    nearest = min(work, key=lambda item: item.part) if work and not shown else None
    return screen(
        title(_minutes(ctx.words, minutes)),
        _listed(
            ctx,
            (say("Fits fully"), whole),
            (say("Play part now; we'll save your place"), parts),
            (say("The nearest to it"), [nearest] if nearest else []),
        ),
        nearest is not None and note(_to_next_stop(ctx, nearest)),
        numbered_buttons(ctx.words, _buttons([nearest] if nearest else shown)),
        button(say("One decision"), practise_moment, ""),
        button(say("Today"), today_page),
    )


def _to_next_stop(ctx: BaseContext, item: WorkItem) -> str:
    anywhere = ctx.say("Stop anywhere with /pause; we'll save your place.")
    if item.part == item.minutes:
        return anywhere
    part = ctx.words.count(
        "Its next part takes about {n} minute.", "Its next part takes about {n} minutes.", item.part
    )
    return f"{part} {anywhere}"


@command("practice")
async def show_practice(ctx: AsyncContext, _typed: str) -> Screen:
    return await practice_page(ctx)


@tap("hp")
async def practice_page(ctx: AsyncContext) -> Screen:
    """The cases where they are few, else their tracks."""
    say, cases = ctx.say, (await _work(ctx)).cases
    if len(cases) <= CASES:
        return _cases(ctx, say("Practice"), cases)
    every = [(each, _of_track(each, cases)) for each in tracks().values()]
    offered = [(each, items) for each, items in every if items]
    own_first = sorted(offered, key=lambda group: ctx.person.job not in group[0].jobs)
    counts = [f"{_track_name(ctx, each)}: {_counted(ctx, items)}" for each, items in own_first]
    choices = [button(_track_name(ctx, each), practice_track, each.id, 0) for each, _ in own_first]
    return screen(
        title(say("Practice")),
        text("\n".join(counts)),
        list(in_columns(choices, rtl=ctx.words.language in RTL)),
        button(say("Today"), today_page),
    )


def _counted(ctx: BaseContext, items: Sequence[WorkItem]) -> str:
    cases = ctx.words.count("{n} case", "{n} cases", len(items))
    passed = sum(item.passed is True for item in items)
    if not passed:
        return cases
    return cases + " · " + ctx.words.count("{n} passed", "{n} passed", passed)


def _track_name(ctx: BaseContext, found: Track) -> str:
    return found.names.get(ctx.words.language, found.id)


def _of_track(found: Track, cases: Iterable[WorkItem]) -> list[WorkItem]:
    return [item for item in cases if track(item.scenario.track) is found]


@tap("hk")
async def practice_track(ctx: AsyncContext, track_id: Id, page: Number) -> Screen:
    found = track(track_id)
    listed = paged(
        ctx.words,
        _of_track(found, (await _work(ctx)).cases),
        page,
        lambda label, to: button(label, practice_track, found.id, to),
        CASES,
    )
    more = (listed.turns, button(ctx.say("All cases"), practice_page))
    return _cases(ctx, _track_name(ctx, found), listed.items, more)


def _cases(ctx: BaseContext, named: str, items: Sequence[WorkItem], more: Part = None) -> Screen:
    return screen(
        title(named),
        _listed(ctx, ("", items), marked=True, hooks=True),
        not items and text(ctx.say("There is no case here yet.")),
        numbered_buttons(ctx.words, _buttons(items)),
        more,
        button(ctx.say("Today"), today_page),
    )


def _listed(
    ctx: BaseContext,
    *parts: tuple[str, Sequence[WorkItem]],
    marked: bool = False,
    hooks: bool = False,
) -> Iterator[Line]:
    """Numbered items below headings; see `_buttons`.

    Args:
        ctx: Whose.
        parts: Headings, which may be empty, and the items below each.
        marked: Whether to say of assigned items that they are.
        hooks: Whether to begin to tell each story.
    """
    number = count(1)
    for named, items in parts:
        if items and named:
            yield heading(named)
        for item in items:
            lines = [f"{next(number)} · {title_of(ctx.words, item.scenario)}"]
            if hooks:
                lines.append(hook_of(ctx.words, item.scenario))
            lines.append(" · ".join(_about(ctx, item, marked=marked)))
            yield text("\n".join(lines))


def _about(ctx: BaseContext, item: WorkItem, *, marked: bool) -> Iterator[str]:
    """The mode, length, due date and state."""
    say, assignment = ctx.say, item.assignment
    if assignment is not None and assignment.assignment.programme is not None:
        yield say(
            "{programme}, step {n} of {all}",
            programme=programme_title(ctx.words, assignment.assignment.programme),
            n=(assignment.assignment.step or 0) + 1,
            all=assignment.steps,
        )
    if marked and assignment is not None:
        yield say("assigned")
    if mode := _mode(ctx, item):
        yield mode
    yield about_minutes(ctx.words, item.minutes)
    if item.scenario.use == "worked":
        yield say("a colleague thinks aloud")
    if assignment is not None:
        yield due_of(ctx.words, assignment.assignment.due_at, ctx.now, ctx.person.timezone)
        yield from _tries_left(ctx, assignment)
    yield from _state(ctx, item)


def _state(ctx: BaseContext, item: WorkItem) -> Iterator[str]:
    say = ctx.say
    if item.running is not None:
        yield say("under way")
        if item.kept_until is not None:
            yield say(
                "kept until {day}", day=day_of(ctx.words, item.kept_until, ctx.person.timezone)
            )
    elif item.passed:
        yield say("passed")
    elif item.passed is not None:
        yield say("worth another try") if item.practised else say("assessed")
    elif item.assignment is None:
        yield say("new")


def _tries_left(ctx: BaseContext, given: AssignmentView) -> Iterator[str]:
    if given.tries_left is not None and given.assignment.attempts != 1:
        yield ctx.words.count("{n} try left", "{n} tries left", given.tries_left)


def _mode(ctx: BaseContext, item: WorkItem) -> str:
    """The mode, if a case may be listed in several."""
    if item.mode == REPLAY:
        return ctx.say("a moment tried again")
    if item.assignment is None and item.running is None:
        return ""
    return mode_name(ctx.words, item.mode)


def _named(ctx: BaseContext, item: WorkItem) -> str:
    mode = _mode(ctx, item)
    return title_of(ctx.words, item.scenario) + (f" · {mode}" if mode else "")


def _buttons(items: Iterable[WorkItem]) -> list[Button]:
    """A button of each item, which says its number in the list."""
    return [button(str(number), *_way_to(item)) for number, item in enumerate(items, 1)]


def _way_to(item: WorkItem) -> tuple[str, str]:
    if item.running is not None:
        return "resume_attempt", item.running
    if item.assignment is not None:
        return "assignment_card", item.assignment.assignment.id
    return "case_card", item.scenario.id
