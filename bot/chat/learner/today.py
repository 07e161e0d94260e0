"""Today: one message with what there is to do, rewritten as one looks around in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.app.modes import REPLAY
from bot.app.progress import today_overview
from bot.app.progress.work_list import WorkItem, WorkList, work_list
from bot.chat.kit.codec import Id, Number
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Line, Part, Screen, heading, note, screen, text, title
from bot.chat.learner.own_certificates import own_programmes
from bot.chat.learner.role_buttons import role_buttons
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.case_phrases import about_minutes, title_of
from bot.phrases.date_phrases import day_of, due_of
from bot.phrases.labels import mode_name, title_in
from scenarios.catalogue.tracks import Track, track, tracks
from storage.assignments.assignments import AssignmentView

MINUTES = (2, 4, 10)
TASKS = 5  # with the other buttons that is what a phone shows at once
SUGGESTIONS = 3
CASES = 6  # on a page


@command("today")
async def show_today(ctx: AsyncContext, _typed: str) -> Screen:
    return await today_page(ctx)


@tap("l", place=ScreenPlacement.NEW)
async def today_below(ctx: AsyncContext) -> Screen:
    """Below what was read, such as a result."""
    return await today_page(ctx)


@tap("ht")
async def today_page(ctx: AsyncContext) -> Screen:
    """What there is to do, the most urgent first, and ways to the rest."""
    work = await _work(ctx)
    return await ctx.read(lambda c: _today(c, work))


async def _work(ctx: AsyncContext) -> WorkList:
    return await work_list(ctx.app.database, ctx.app.library, ctx.person, ctx.now)


def _today(ctx: Context, work: WorkList) -> Screen:
    say, overview = ctx.say, today_overview.overview(ctx.conn, ctx.request)
    urgent = (*work.assigned, *work.under_way)
    shown = (*urgent, *tuple(work.suggested())[:SUGGESTIONS])[:TASKS]
    parts = (
        (say("Assigned to you"), work.assigned),
        (say("Under way"), work.under_way),
        (say("Not passed yet"), work.retry),
        (say("A case like it"), work.alike),
        (say("For practice"), work.practice),
    )
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
        not urgent and not work.questions and text(say("Nothing is due.")),
        [_listed(ctx, named, [item for item in shown if item in items]) for named, items in parts],
        bool(work.questions)
        and text(
            ctx.words.count(
                "{n} short question waits: a minute.",
                "{n} short questions wait: a minute.",
                work.questions,
            )
        ),
        hidden > 0
        and note(ctx.words.count("{n} more after these.", "{n} more after these.", hidden)),
        ctx.person.agency is not None
        and not overview.has_line
        and note(
            say(
                "Your agency has not confirmed a line for real cases here yet. Practice goes on; "
                "in a real case please ask your supervisor, and follow your agency's own procedure."
            )
        ),
        not work.cases and text(say("There is no case here yet.")),
        [main(button(say("Come in"), "join_session", each.id)) for each in overview.sessions],
        bool(work.cases) and _ways(ctx, work, shown),
        overview.has_programme and button(say("Your programmes"), own_programmes),
        role_buttons(ctx.words, overview.roles),
    )


def _ways(ctx: BaseContext, work: WorkList, shown: Iterable[WorkItem]) -> Iterator[Button]:
    """To the work that is shown, and to what else can be played."""
    yield from _buttons(ctx, shown)
    if work.questions:
        yield button(ctx.say("Short questions"), "request_refresher")
    for minutes in MINUTES:
        yield button(_have_minutes(ctx, minutes), work_in_minutes, minutes)
    yield button(ctx.say("All cases"), practice_page)


def _have_minutes(ctx: BaseContext, minutes: int) -> str:
    return ctx.words.count("I have {n} minute", "I have {n} minutes", minutes)


@tap("hm")
async def work_in_minutes(ctx: AsyncContext, minutes: Number) -> Screen:
    """What fits into some minutes, wholly or to the next stop; else what is nearest."""
    if minutes not in MINUTES:
        return await today_page(ctx)
    say, work = ctx.say, tuple((await _work(ctx)).everything())
    whole = [item for item in work if item.minutes <= minutes][:CASES]
    parts = [item for item in work if item.part <= minutes < item.minutes][: CASES - len(whole)]
    shown = [*whole, *parts]
    nearest = min(work, key=lambda item: item.part) if work and not shown else None
    return screen(
        title(_have_minutes(ctx, minutes)),
        _listed(ctx, say("Fits wholly"), whole),
        _listed(ctx, say("Fits in a part; the rest keeps its place"), parts),
        nearest is not None
        and (
            _listed(ctx, say("The nearest to it"), [nearest]),
            note(_to_next_stop(ctx, nearest)),
        ),
        _buttons(ctx, [nearest] if nearest else shown),
        button(say("Today"), today_page),
    )


def _to_next_stop(ctx: BaseContext, item: WorkItem) -> str:
    anywhere = ctx.say("You may stop anywhere with /pause; your place is kept.")
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
    counts = [f"{_track_name(ctx, each)}: {_counted(ctx, items)}" for each, items in offered]
    return screen(
        title(say("Practice")),
        text("\n".join(counts)),
        [button(_track_name(ctx, each), practice_track, each.id, 0) for each, _ in offered],
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
        _listed(ctx, "", items, marked=True),
        not items and text(ctx.say("There is no case here yet.")),
        _buttons(ctx, items),
        more,
        button(ctx.say("Today"), today_page),
    )


def _listed(
    ctx: BaseContext, named: str, items: Iterable[WorkItem], *, marked: bool = False
) -> Iterator[Line]:
    """Items below a heading; without one, assigned items may be marked."""
    for position, item in enumerate(items):
        if position == 0 and named:
            yield heading(named)
        about = " · ".join(_about(ctx, item, marked=marked))
        yield text(f"{title_of(ctx.words, item.scenario)}\n{about}")


def _about(ctx: BaseContext, item: WorkItem, *, marked: bool) -> Iterator[str]:
    """How it is played, how long it takes, until when, and its state."""
    say, given = ctx.say, item.assignment
    if given is not None and given.assignment.programme is not None:
        yield say(
            "{programme}, step {n} of {all}",
            programme=programme_title(ctx.words, given.assignment.programme),
            n=(given.assignment.step or 0) + 1,
            all=given.steps,
        )
    if marked and given is not None:
        yield say("assigned")
    if mode := _mode(ctx, item):
        yield mode
    yield about_minutes(ctx.words, item.minutes)
    if item.scenario.use == "worked":
        yield say("a colleague thinks aloud")
    if given is not None:
        yield due_of(ctx.words, given.assignment.due_at, ctx.now, ctx.person.timezone)
        yield from _tries_left(ctx, given)
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
    """How it is played, where a case may be listed in more than one way."""
    if item.mode == REPLAY:
        return ctx.say("a moment tried again")
    if item.assignment is None and item.running is None:
        return ""
    return mode_name(ctx.words, item.mode)


def _buttons(ctx: BaseContext, items: Iterable[WorkItem]) -> Iterator[Button]:
    for item in items:
        mode = _mode(ctx, item)
        named = title_of(ctx.words, item.scenario) + (f" · {mode}" if mode else "")
        if item.running is not None:
            yield main(
                button(ctx.say("Resume: {title}", title=named), "resume_attempt", item.running)
            )
        elif item.assignment is not None:
            yield main(button(named, "assignment_card", item.assignment.assignment.id))
        else:
            yield button(named, "case_card", item.scenario.id)
