"""Tests before and after a course: those of a cohort, and one with its numbers and acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin, assessment_results, part_nudges
from bot.app.assessments.assessment_admin import AssessmentDetails
from bot.app.assessments.assessment_plan import can_postpone, final_day
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
from bot.phrases.display_names import display_names
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.assessments.gains import FEWEST, Change
from storage.assessments.assessments import BEFORE

_LONGEST_NUMBER: Final = 6  # digits


@page("/cohorts/{cohort_id}/tests", right=Right.SEE_COHORT, template="trainer/tests")
def before_after_list(ctx: Context, cohort_id: Key) -> Values:
    """The tests of a cohort, those under way first."""
    found = assessment_admin.of_cohort(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    return {
        "cohort": found.cohort,
        "may_start": bool(found.tracks),
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
    read, nudge = await ctx.read(
        lambda at: (
            assessment_results.of_cohort(at.conn, at.request, library, test_id),
            part_nudges.preview(at.conn, at.request, library, at.bot, test_id),
        )
    )
    found = nudge.details
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
        "id": test_id,
        "missing": _missing(ctx, found),
        "nudged": len(nudge.recipients),
        "acts": _acts(ctx, found),
    }


def _missing(ctx: AsyncContext, found: AssessmentDetails) -> list[tuple[str, str]]:
    """The people who have not done the open part: names and ids."""
    names, part = display_names(ctx.words, found.people), found.open_part(ctx.now)
    people = [] if part is None else [(names[each], each) for each in part.missing]
    return sorted(people, key=lambda each: each[0].casefold())


def _acts(ctx: AsyncContext, found: AssessmentDetails) -> Mapping[str, object]:
    """The acts possible on a test now, with the values of their forms."""
    test, part = found.test, found.open_part(ctx.now)
    if test.is_over(ctx.now):
        return {}
    ends = final_day(test, found.cohort.timezone)
    return {
        "open": ""
        if not found.may_open(ctx.now)
        else _left_out(ctx, 0 if test.has_closed(BEFORE, ctx.now) else _to_do(found, BEFORE))
        or ctx.say("Everybody has done the first part."),
        "close": "" if part is None else part.part,
        "close_name": "" if part is None else part_name(ctx.words, part.part),
        "close_leaves": "" if part is None else _left_out(ctx, part.takers - part.done),
        "ends": ends.isoformat() if can_postpone(test.spans, ctx.now) else "",
    }


def _to_do(found: AssessmentDetails, name: str) -> int:
    return next(each.takers - each.done for each in found.parts if each.part == name)


def _left_out(ctx: AsyncContext, people: int) -> str:
    if not people:
        return ""
    return ctx.words.count(
        "{n} person has not done it, and will not be compared.",
        "{n} people have not done it, and will not be compared.",
        people,
    )


@act("/tests/{test_id}/nudge", right=Right.ASSIGN, form=before_after_page)
def nudge_test_takers(ctx: Context, test_id: Key) -> Redirect:
    """Nudge those who have still to do the open part."""
    typed = ctx.form.text("people")
    people = int(typed) if typed.isdecimal() and len(typed) < _LONGEST_NUMBER else 0
    nudged = part_nudges.send(ctx.conn, ctx.request, ctx.app.library, ctx.bot, test_id, people)
    if not nudged:
        raise FormError(form=_changed(ctx))
    return redirect(
        before_after_page,
        test_id,
        notice=ctx.count("{n} person was nudged.", "{n} people were nudged.", nudged),
    )


@act("/tests/{test_id}/open", right=Right.ASSIGN, form=before_after_page)
def open_second_part(ctx: Context, test_id: Key) -> Redirect:
    if not assessment_admin.end_course(ctx.conn, ctx.request, test_id):
        raise FormError(form=_changed(ctx))
    return redirect(before_after_page, test_id, notice=ctx.say("The second part is open."))


@act("/tests/{test_id}/close", right=Right.ASSIGN, form=before_after_page)
def close_test_part(ctx: Context, test_id: Key) -> Redirect:
    if not assessment_admin.close_part(ctx.conn, ctx.request, test_id, ctx.form.text("part")):
        raise FormError(form=_changed(ctx))
    return redirect(before_after_page, test_id, notice=ctx.say("The part is closed."))


@act("/tests/{test_id}/postpone", right=Right.ASSIGN, form=before_after_page)
def postpone_before_after(ctx: Context, test_id: Key) -> Redirect:
    """Move all that lies ahead by a week, unless the days are other ones than the form showed."""
    try:
        ends = date.fromisoformat(ctx.form.text("ends"))
    except ValueError:
        ends = date.min
    if not assessment_admin.postpone(ctx.conn, ctx.request, test_id, ends):
        raise FormError(form=_changed(ctx))
    notice = ctx.say("Everything still to come was moved by a week.")
    return redirect(before_after_page, test_id, notice=notice)


@act("/tests/{test_id}/stop", right=Right.ASSIGN, form=before_after_page)
def stop_before_after(ctx: Context, test_id: Key) -> Redirect:
    if not assessment_admin.stop(ctx.conn, ctx.request, test_id):
        raise FormError(form=_changed(ctx))
    return redirect(before_after_page, test_id, notice=ctx.say("The test is stopped."))


def _changed(ctx: Context) -> str:
    return ctx.say(
        "This test changed in the meantime, so nothing was done. This is its current state."
    )


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
