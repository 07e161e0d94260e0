"""An assessment that was started: its progress, moving and closing its parts, stopping it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin
from bot.app.assessments.assessment_admin import AssessmentDetails
from bot.app.assessments.assessment_plan import can_postpone, final_day
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, danger, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
from bot.chat.trainer.assessments.paper_takers import paper_takers
from bot.chat.trainer.assessments.part_nudge import preview_part_nudge
from bot.fields import Day, Field, Key
from bot.lines import Line, LineRole, heading, note, text, title
from bot.phrases.assessment_phrases import of_cohort, part_name, part_progress, track_name
from bot.phrases.date_phrases import day_of
from bot.phrases.display_names import display_names
from storage.assessments.assessments import AFTER, BEFORE, PARTS

MAX_NAMES = 20

PartId = Annotated[str, Field(re.compile("|".join(PARTS)))]


@tap("mo", right=Right.SEE_COHORT)
def assessment_page(ctx: Context, test_id: Key) -> Screen:
    found = assessment_admin.details(ctx.conn, ctx.request, ctx.app.library, test_id)
    zone, stopped = found.cohort.timezone, found.test.withdrawn_at
    return screen(
        _title(ctx, found),
        stopped is not None
        and note(ctx.say("Stopped on {day}.", day=day_of(ctx.words, stopped, zone))),
        [text(part_progress(ctx.words, found, part, ctx.now)) for part in found.parts],
        _actions(ctx, found),
        [_missing(ctx, found, part.missing) for part in found.parts],
        button(ctx.say("Back"), "assessment_list", found.cohort.id),
    )


def _missing(
    ctx: Context, found: AssessmentDetails, people: Sequence[str]
) -> Iterator[Line | Button]:
    """Who has not done a part: a button each."""
    if not people:
        return
    names, cohort_id = display_names(ctx.words, found.people), found.cohort.id
    yield heading(ctx.say("Not done yet"))
    yield note(ctx.say("Tap a name for more."))
    ordered = sorted(people, key=lambda person: names[person].casefold())
    for person in ordered[:MAX_NAMES]:
        yield button(names[person], "member_progress", cohort_id, person, 0)
    if (more := len(people) - MAX_NAMES) > 0:
        yield note(ctx.words.count("And {n} more.", "And {n} more.", more))


def _actions(ctx: Context, found: AssessmentDetails) -> Iterator[Button]:
    say, test = ctx.say, found.test
    if test.has_closed(AFTER, ctx.now):
        yield main(button(say("What changed"), assessment_gains, test.id))
    if test.is_over(ctx.now):
        return
    if found.on_paper:
        label = ctx.words.count("On paper: {n} person", "On paper: {n} people", found.on_paper)
        yield button(label, paper_takers, test.id, 0)
    part = found.open_part(ctx.now)
    if part is not None and part.missing:
        yield button(say("Nudge people who have not done it"), preview_part_nudge, test.id)
    if found.may_open(ctx.now):
        end = button(say("The course is over"), ask_end_course, test.id)
        yield main(end) if test.has_closed(BEFORE, ctx.now) else end
    if part is not None:
        yield button(say("Close this part now"), ask_close_part, test.id, part.part)
    if can_postpone(test.spans, ctx.now):
        ends = final_day(test, found.cohort.timezone)
        yield button(say("Everything a week later"), postpone_assessment, test.id, ends)
    yield danger(button(say("Stop the test"), ask_stop_assessment, test.id))


@tap("me", right=Right.ASSIGN)
def ask_end_course(ctx: Context, test_id: Key) -> Screen:
    say, found = ctx.say, _details(ctx, test_id)
    if not found.may_open(ctx.now):  # an old button
        return assessment_page(ctx, test_id)
    first = next(part for part in found.parts if part.part == BEFORE)
    missing = 0 if found.test.has_closed(BEFORE, ctx.now) else first.takers - first.done
    return screen(
        _title(ctx, found),
        Line(LineRole.PROMPT, say("Is the course over?")),
        missing > 0
        and Line(
            LineRole.CRITICAL,
            ctx.words.count(
                "The first part closes. {n} person has not done it, and will not be compared.",
                "The first part closes. {n} people have not done it, and will not be compared.",
                missing,
            ),
        ),
        text(say("The second part opens now, for two weeks.")),
        main(button(say("Yes, open it"), end_course, test_id)),
        button(say("Back"), assessment_page, test_id),
    )


@tap("mf", right=Right.ASSIGN, writes=True)
def end_course(ctx: Context, test_id: Key) -> Screen:
    assessment_admin.end_course(ctx.conn, ctx.request, test_id)
    return assessment_page(ctx, test_id)


@tap("mh", right=Right.ASSIGN)
def ask_close_part(ctx: Context, test_id: Key, part_id: PartId) -> Screen:
    say, found = ctx.say, _details(ctx, test_id)
    part = found.open_part(ctx.now)
    if part is None or part.part != part_id:  # an old button
        return assessment_page(ctx, test_id)
    missing = part.takers - part.done
    return screen(
        _title(ctx, found),
        Line(LineRole.PROMPT, say("Close “{part}” now?", part=part_name(ctx.words, part_id))),
        missing > 0
        and Line(
            LineRole.CRITICAL,
            ctx.words.count(
                "{n} person has not done it, and will not be compared.",
                "{n} people have not done it, and will not be compared.",
                missing,
            ),
        ),
        text(say("It cannot be opened again. The other parts keep their days.")),
        main(button(say("Yes, close it"), close_part, test_id, part_id)),
        button(say("Back"), assessment_page, test_id),
    )


@tap("mq", right=Right.ASSIGN, writes=True)
def close_part(ctx: Context, test_id: Key, part_id: PartId) -> Screen:
    assessment_admin.close_part(ctx.conn, ctx.request, test_id, part_id)
    return assessment_page(ctx, test_id)


@tap("mw", right=Right.ASSIGN, writes=True)
def postpone_assessment(ctx: Context, test_id: Key, ends: Day) -> Screen:
    assessment_admin.postpone(ctx.conn, ctx.request, test_id, ends)
    return assessment_page(ctx, test_id)


@tap("mx", right=Right.ASSIGN)
def ask_stop_assessment(ctx: Context, test_id: Key) -> Screen:
    say, found = ctx.say, _details(ctx, test_id)
    if found.test.is_over(ctx.now):
        return assessment_page(ctx, test_id)
    return screen(
        _title(ctx, found),
        Line(LineRole.PROMPT, say("Stop the test?")),
        text(say("No part of it is due any longer.")),
        Line(
            LineRole.CRITICAL,
            say(
                "People who have done a part can then look back on it, so these cases "
                "cannot test the same people again."
            ),
        ),
        button(say("Back"), assessment_page, test_id),
        danger(button(say("Yes, stop it"), stop_assessment, test_id)),
    )


@tap("mz", right=Right.ASSIGN, writes=True)
def stop_assessment(ctx: Context, test_id: Key) -> Screen:
    assessment_admin.stop(ctx.conn, ctx.request, test_id)
    return assessment_page(ctx, test_id)


def _details(ctx: Context, test_id: str) -> AssessmentDetails:
    return assessment_admin.details(ctx.conn, ctx.request, ctx.app.library, test_id, Right.ASSIGN)


def _title(ctx: Context, found: AssessmentDetails) -> Line:
    return title(of_cohort(ctx.words, found.cohort.name, track_name(ctx.words, found.track)))
