"""Phrases of readiness: forecasts in bands, observed results, and the workload of a retention."""

from __future__ import annotations

from bot.app.progress.cohort_readiness import Readiness
from bot.app.refreshers.recall_forecast import STRONG, WEAK
from bot.locale import Words
from scenarios.model import Way
from scenarios.spaced_repetition.retention_forecast import RetentionForecast
from scenarios.spaced_repetition.rounded_shares import Share
from storage.playing.small_groups import FEWEST


def basis_words(words: Words, found: Readiness) -> str:
    """The number of people behind the figures."""
    if found.knowing is None:
        return words.count(
            "Nothing to show yet: it takes {n} member who has answered something.",
            "Nothing to show yet: it takes {n} members who have answered something.",
            FEWEST,
        )
    return words.say("Based on {some} of {all} members.", some=found.knowing, all=found.members)


def recall_words(words: Words, recalled: float, name: str) -> str:
    """A share in one of three bands, so that no figure claims more than a forecast can."""
    say, high, low = words.say, round(100 * STRONG), round(100 * WEAK)
    if recalled >= STRONG:
        return "●●● " + say("{competency}: stays, over {high}%", competency=name, high=high)
    if recalled >= WEAK:
        fades = say("{competency}: fades, {low} to {high}%", competency=name, low=low, high=high)
        return f"●●○ {fades}"
    return "●○○ " + say("{competency}: needs review, under {low}%", competency=name, low=low)


def band_words(words: Words, recalled: float) -> str:
    """The same band beside a picture, where the row names the competency."""
    say, high, low = words.say, round(100 * STRONG), round(100 * WEAK)
    if recalled >= STRONG:
        return say("stays, over {high}%", high=high)
    if recalled >= WEAK:
        return say("fades, {low} to {high}%", low=low, high=high)
    return say("needs review, under {low}%", low=low)


def too_few_words(words: Words) -> str:
    return words.say("too few to show")


def way_words(words: Words, way: Way, share: Share | None) -> str:
    names: dict[Way, str] = {
        "same-move": words.say("In new words"),
        "new-setting": words.say("In another setting"),
        "look-alike": words.say("Look-alikes"),
    }
    if share is None:
        return f"{names[way]}: {too_few_words(words)}"
    return words.say("{form}: about {share}% right", form=names[way], share=share.rounded)


def retention_cost(words: Words, wish: int, cost: RetentionForecast) -> str:
    """The number of questions a desired retention takes, and how much of it fits the caps."""
    questions = round(cost.uncapped)
    asked = words.count(
        "{percent}: about {n} question per learner and month",
        "{percent}: about {n} questions per learner and month",
        questions,
        percent=percent(words, wish),
    )
    kept = words.say("about {n}% known on an average day", n=round(100 * cost.retention))
    if cost.fits:
        return f"{asked} · {kept}"
    fitting = words.say("about {n} of these fit", n=min(round(cost.capped), questions))
    return f"{asked} · {fitting} · {kept}"


def percent(words: Words, value: int) -> str:
    return words.say("{n}%", n=value)
