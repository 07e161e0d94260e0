"""The quality of forecasts, and how refreshers are used."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.refreshers import forecast_quality
from bot.app.refreshers.forecast_quality import ForecastQuality, PromptLoad, SlotResponse
from bot.chat.admin.roles import role_list
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from scenarios.spaced_repetition.calibration import Bin
from storage.playing.small_groups import FEWEST
from storage.refreshers.prompts import ASKED


@tap("qf", right=Right.SEE_ROLES)
async def forecast_page(ctx: AsyncContext) -> Screen:
    quality = await ctx.survey(lambda read: forecast_quality.quality(read.conn, read.request))
    return quality_screen(ctx.words, quality)


def quality_screen(words: Words, quality: ForecastQuality) -> Screen:
    say, load = words.say, quality.load
    return screen(
        title(say("Forecast accuracy")),
        _forecasts(words, quality),
        load is not None and (heading(say("Prompts sent")), text(_load(words, load))),
        bool(quality.slots)
        and (
            heading(say("Prompts answered")),
            text("\n".join(_slot(words, each) for each in quality.slots)),
        ),
        note(say("Figures from fewer than {n} people are not shown.", n=FEWEST)),
        button(say("All roles"), role_list),
    )


def _forecasts(words: Words, quality: ForecastQuality) -> Iterator[Line]:
    say, score = words.say, quality.score
    if score is None:
        yield text(say("Not enough answers yet."))
        return
    answers = words.count("{n} answer", "{n} answers", score.reviews)
    people = words.count("{n} person", "{n} people", quality.people)
    yield text(f"{answers} · {people}")
    yield heading(say("Right answers, forecast and actual"))
    yield text("\n".join(_bin(words, each) for each in quality.bins))
    yield text(
        say(
            "Log loss: {loss}. 0 would be perfect; tossing a coin gives 0.69.",
            loss=f"{score.log_loss:.2f}",
        )
    )


def _bin(words: Words, bin_: Bin) -> str:
    answers = words.count("{n} answer", "{n} answers", bin_.reviews)
    line = words.say(
        "From {low} to {high}%: forecast {foretold}%, actual {found}%",
        low=round(100 * bin_.low),
        high=round(100 * bin_.high),
        foretold=round(100 * bin_.predicted),
        found=round(100 * bin_.observed),
    )
    return f"{line} · {answers}"


def _load(words: Words, load: PromptLoad) -> str:
    return words.say(
        "{mean} prompts per learner and week; at most {most} in seven days.",
        mean=f"{load.per_week:.1f}",
        most=load.most,
    )


def _slot(words: Words, slot: SlotResponse) -> str:
    say = words.say
    names = {
        "morning": say("in the morning"),
        "midday": say("at midday"),
        "evening": say("in the evening"),
        ASKED: say("on request"),
    }
    otherwise = say("at other hours")
    return say(
        "{slot}: {share}% of {all}",
        slot=names.get(slot.slot, otherwise),
        share=round(100 * slot.answered / slot.prompts),
        all=slot.prompts,
    )
