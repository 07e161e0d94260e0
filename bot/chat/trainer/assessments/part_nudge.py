"""Nudging the takers who have not done the open part of an assessment: asked first, then sent."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.assessments import part_nudges
from bot.app.assessments.part_nudges import PartNudge
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import when_words
from bot.fields import Key, Number
from bot.lines import Line, heading, note, text, title
from bot.phrases.assessment_phrases import of_cohort, track_name
from bot.phrases.display_names import display_names
from bot.phrases.labels import title_in
from bot.phrases.nudge_phrases import nudge_words, people_told

MAX_NAMES = 12


@tap("mr", right=Right.ASSIGN)
def preview_part_nudge(ctx: Context, test_id: Key) -> Screen:
    """Preview a nudge: recipients and text. Nothing is sent."""
    say, words = ctx.say, ctx.words
    found = part_nudges.preview(ctx.conn, ctx.request, ctx.app.library, ctx.visitor.bot, test_id)
    people = len(found.recipients)
    return screen(
        _title(ctx, found),
        text(people_told(words, people)),
        _left_out(ctx, found),
        people > 0
        and (
            _preview(ctx, found),
            note(say("Nothing has been sent yet.")),
            main(
                button(
                    words.count("Nudge {n} person now", "Nudge {n} people now", people),
                    send_part_nudge,
                    test_id,
                    people,
                )
            ),
        ),
        button(say("Back"), "assessment_page", test_id),
    )


def _left_out(ctx: Context, found: PartNudge) -> Iterator[Line]:
    count = ctx.words.count
    if found.unreachable:
        yield text(
            count("{n} cannot be reached now.", "{n} cannot be reached now.", found.unreachable)
        )
    if found.nudged:
        yield text(
            count(
                "{n} was nudged within the last day and is not nudged again.",
                "{n} were nudged within the last day and are not nudged again.",
                found.nudged,
            )
        )
    if found.untold:
        yield text(
            count(
                "{n} person has yet to be notified that the part is open.",
                "{n} people have yet to be notified that the part is open.",
                found.untold,
            )
        )


def _preview(ctx: Context, found: PartNudge) -> Iterator[Line]:
    words, cohort, reach = ctx.words, found.details.cohort, found.reach
    names = display_names(words, found.details.people)
    listed = sorted((names[person] for person in found.recipients), key=str.casefold)
    yield text("\n".join(map(words.bullet, listed[:MAX_NAMES])))
    if (more := len(listed) - MAX_NAMES) > 0:
        yield text(words.count("and {n} more person", "and {n} more people", more))
    if reach.first is not None and reach.last is not None:
        yield text(when_words(words, reach.first, reach.last, ctx.now, cohort.timezone))
    assignment = next(iter(found.recipients.values()))
    name = title_in(ctx.app.library, words, assignment.scenario)
    yield heading(ctx.say("The message"))
    yield text(nudge_words(words, cohort.name, name, assignment, ctx.now, cohort.timezone, 0))


@tap("mu", right=Right.ASSIGN, writes=True)
def send_part_nudge(ctx: Context, test_id: Key, people: Number) -> Screen:
    """Send a nudge; if the number of recipients has changed, show them first."""
    nudged = part_nudges.send(
        ctx.conn, ctx.request, ctx.app.library, ctx.visitor.bot, test_id, people
    )
    found = preview_part_nudge(ctx, test_id)
    if not nudged:
        return found
    return screen(
        found.lines[0],
        text(people_told(ctx.words, nudged)),
        note(ctx.say("People who have done it by then get no message.")),
        main(button(ctx.say("Back"), "assessment_page", test_id)),
    )


def _title(ctx: Context, found: PartNudge) -> Line:
    details = found.details
    return title(of_cohort(ctx.words, details.cohort.name, track_name(ctx.words, details.track)))
