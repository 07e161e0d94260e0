"""Planning a test before and after a course: its days, what starting it would do, and the start.

The days stand in the address, as the choices of an assignment do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin
from bot.app.assessments.assessment_admin import CohortAssessments
from bot.app.assessments.assessment_plan import DELAYS, Plan
from bot.app.assignments.due_days import today_in
from bot.fields import Key
from bot.lines import LineRole
from bot.phrases.assessment_phrases import track_name
from bot.phrases.assessment_plan_phrases import part_days, plan_rules, plan_takers
from bot.web.kit.context import Context
from bot.web.kit.forms import Form, FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page

_FIRST_PART: Final = timedelta(days=7)
_COURSE: Final = timedelta(weeks=4, days=1)
"""Defaults: the length of the first part, and the gap between its end and the second part."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The form's values, as submitted."""

    track: str
    before: str
    after: str
    delayed: str


@page("/cohorts/{cohort_id}/tests/new", right=Right.ASSIGN, template="trainer/test_plan")
def before_after_plan(ctx: Context, cohort_id: Key) -> Values:
    """The form, with a preview below it on request."""
    words, say = ctx.words, ctx.say
    found = _startable(ctx, cohort_id)
    form = ctx.form if ctx.errors else ctx.fields
    chosen = _choices(ctx, form, found)
    is_asked = bool(form.text("before")) and not ctx.errors
    return {
        "cohort": found.cohort,
        "chosen": chosen,
        "tracks": [(each, track_name(words, each)) for each in found.tracks],
        "delays": [
            *((str(days), words.count("{n} day later", "{n} days later", days)) for days in DELAYS),
            ("0", say("No third part")),
        ],
        "preview": _preview(ctx, found, chosen) if is_asked else None,
    }


@act("/cohorts/{cohort_id}/tests/new", right=Right.ASSIGN, form=before_after_plan)
def start_before_after(ctx: Context, cohort_id: Key) -> Redirect:
    found = _startable(ctx, cohort_id)
    chosen = _choices(ctx, ctx.form, found)
    plan = _plan(ctx, found, chosen)
    test_id = assessment_admin.start(
        ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, cohort_id, chosen.track, plan
    )
    if test_id is None:
        raise FormError(form=_nobody(ctx))
    return redirect("before_after_page", test_id, notice=ctx.say("The test has started."))


def _startable(ctx: Context, cohort_id: str) -> CohortAssessments:
    return assessment_admin.of_cohort(
        ctx.conn, ctx.request, ctx.app.library, cohort_id, Right.ASSIGN
    )


def _choices(ctx: Context, form: Form, found: CohortAssessments) -> Choices:
    first = today_in(ctx.now, found.cohort.timezone) + _FIRST_PART
    return Choices(
        form.text("track") or next(iter(found.tracks), ""),
        form.text("before") or first.isoformat(),
        form.text("after") or (first + _COURSE).isoformat(),
        form.text("delayed") or str(DELAYS[0]),
    )


def _plan(ctx: Context, found: CohortAssessments, chosen: Choices) -> Plan:
    """The plan that the choices make.

    Raises:
        FormError: A day cannot be, or a choice is none of those on offer.
    """
    say, today = ctx.say, today_in(ctx.now, found.cohort.timezone)
    if chosen.track not in found.tracks:
        raise FormError(
            track=say("A test with these cases is already under way, or there are no such cases.")
        )
    if chosen.delayed not in {"0", *map(str, DELAYS)}:
        raise FormError(delayed=say("One of the choices is not available."))
    before, after = _day(chosen.before), _day(chosen.after)
    if before is None or not Plan(before, before + timedelta(days=1), 0).is_fit(today):
        raise FormError(before=say("The first part must end between today and 60 days from now."))
    plan = None if after is None else Plan(before, after, int(chosen.delayed))
    if plan is None or not plan.is_fit(today):
        raise FormError(
            after=say("The second part must open after the first has ended, within a year.")
        )
    return plan


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.year < date.max.year else None


def _nobody(ctx: Context) -> str:
    return ctx.say("Nobody is in the cohort yet. The forms are assigned at random to its members.")


def _preview(ctx: Context, found: CohortAssessments, chosen: Choices) -> Mapping[str, object]:
    """A preview of the assessment, or the problems that prevent it."""
    words, cohort = ctx.words, found.cohort
    try:
        plan = _plan(ctx, found, chosen)
    except FormError as error:
        return {"problems": list(error.errors.values())}
    effects = assessment_admin.preview(
        ctx.conn, ctx.request, ctx.app.library, cohort.id, chosen.track, plan, ctx.bot
    )
    if not effects.takers:
        return {"problems": [_nobody(ctx)]}
    today = today_in(ctx.now, cohort.timezone)
    people = list(plan_takers(words, effects))
    return {
        "problems": [],
        "warnings": [each.text for each in people if each.role is LineRole.CRITICAL],
        "days": [part_days(words, cohort, *span, today) for span in effects.spans.items()],
        "people": [each.text for each in people if each.role is not LineRole.CRITICAL],
        "rules": list(plan_rules(words)),
    }
