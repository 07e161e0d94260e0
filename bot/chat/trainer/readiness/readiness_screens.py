"""What a trainer sees of how ready a cohort is. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.playing.peer_answers import FEWEST
from bot.app.progress.readiness import LATELY, Expected, week_begun
from bot.chat.date_phrases import day_of
from bot.chat.debrief.debrief_phrases import competency_words
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.refreshers.refresher_answers import STRONG, WEAK
from bot.chat.trainer.cohorts.actions import SetRetention, ShowCohort, ShowReadiness, ShowRetention
from bot.locale import Words
from scenarios.model import COMPETENCIES, FORMS, Competency, Form
from scenarios.spaced_repetition.memory import OFFERED, RETENTION
from scenarios.spaced_repetition.retention_forecast import CAP, Foreseen
from scenarios.spaced_repetition.rounded_shares import Share
from storage.cohorts.cohorts import Cohort

AHEAD = (0, 30, 90, 180)
"""Days ahead that can be looked at."""
WISHES = tuple(round(100 * one) for one in OFFERED)
"""Shares that can be wished, in percent."""
_CHOSEN, _OPEN = "☑", "☐"


@dataclass(frozen=True, slots=True)
class Seen:
    """How ready a cohort is likely to be.

    Attributes:
        members: How many are in it.
        knowing: How many of them it rests on; None where they are too few to be told.
        today: What is likely to be recalled now; what is left out is hidden.
        then: The same on the day that is looked at.
        observed: How members answered lately, likewise.
    """

    members: int
    knowing: int | None
    today: Mapping[Competency, Expected]
    then: Mapping[Competency, Expected]
    observed: Mapping[Form, Share]


def readiness_screen(speak: Words, cohort: Cohort, seen: Seen, days: int, now: datetime) -> Screen:
    """What a cohort is likely to recall.

    Args:
        speak: The language.
        cohort: Which.
        seen: What is known of it.
        days: How far ahead is looked; one of `AHEAD`.
        now: The moment.
    """
    say = speak.say
    lines = [Line(Role.TITLE, say("What stays: {cohort}", cohort=cohort.name))]
    lines += _rests_on(speak, seen)
    if seen.knowing is not None:
        lines.append(Line(Role.HEADING, say("Today")))
        lines.append(Line(Role.TEXT, "\n".join(_table(speak, seen.today))))
    if seen.knowing is not None and days:
        day = day_of(speak, now + timedelta(days=days), cohort.timezone)
        lines.append(Line(Role.HEADING, say("{day}, if nothing is asked until then", day=day)))
        lines.append(Line(Role.TEXT, "\n".join(_table(speak, seen.then))))
    last = week_begun(now, cohort.timezone) - timedelta(microseconds=1)
    day = day_of(speak, last, cohort.timezone)
    lines += _forms(speak, seen.observed, day)
    lines.append(Line(Role.NOTE, _advice(speak)))
    return Screen(tuple(lines), tuple(_ways_on(speak, cohort, days)))


def _rests_on(speak: Words, seen: Seen) -> Iterator[Line]:
    if seen.knowing is None:
        text = speak.count(
            "Nothing to show yet: it takes {n} member who has answered something.",
            "Nothing to show yet: it takes {n} members who have answered something.",
            FEWEST,
        )
    else:
        text = speak.say(
            "This rests on {some} of {all} members.", some=seen.knowing, all=seen.members
        )
    yield Line(Role.TEXT, text)


def _table(speak: Words, expected: Mapping[Competency, Expected]) -> Iterator[str]:
    """A row for each competency, also where too few people contribute."""
    for one in COMPETENCIES:
        said, name = expected.get(one), competency_words(speak, one)
        if said is None:
            yield f"○○○ {name}: {_too_few(speak)}"
        else:
            people = speak.count("{n} member", "{n} members", said.people)
            yield f"{_band(speak, said.recalled, name)} · {people}"


def _band(speak: Words, recalled: float, name: str) -> str:
    """A share in one of three bands, so that no figure claims more than a forecast can."""
    say, high, low = speak.say, round(100 * STRONG), round(100 * WEAK)
    if recalled >= STRONG:
        return "●●● " + say("{competency}: stays, over {high}%", competency=name, high=high)
    if recalled >= WEAK:
        text = say("{competency}: fades, {low} to {high}%", competency=name, low=low, high=high)
        return f"●●○ {text}"
    return "●○○ " + say("{competency}: to be met again, under {low}%", competency=name, low=low)


def _too_few(speak: Words) -> str:
    return speak.say("too few to show")


def _forms(speak: Words, observed: Mapping[Form, Share], day: str) -> Iterator[Line]:
    """How members really answered up to a day, each form apart; nothing where all are hidden."""
    if not observed:
        return
    heading = speak.count(
        "What was answered in {n} day, up to {day}",
        "What was answered in {n} days, up to {day}",
        LATELY.days,
        day=day,
    )
    yield Line(Role.HEADING, heading)
    yield Line(Role.TEXT, "\n".join(_form(speak, one, observed.get(one)) for one in FORMS))
    yield Line(
        Role.NOTE,
        speak.say(
            "Rounded to tens, so that no single answer stands out; what is newer counts from next "
            "week on. A look-alike looks the same and asks for another answer."
        ),
    )


def _form(speak: Words, form: Form, share: Share | None) -> str:
    names: dict[Form, str] = {
        "same-move": speak.say("In new words"),
        "new-setting": speak.say("In another setting"),
        "look-alike": speak.say("Look-alikes"),
    }
    if share is None:
        return f"{names[form]}: {_too_few(speak)}"
    return speak.say("{form}: about {share}% right", form=names[form], share=share.rough)


def _advice(speak: Words) -> str:
    return speak.say(
        "A forecast, and no finding: it decides no certificate. What was met within a day counts "
        "as it will be a day after, for right after a case nearly everything is remembered. Groups "
        "of fewer than {n} are not shown; single answers are seen by their learner alone.",
        n=FEWEST,
    )


def _ways_on(speak: Words, cohort: Cohort, days: int) -> Iterator[Button]:
    say = speak.say
    for one in AHEAD:
        if one != days:
            text = speak.count("In {n} day", "In {n} days", one) if one else say("Today")
            yield Button(text, ShowReadiness(cohort.id, one))
    yield Button(say("How much should stay"), ShowRetention(cohort.id))
    yield Button(say("Back to the cohort"), ShowCohort(cohort.id))


def retention_screen(
    speak: Words, cohort: Cohort, wished: int, costs: Sequence[tuple[int, Foreseen | None]]
) -> Screen:
    """How much is to stay, and what each wish costs.

    Args:
        speak: The language.
        cohort: Whose wish.
        wished: The wish that holds, in percent.
        costs: Each of `WISHES` with what it costs; None where that cannot be told.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, say("How much should stay: {cohort}", cohort=cohort.name)),
        Line(
            Role.TEXT,
            say(
                "So many in a hundred should know a point on an average day: the more are wished, "
                "the sooner it comes back. For what can endanger someone it is never less than "
                "{n}%.",
                n=round(100 * RETENTION[True]),
            ),
        ),
        *_costs(speak, costs),
        Line(Role.NOTE, _caps(speak)),
    ]
    return Screen(
        tuple(lines),
        (
            *(
                Button(
                    f"{_CHOSEN if one == wished else _OPEN} {_percent(speak, one)}",
                    SetRetention(cohort.id, one),
                )
                for one in WISHES
            ),
            Button(say("Back"), ShowReadiness(cohort.id, 0)),
        ),
    )


