"""Readiness of a cohort: its members' expected recall, and the workload of a desired retention."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.app.access.rights import Right
from bot.app.progress import cohort_readiness
from bot.app.progress.cohort_readiness import RETENTIONS, RetentionChangedError
from bot.app.progress.readiness import LATELY, ExpectedRecall, start_of_week
from bot.app.refreshers.recall_forecast import STRONG, WEAK
from bot.fields import Key
from bot.phrases.date_phrases import day_of
from bot.phrases.debrief_phrases import competency_words
from bot.phrases.readiness_phrases import (
    band_words,
    basis_words,
    percent,
    retention_cost,
    too_few_words,
    way_words,
)
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.model import COMPETENCIES, WAYS, Competency
from scenarios.spaced_repetition.memory import RETENTION
from scenarios.spaced_repetition.retention_forecast import CAP, RetentionForecast
from storage.playing.small_groups import FEWEST

AHEAD: Final = (30, 90, 180)
"""The choices of days ahead."""


@page("/cohorts/{cohort_id}/readiness", right=Right.SEE_COHORT, template="trainer/readiness")
async def readiness_forecast(ctx: AsyncContext, cohort_id: Key) -> Values:
    """The forecast today and some days ahead, with the workload of another retention on request."""
    days = _one_of(ctx.query.get("days", ""), AHEAD) or AHEAD[1]
    wish = _one_of(ctx.form.text("wish") or ctx.query.get("wish", ""), RETENTIONS)
    library = ctx.app.library
    found = await ctx.survey(
        lambda at: cohort_readiness.readiness(at.conn, at.request, library, cohort_id, days)
    )
    costs = await ctx.survey(
        lambda at: {
            each: cohort_readiness.what_if(at.conn, at.request, library, cohort_id, each)
            for each in (sorted({wish, found.desired}) if wish else ())
        }
    )
    words, zone = ctx.words, found.cohort.timezone
    until = start_of_week(ctx.now, zone) - timedelta(microseconds=1)
    return {
        "cohort": found.cohort,
        "basis": basis_words(words, found),
        "forecast": [
            (
                competency_words(words, each),
                _cell(ctx, found.today, each),
                _cell(ctx, found.ahead, each),
            )
            for each in COMPETENCIES
        ]
        if found.knowing is not None
        else [],
        "then": day_of(words, ctx.now + timedelta(days=days), zone),
        "observed": [way_words(words, each, found.observed.get(each)) for each in WAYS]
        if found.observed
        else [],
        "lately": LATELY.days,
        "until": day_of(words, until, zone),
        "fewest": FEWEST,
        "days": str(days),
        "days_offered": [
            (str(each), words.count("In {n} day", "In {n} days", each)) for each in AHEAD
        ],
        "desired": found.desired,
        "desired_words": percent(words, found.desired),
        "wish": wish or found.desired,
        "wishes": [(str(each), percent(words, each)) for each in RETENTIONS],
        "costs": [
            _cost(ctx, each, cost, is_present=each == found.desired)
            for each, cost in costs.items()
            if cost is not None
        ],
        "is_asked": bool(wish),
        "least": round(100 * RETENTION[True]),
        "cap": int(CAP),
    }


def _cell(
    ctx: AsyncContext, expected: Mapping[Competency, ExpectedRecall], competency: Competency
) -> tuple[int, str]:
    """A band of three, and the same in words; 0 for too few people."""
    found = expected.get(competency)
    if found is None:
        return 0, too_few_words(ctx.words)
    band = 3 if found.recalled >= STRONG else 2 if found.recalled >= WEAK else 1
    members = ctx.count("{n} member", "{n} members", found.people)
    return band, f"{band_words(ctx.words, found.recalled)} · {members}"


def _cost(
    ctx: AsyncContext, wish: int, cost: RetentionForecast, *, is_present: bool
) -> Mapping[str, object]:
    """The workload of a desired retention for a typical learner, with and without caps."""
    return {
        "name": percent(ctx.words, wish),
        "is_present": is_present,
        "wished": round(cost.uncapped),
        "fitting": min(round(cost.capped), round(cost.uncapped)),
        "kept": percent(ctx.words, round(100 * cost.retention)),
        "told": retention_cost(ctx.words, wish, cost),
    }


@act("/cohorts/{cohort_id}/readiness", right=Right.ASSIGN, form=readiness_forecast)
def keep_retention(ctx: Context, cohort_id: Key) -> Redirect:
    """Save a desired retention, unless somebody has changed it since the page was rendered."""
    wish = _one_of(ctx.form.text("wish"), RETENTIONS)
    seen = _one_of(ctx.form.text("seen"), RETENTIONS)
    if wish is None or seen is None:
        cohort_readiness.ensure_may_change(ctx.conn, ctx.request, cohort_id)
        raise FormError(wish=ctx.say("One of the choices is not available."))
    try:
        cohort_readiness.set_retention(ctx.conn, ctx.request, cohort_id, wish, seen)
    except RetentionChangedError as error:
        raise FormError(
            wish=ctx.say(
                "Somebody has set it to {n}% in the meantime. Nothing was changed: choose again.",
                n=error.present,
            )
        ) from None
    notice = ctx.say("The target is {n}% from now on.", n=wish)
    return redirect(readiness_forecast, cohort_id, notice=notice)


def _one_of(typed: str, offered: tuple[int, ...]) -> int | None:
    return next((each for each in offered if str(each) == typed), None)
