"""Tests before and after a course: those of a cohort, and one with its days, numbers and result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin, assessment_results
from bot.app.assessments.assessment_admin import AssessmentDetails
from bot.app.assessments.assessment_results import AssessmentResults
from bot.fields import Key
from bot.phrases.assessment_phrases import (
    between,
    part_name,
    part_progress,
    part_title,
    percent,
    track_name,
)
from bot.phrases.date_phrases import day_in, day_of
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page
from scenarios.assessments.gains import FEWEST, Change
from storage.assessments.assessments import BEFORE


@page("/cohorts/{cohort_id}/tests", right=Right.SEE_COHORT, template="trainer/tests")
def before_after_list(ctx: Context, cohort_id: Key) -> Values:
    """The tests of a cohort, those under way first."""
    found = assessment_admin.of_cohort(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    return {
        "cohort": found.cohort,
        "tests": [
            (
                each.id,
                track_name(ctx.words, each.track),
                day_in(ctx.words, each.started_on),
                each.over,
            )
            for each in found.assessments
        ],
    }


@page("/tests/{test_id}", right=Right.SEE_COHORT, template="trainer/test")
async def before_after_page(ctx: AsyncContext, test_id: Key) -> Values:
    """A test's days as a timeline, its numbers now, and what changed where ten or more count."""
    library = ctx.app.library
    found, read = await ctx.read(
        lambda at: (
            assessment_admin.details(at.conn, at.request, library, test_id),
            assessment_results.of_cohort(at.conn, at.request, library, test_id),
        )
    )
    results = await assessment_results.results(library, read.test, read.data, ctx.now)
    stopped = found.test.withdrawn_at
    return {
        "cohort": found.cohort,
        "track": track_name(ctx.words, found.track),
        "stopped": "" if stopped is None else day_of(ctx.words, stopped, found.cohort.timezone),
        "timeline": _timeline(found, ctx.now),
        "parts": [
            part_progress(ctx.words, found, each, ctx.now).split("\n") for each in found.parts
        ],
        "comparisons": _comparisons(ctx, results),
        "fewest": FEWEST,
    }


def _timeline(found: AssessmentDetails, now: datetime) -> Mapping[str, object]:
    """Where each part begins and ends, in thousandths of the whole, and where now is."""
    first = min(each.span.opens_at for each in found.parts)
    last = max(each.span.due_at for each in found.parts)
    whole = max((last - first).total_seconds(), 1.0)

    def place(at: datetime) -> int:
        return round(1000 * min(1.0, max(0.0, (at - first).total_seconds() / whole)))

    return {
        "spans": [
            (place(each.span.opens_at), max(place(each.span.due_at) - place(each.span.opens_at), 8))
            for each in found.parts
        ],
        "now": place(now) if first <= now <= last else None,
    }


def _comparisons(ctx: AsyncContext, results: AssessmentResults) -> list[Mapping[str, object]]:
    say = ctx.say
    return [
        {
            "title": f"{part_title(ctx.words, BEFORE)} · {part_name(ctx.words, each.part)}",
            "people": each.people,
            "takers": results.takers,
            "changes": []
            if each.gains is None
            else [
                _change(ctx, say("Score"), each.gains.score),
                _change(ctx, say("Held back"), each.gains.missed),
                _change(ctx, say("Went too far"), each.gains.over_called),
            ],
        }
        for each in results.comparisons
    ]


def _change(ctx: AsyncContext, what: str, change: Change) -> Mapping[str, object]:
    gain = change.gain
    low, high = (gain.value if end is None else end for end in (gain.low, gain.high))
    return {
        "what": what,
        "before": percent(ctx.words, change.before),
        "after": percent(ctx.words, change.after),
        "gain": between(ctx.words, gain),
        "at": round(gain.value),
        "low": max(-100, round(low)),
        "high": min(100, round(high)),
    }
