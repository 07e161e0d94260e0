"""Forecast readiness and desired retention of a cohort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from bot.app.access.rights import Right
from bot.app.progress import cohort_readiness
from bot.app.progress.readiness import LATELY, ExpectedRecall, start_of_week
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.lists import tickable
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Key, Number
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import day_of
from bot.phrases.debrief_phrases import competency_words
from bot.phrases.readiness_phrases import (
    basis_words,
    percent,
    recall_words,
    retention_cost,
    too_few_words,
    way_words,
)
from scenarios.model import COMPETENCIES, WAYS, Competency, Way
from scenarios.spaced_repetition.memory import RETENTION
from scenarios.spaced_repetition.retention_forecast import CAP
from scenarios.spaced_repetition.rounded_shares import Share
from storage.playing.small_groups import FEWEST

AHEAD: Final = (0, 30, 90, 180)
"""The choices of days ahead."""


@tap("qs", right=Right.SEE_COHORT)
async def readiness_page(ctx: AsyncContext, cohort_id: Key, days: Number) -> Screen:
    """The expected recall of a cohort, today and on another day."""
    days = days if days in AHEAD else AHEAD[0]
    found = await ctx.survey(
        lambda c: cohort_readiness.readiness(c.conn, c.request, c.app.library, cohort_id, days)
    )
    say, zone = ctx.say, found.cohort.timezone
    until = start_of_week(ctx.now, zone) - timedelta(microseconds=1)
    return screen(
        title(say("Retention: {cohort}", cohort=found.cohort.name)),
        text(basis_words(ctx.words, found)),
        found.knowing is not None
        and (heading(say("Today")), text(_forecast(ctx.words, found.today))),
        found.knowing is not None
        and days > 0
        and (
            heading(
                say(
                    "{day}, if nothing is asked before then",
                    day=day_of(ctx.words, ctx.now + timedelta(days=days), zone),
                )
            ),
            text(_forecast(ctx.words, found.ahead)),
        ),
        _observed(ctx.words, found.observed, day_of(ctx.words, until, zone)),
        note(
            say(
                "This is a forecast, not a finding, and decides no certificate. "
                "Material met within the last day counts as it will a day later, since "
                "nearly everything is remembered right after a case. Groups of fewer "
                "than {n} are not shown; only learners see their own answers.",
                n=FEWEST,
            )
        ),
        [
            button(
                ctx.words.count("In {n} day", "In {n} days", each) if each else say("Today"),
                readiness_page,
                cohort_id,
                each,
            )
            for each in AHEAD
            if each != days
        ],
        button(say("Retention target"), retention_page, cohort_id),
        button(say("Back to the cohort"), "cohort_page", cohort_id),
    )


def _forecast(words: Words, expected: Mapping[Competency, ExpectedRecall]) -> str:
    """A row for each competency, also where too few people contribute."""
    rows = []
    for competency in COMPETENCIES:
        found, name = expected.get(competency), competency_words(words, competency)
        if found is None:
            rows.append(f"○○○ {name}: {too_few_words(words)}")
        else:
            members = words.count("{n} member", "{n} members", found.people)
            rows.append(f"{recall_words(words, found.recalled, name)} · {members}")
    return "\n".join(rows)


def _observed(words: Words, shares: Mapping[Way, Share], day: str) -> Iterator[Line]:
    """The observed answers of members up to a day, by form; nothing if all are hidden."""
    if not shares:
        return
    yield heading(
        words.count(
            "What was answered in {n} day, up to {day}",
            "What was answered in {n} days, up to {day}",
            LATELY.days,
            day=day,
        )
    )
    yield text("\n".join(way_words(words, way, shares.get(way)) for way in WAYS))
    yield note(
        words.say(
            "Rounded to tens, so that no single answer can be traced; newer answers "
            "count from next week. A look-alike looks the same but needs a different "
            "answer."
        )
    )


@tap("qh", right=Right.SEE_COHORT)
async def retention_page(ctx: AsyncContext, cohort_id: Key) -> Screen:
    """The desired retention of members, and the cost of each choice."""
    found = await ctx.survey(
        lambda c: cohort_readiness.retention_choices(c.conn, c.request, c.app.library, cohort_id)
    )
    say = ctx.say
    costs = [
        retention_cost(ctx.words, wish, cost)
        for wish, cost in found.costs.items()
        if cost is not None
    ]
    return screen(
        title(say("Retention target: {cohort}", cohort=found.cohort.name)),
        text(
            say(
                "The share of people who should know a point on an average day. A "
                "higher target brings questions back sooner. For anything that can "
                "endanger someone it is never below {n}%.",
                n=round(100 * RETENTION[True]),
            )
        ),
        text(
            "\n".join(costs)
            or ctx.words.count(
                "The cost can be estimated once {n} member has answered something.",
                "The cost can be estimated once {n} members have answered something.",
                FEWEST,
            )
        ),
        note(
            say(
                "Whatever the target: at most three prompts a week of one to three "
                "questions, so no more than {n} questions a month. A forecast over "
                "half a year for a typical member who answers everything.",
                n=int(CAP),
            )
        ),
        [
            button(
                tickable(percent(ctx.words, wish), on=wish == found.desired),
                set_retention,
                cohort_id,
                wish,
            )
            for wish in found.costs
        ],
        button(say("Back"), readiness_page, cohort_id, 0),
    )


@tap("qw", right=Right.ASSIGN)
async def set_retention(ctx: AsyncContext, cohort_id: Key, percent: Number) -> Screen:
    await ctx.write(lambda c: cohort_readiness.set_retention(c.conn, c.request, cohort_id, percent))
    return await retention_page(ctx, cohort_id)
