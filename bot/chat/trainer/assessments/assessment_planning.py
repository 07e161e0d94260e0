"""Planning the assessments of a cohort: which it has, and the days of a new one."""

from __future__ import annotations

from datetime import date, timedelta

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin
from bot.app.assessments.assessment_admin import ListedAssessment
from bot.app.assessments.assessment_plan import DELAYS, Plan
from bot.app.assignments.due_days import today_in
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assessments.assessment_page import assessment_page
from bot.chat.trainer.assessments.paper_takers import paper_candidates
from bot.fields import Day, Key, Number, Track
from bot.lines import (
    Line,
    LineRole,
    note,
    text,
    title,
)
from bot.phrases.assessment_phrases import date_of, of_cohort, track_name
from bot.phrases.assessment_plan_phrases import part_days, plan_rules, plan_takers
from storage.cohorts.cohorts import Cohort

FIRST_PART_DAYS = (3, 7, 14)
COURSE_WEEKS = (1, 2, 4, 8, 12)
PAGE_SIZE = 10


@tap("ml", right=Right.SEE_COHORT)
def assessment_list(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    say = ctx.say
    found = assessment_admin.of_cohort(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    cohort, today = found.cohort, today_in(ctx.now, found.cohort.timezone)
    listed = paged(
        ctx.words,
        found.assessments,
        page,
        lambda label, to: button(label, assessment_list, cohort_id, to),
        PAGE_SIZE,
    )
    new = [
        button(
            say("New: {field}", field=track_name(ctx.words, track)),
            plan_first_part,
            cohort_id,
            track,
        )
        for track in found.tracks
    ]
    return screen(
        title(of_cohort(ctx.words, cohort.name, say("Gains"))),
        text(
            say(
                "Three short parallel cases. Everyone takes one before the course, "
                "another after it, and the third months later."
            )
        ),
        bool(new) and Line(LineRole.PROMPT, say("For which field of work?")),
        not new and not found.assessments and text(say("There are no such cases here yet.")),
        [button(_listed(ctx, test, today), assessment_page, test.id) for test in listed.items],
        listed.turns,
        new if found.assessments else map(main, new),
        found.awaits_people and _candidates(ctx, cohort),
        _to_cohort(ctx, cohort),
    )


def _listed(ctx: Context, test: ListedAssessment, today: date) -> str:
    name, since = track_name(ctx.words, test.track), date_of(ctx.words, test.started_on, today)
    if test.over:
        return ctx.say("{field}, since {day}: ended", field=name, day=since)
    return ctx.say("{field}, since {day}", field=name, day=since)


@tap("mb", right=Right.ASSIGN)
def plan_first_part(ctx: Context, cohort_id: Key, track: Track) -> Screen:
    say = ctx.say
    cohort, today = _cohort(ctx, cohort_id, track)
    return screen(
        _title(ctx, cohort, track),
        text(say("The first part opens at once for everyone in the cohort.")),
        Line(LineRole.PROMPT, say("How long is it open? It closes before the course begins.")),
        [
            button(
                ctx.words.count("{n} day", "{n} days", days),
                plan_second_part,
                cohort_id,
                track,
                today + timedelta(days=days),
            )
            for days in FIRST_PART_DAYS
        ],
        button(say("Back"), assessment_list, cohort_id),
    )


@tap("ma", right=Right.ASSIGN)
def plan_second_part(ctx: Context, cohort_id: Key, track: Track, before: Day) -> Screen:
    say = ctx.say
    cohort, today = _cohort(ctx, cohort_id, track)
    if not Plan(before, before + timedelta(days=1), 0).is_fit(today):  # an old button
        return plan_first_part(ctx, cohort_id, track)
    return screen(
        _title(ctx, cohort, track),
        text(
            say(
                "The first part is open until the end of {day}.",
                day=date_of(ctx.words, before, today),
            )
        ),
        Line(LineRole.PROMPT, say("When does the course end? The second part opens then.")),
        note(say("You can open it earlier or later when the time comes.")),
        [
            button(
                ctx.words.count("{n} week later", "{n} weeks later", weeks),
                plan_third_part,
                cohort_id,
                track,
                before,
                before + timedelta(weeks=weeks, days=1),
            )
            for weeks in COURSE_WEEKS
        ],
        button(say("Back"), plan_first_part, cohort_id, track),
    )


@tap("md", right=Right.ASSIGN)
def plan_third_part(ctx: Context, cohort_id: Key, track: Track, before: Day, after: Day) -> Screen:
    say = ctx.say
    cohort, today = _cohort(ctx, cohort_id, track)
    if not Plan(before, after, 0).is_fit(today):  # an old button
        return plan_first_part(ctx, cohort_id, track)

    def after_days(label: str, days: int) -> Button:
        return button(label, preview_assessment, cohort_id, track, before, after, days)

    usual, *others = (
        after_days(ctx.words.count("{n} day later", "{n} days later", days), days)
        for days in DELAYS
    )
    return screen(
        _title(ctx, cohort, track),
        Line(LineRole.PROMPT, say("And the third part, which shows what lasts?")),
        note(
            say(
                "Nobody sees results until the last part has closed. Without a third part"
                " that is sooner."
            )
        ),
        main(usual),
        others,
        after_days(say("No third part"), 0),
        button(say("Back"), plan_second_part, cohort_id, track, before),
    )


@tap("mt", right=Right.ASSIGN)
def preview_assessment(
    ctx: Context, cohort_id: Key, track: Track, before: Day, after: Day, delayed: Number
) -> Screen:
    """The effect of starting an assessment: who gets what, and when."""
    say, plan = ctx.say, Plan(before, after, delayed)
    found = assessment_admin.preview(
        ctx.conn, ctx.request, ctx.app.library, cohort_id, track, plan, ctx.visitor.bot
    )
    cohort = found.cohort
    today = today_in(ctx.now, cohort.timezone)
    if not plan.is_fit(today):  # an old button
        return plan_first_part(ctx, cohort_id, track)
    head, back = _title(ctx, cohort, track), _to_cohort(ctx, cohort)
    if found.running is not None:
        return screen(
            head,
            Line(
                LineRole.CRITICAL,
                say("A test with these cases is already under way; only one can run at a time."),
            ),
            main(button(say("See it"), assessment_page, found.running)),
            back,
        )
    if not found.takers:
        return screen(
            head,
            Line(
                LineRole.CRITICAL,
                say(
                    "Nobody is in the cohort yet. The forms are assigned at random to its members."
                ),
            ),
            found.expected > 0 and _candidates(ctx, cohort),
            back,
        )
    return screen(
        head,
        [text(part_days(ctx.words, cohort, *span, today)) for span in found.spans.items()],
        map(text, plan_rules(ctx.words)),
        plan_takers(ctx.words, found),
        note(say("Nothing has been sent yet.")),
        main(button(say("Start now"), start_assessment, cohort_id, track, before, after, delayed)),
        found.expected > 0 and _candidates(ctx, cohort),
        button(say("Other days"), plan_first_part, cohort_id, track),
        back,
    )


@tap("ms", right=Right.ASSIGN, writes=True)
def start_assessment(
    ctx: Context, cohort_id: Key, track: Track, before: Day, after: Day, delayed: Number
) -> Screen:
    test_id = assessment_admin.start(
        ctx.conn,
        ctx.request,
        ctx.app.library,
        ctx.app.dice,
        cohort_id,
        track,
        Plan(before, after, delayed),
    )
    if test_id is None:
        return preview_assessment(ctx, cohort_id, track, before, after, delayed)
    return assessment_page(ctx, test_id)


def _cohort(ctx: Context, cohort_id: str, track: str) -> tuple[Cohort, date]:
    """The cohort that is planned for, and the day it is there."""
    cohort = assessment_admin.cohort_to_assess(
        ctx.conn, ctx.request, ctx.app.library, cohort_id, track
    )
    return cohort, today_in(ctx.now, cohort.timezone)


def _title(ctx: Context, cohort: Cohort, track: str) -> Line:
    return title(of_cohort(ctx.words, cohort.name, track_name(ctx.words, track)))


def _to_cohort(ctx: Context, cohort: Cohort) -> Button:
    return button(ctx.say("Back to the cohort"), "cohort_page", cohort.id)


def _candidates(ctx: Context, cohort: Cohort) -> Button:
    return button(ctx.say("People on paper"), paper_candidates, cohort.id, 0)