def _costs(speak: Words, costs: Sequence[tuple[int, Foreseen | None]]) -> Iterator[Line]:
    told = [_cost(speak, wish, one) for wish, one in costs if one is not None]
    if told:
        yield Line(Role.TEXT, "\n".join(told))
        return
    text = speak.count(
        "What it costs can be told once {n} member has answered something.",
        "What it costs can be told once {n} members have answered something.",
        FEWEST,
    )
    yield Line(Role.TEXT, text)


def _cost(speak: Words, wish: int, cost: Foreseen) -> str:
    wished = round(cost.wished)
    asked = speak.count(
        "{percent}: about {n} question a learner and month",
        "{percent}: about {n} questions a learner and month",
        wished,
        percent=_percent(speak, wish),
    )
    kept = speak.say("about {n}% known on an average day", n=round(100 * cost.kept))
    if cost.fits:
        return f"{asked} · {kept}"
    fitting = speak.say("of these about {n} fit", n=min(round(cost.asked), wished))
    return f"{asked} · {fitting} · {kept}"


def _percent(speak: Words, wish: int) -> str:
    return speak.say("{n}%", n=wish)


def _caps(speak: Words) -> str:
    return speak.say(
        "Whatever is wished: at most three prompts a week of one to three questions, so no more "
        "than {n} questions a month. Reckoned over half a year for a typical member who answers "
        "everything; a forecast.",
        n=int(CAP),
    )
