"""The gains shown by an assessment, as a page and as a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.assessments import assessment_results
from bot.app.assessments.assessment_results import AssessmentResults, CohortAssessment, Comparison
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Key
from bot.files import OutgoingFile
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.assessment_phrases import (
    between,
    of_cohort,
    part_name,
    part_title,
    percent,
    points,
    signed,
    track_name,
)
from bot.phrases.labels import title_in
from bot.pictures.gains import Chart, Group, Panel, render_png
from scenarios.assessments.gains import FEWEST, Change, UnevenForm
from storage.assessments.assessments import AFTER, BEFORE


@tap("mg", right=Right.SEE_COHORT)
async def assessment_gains(ctx: AsyncContext, test_id: Key) -> Screen:
    """The gains of people who took both parts, and the limits of these numbers."""
    return _page(ctx, *await _results(ctx, test_id))


@tap("mp", right=Right.SEE_COHORT)
async def send_gains_picture(ctx: AsyncContext, test_id: Key) -> Reply:
    found, results = await _results(ctx, test_id)
    page, chart = _page(ctx, found, results), gains_chart(ctx.words, found.track, results)
    if chart is None:
        return Reply(page, place=ScreenPlacement.SAME)

    async def files() -> Sequence[OutgoingFile]:
        content = await asyncio.to_thread(render_png, chart, ctx.words.language)
        return (OutgoingFile("what-changed.png", content, picture=True),)

    return Reply(page, place=ScreenPlacement.SAME, then=files)


async def _results(ctx: AsyncContext, test_id: str) -> tuple[CohortAssessment, AssessmentResults]:
    library = ctx.app.library
    found = await ctx.read(
        lambda within: assessment_results.of_cohort(within.conn, ctx.request, library, test_id)
    )
    return found, await assessment_results.results(library, found.test, found.data, ctx.now)


def _page(ctx: AsyncContext, found: CohortAssessment, results: AssessmentResults) -> Screen:
    say, test = ctx.say, found.test
    shown = any(comparison.gains is not None for comparison in results.comparisons)
    about = (track_name(ctx.words, found.track), say("What changed"))
    return screen(
        title(of_cohort(ctx.words, found.cohort.name, *about)),
        [_comparison(ctx, results, comparison) for comparison in results.comparisons],
        not results.comparisons
        and text(
            say("The second part has not closed yet. Until then no answers are shown.")
            if test.withdrawn_at is None
            else say("It was stopped before the second part closed, so nothing is compared.")
        ),
        shown
        and [
            heading(say("What these numbers do not show")),
            note("\n".join(map(ctx.words.bullet, _limits(ctx)))),
            button(say("As a picture"), send_gains_picture, test.id),
        ],
        button(say("Back"), "assessment_page", test.id),
    )


def _comparison(
    ctx: AsyncContext, results: AssessmentResults, comparison: Comparison
) -> Iterator[Line]:
    say, count, gains, people = ctx.say, ctx.words.count, comparison.gains, comparison.people
    yield heading(_compared(ctx.words, comparison.part))
    if gains is None:
        yield text(
            say("Too few people: {least} are needed, there are {n}.", least=FEWEST, n=people)
        )
    else:
        yield text(say("Both taken in time: {n} of {all}", n=people, all=results.takers))
        yield text(_change(ctx, say("Score"), gains.score))
        yield text(_change(ctx, say("Held back"), gains.missed))
        yield text(_change(ctx, say("Went too far"), gains.over_called))
        for form in gains.uneven:
            yield note(_uneven(ctx, form))
    if comparison.left_out:
        yield note(
            count(
                "{n} more, chosen at random, is left out: next to the group above, "
                "their answers would be visible.",
                "{n} more, chosen at random, are left out: next to the group above, "
                "individual answers would be visible.",
                comparison.left_out,
            )
        )
    if comparison.elsewhere:
        yield note(
            count(
                "{n} more had seen one of these cases elsewhere and does not count.",
                "{n} more had seen one of these cases elsewhere and do not count.",
                comparison.elsewhere,
            )
        )


def _compared(words: Words, part: str) -> str:
    """Which parts are compared."""
    return f"{part_title(words, BEFORE)} · {part_name(words, part)}"


def _change(ctx: AsyncContext, what: str, change: Change) -> str:
    from_to = ctx.say(
        "{what}: from {before} to {after}",
        what=what,
        before=percent(ctx.words, change.before),
        after=percent(ctx.words, change.after),
    )
    return f"{from_to}\n{between(ctx.words, change.gain)}"


def _uneven(ctx: AsyncContext, form: UnevenForm) -> str:
    return ctx.say(
        "The forms were not equally hard here: people who began with “{title}” scored "
        "{points} than the others. Each form was taken equally often in each part, so "
        "the measured change is little affected.",
        title=title_in(ctx.app.library, ctx.words, form.form),
        points=between(ctx.words, form.points),
    )


def _limits(ctx: AsyncContext) -> Iterator[str]:
    say = ctx.say
    yield say(
        "The score is a percentage of the best path; too little and too much are "
        "percentages of the decisions where they could happen. Each number is rounded "
        "separately."
    )
    yield say(
        "There was no group without the course, so something else may also have changed people."
    )
    yield say("People who took both parts may differ from those who did not.")
    yield say("The forms are built to be equally hard; no data has confirmed that they are.")
    yield say("What someone taps is not what they do at work.")


def gains_chart(words: Words, track: str, results: AssessmentResults) -> Chart | None:
    """The picture of what changed; None where there are too few to show anything."""
    groups = tuple(_group(words, each) for each in results.comparisons if each.gains is not None)
    if not groups:
        return None
    note = words.say(
        "Means of the whole group, in percent. The fan is the 95% interval of the change."
    )
    heading = words.say("What changed")
    return Chart(f"{heading} · {track_name(words, track)}", note, groups)


def _group(words: Words, comparison: Comparison) -> Group:
    say, gains = words.say, comparison.gains
    assert gains is not None
    people = words.count("{n} person took both", "{n} people took both", gains.people)
    return Group(
        f"{_compared(words, comparison.part)} · {people}",
        say("before"),
        say("after") if comparison.part == AFTER else say("later"),
        (
            _panel(words, say("Score"), gains.score, wanted=True),
            _panel(words, say("Held back"), gains.missed, wanted=False),
            _panel(words, say("Went too far"), gains.over_called, wanted=False),
        ),
    )


def _panel(words: Words, name: str, change: Change, *, wanted: bool) -> Panel:
    gain, interval = change.gain, tuple[str, ...]()
    if gain.low is not None and gain.high is not None:
        interval = (signed(round(gain.low)), words.say("to"), signed(round(gain.high)))
    marks = (percent(words, change.before), percent(words, change.after))
    return Panel(name, change, marks, points(words, gain.value), interval, wanted)
