"""What an admin sees of how good forecasts are. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.playing.peer_answers import FEWEST
from bot.app.refreshers.forecast_quality import Load, Slot
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import ShowRoles
from bot.locale import Words
from scenarios.spaced_repetition.calibration import Bin, Score
from storage.refreshers.prompts import ASKED


@dataclass(frozen=True, slots=True)
class Rated:
    """How refreshers do; what rests on under five people is hidden.

    Attributes:
        people: Of how many people forecasts were made.
        score: How good they were; None where that is hidden.
        bins: Foretold against found; those that are hidden are left out.
        load: How much came unasked; None where that is hidden.
        slots: How much was answered in each slot; those that are hidden are left out.
    """

    people: int
    score: Score | None
    bins: Sequence[Bin]
    load: Load | None
    slots: Sequence[Slot]


def forecasts_screen(speak: Words, rated: Rated) -> Screen:
    """Whether what was foretold was found, and how refreshers are taken."""
    say = speak.say
    lines = [Line(Role.TITLE, say("Are forecasts any good?")), *_forecasts(speak, rated)]
    if rated.load is not None:
        lines.append(Line(Role.HEADING, say("How much comes unasked")))
        lines.append(Line(Role.TEXT, _load(speak, rated.load)))
    if rated.slots:
        lines.append(Line(Role.HEADING, say("How much is answered")))
        lines.append(Line(Role.TEXT, "\n".join(_slot(speak, one) for one in rated.slots)))
    hidden = say("What rests on fewer than {n} people is not shown.", n=FEWEST)
    lines.append(Line(Role.NOTE, hidden))
    return Screen(tuple(lines), (Button(say("All roles"), ShowRoles()),))


def _forecasts(speak: Words, rated: Rated) -> Iterator[Line]:
    say, score = speak.say, rated.score
    if score is None:
        yield Line(Role.TEXT, say("There are too few answers yet to tell."))
        return
    answers = speak.count("{n} answer", "{n} answers", score.reviews)
    people = speak.count("{n} person", "{n} people", rated.people)
    yield Line(Role.TEXT, f"{answers} · {people}")
    yield Line(Role.HEADING, say("Right answers, foretold and found"))
    yield Line(Role.TEXT, "\n".join(_bin(speak, one) for one in rated.bins))
    yield Line(
        Role.TEXT,
        say(
            "Log loss: {loss}. 0 would be perfect, and 0.69 is what a coin does.",
            loss=f"{score.log_loss:.2f}",
        ),
    )


def _bin(speak: Words, one: Bin) -> str:
    answers = speak.count("{n} answer", "{n} answers", one.reviews)
    said = speak.say(
        "From {low} to {high}%: foretold {foretold}%, found {found}%",
        low=round(100 * one.low),
        high=round(100 * one.high),
        foretold=round(100 * one.predicted),
        found=round(100 * one.observed),
    )
    return f"{said} · {answers}"


def _load(speak: Words, load: Load) -> str:
    return speak.say(
        "{mean} prompts a learner and week; at most {most} in seven days.",
        mean=f"{load.per_week:.1f}",
        most=load.most,
    )


def _slot(speak: Words, one: Slot) -> str:
    say = speak.say
    names = {
        "morning": say("in the morning"),
        "midday": say("at midday"),
        "evening": say("in the evening"),
        ASKED: say("when they ask for it"),
    }
    otherwise = say("at another hour")
    return say(
        "{slot}: {share}% of {all}",
        slot=names.get(one.slot, otherwise),
        share=round(100 * one.answered / one.prompts),
        all=one.prompts,
    )
