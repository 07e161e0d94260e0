"""What a trainer sees of what a cohort gets wrong. Pure: figures come in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.playing.peer_answers import FEWEST
from bot.app.progress.answer_counts import Counted
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.analysis.actions import SendTraffic, ShowDecision, ShowDecisions
from bot.chat.trainer.analysis.analysis_phrases import (
    LOOK,
    as_hints,
    bar,
    errors,
    facility,
    percent,
    questions,
    too_few,
)
from bot.locale import Words
from scenarios.analysis.answers import ERRORS
from scenarios.analysis.decisions import Decided, hardest_first
from scenarios.analysis.hints import hints
from scenarios.model import Scenario

MOST = 20  # decisions that are listed: a message has room for no more


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at.

    Attributes:
        assignment: Its id.
        everywhere: Whether all cohorts that this trainer trains count.
        cohort: The name of the assignment's cohort.
        title: Of the case.
    """

    assignment: str
    everywhere: bool
    cohort: str
    title: str


def nothing_screen(speak: Words, asked: Asked) -> Screen:
    """There are too few yet."""
    text = speak.count(
        "Nothing to show yet: it takes {n} person who has finished it.",
        "Nothing to show yet: it takes {n} people who have finished it.",
        FEWEST,
    )
    return Screen((*_head(speak, asked), Line(Role.TEXT, text)), tuple(_around(speak, asked)))


def decisions_screen(
    speak: Words,
    asked: Asked,
    scenario: Scenario,
    counted: Counted,
    decided: Sequence[Decided],
    hidden: int,
) -> Screen:
    """Every decision in a line, the hardest first.

    Args:
        speak: The language.
        asked: What is looked at.
        scenario: The edition whose texts are shown.
        counted: Whose tries count.
        decided: What was done at each decision.
        hidden: How many decisions were met by some, and by too few to be shown.
    """
    say, ranked = speak.say, hardest_first(decided)[:MOST]
    named = questions(speak, scenario, [one.scene for one in ranked])
    prompts = [f"{place} · {named[one.scene]}" for place, one in enumerate(ranked, 1)]
    listed = (
        f"{prompt}\n{_credit(speak, one)}" for prompt, one in zip(prompts, ranked, strict=True)
    )
    lines = [
        *_head(speak, asked),
        *_rests_on(speak, asked, counted),
        Line(Role.TEXT, _all_errors(speak, decided)),
        Line(Role.HEADING, say("The hardest first")),
        Line(Role.TEXT, "\n".join(listed)),
        Line(Role.NOTE, " ".join(_key(speak, ranked))),
        *_left_out(speak, len(decided) - len(ranked), hidden),
    ]
    buttons = (
        Button(prompt, ShowDecision(asked.assignment, asked.everywhere, one.scene))
        for prompt, one in zip(prompts, ranked, strict=True)
    )
    picture = Button(
        say("The ways they took, as a picture"), SendTraffic(asked.assignment, asked.everywhere)
    )
    return Screen(tuple(lines), (*buttons, picture, *_around(speak, asked)))


def traffic_screen(speak: Words, asked: Asked, counted: Counted) -> Screen:
    """What the picture that follows shows."""
    text = speak.say(
        "A picture follows. The thicker a line, the more people came that way, in percent of all. "
        "Thin lines without a number: fewer than {n} people.",
        n=FEWEST,
    )
    back = Button(speak.say("Back to the list"), ShowDecisions(asked.assignment, asked.everywhere))
    return Screen(
        (*_head(speak, asked), *_rests_on(speak, asked, counted), Line(Role.TEXT, text)), (back,)
    )


def _head(speak: Words, asked: Asked) -> Iterator[Line]:
    say = speak.say
    yield Line(Role.TITLE, say("What they get wrong: {title}", title=asked.title))
    here = say("All my cohorts") if asked.everywhere else say("Cohort: {name}", name=asked.cohort)
    yield Line(Role.NOTE, here)


def _rests_on(speak: Words, asked: Asked, counted: Counted) -> Iterator[Line]:
    n = len(counted.tries)
    said = [
        speak.count(
            "This rests on the first try of {n} person.",
            "This rests on the first try of {n} people.",
            n,
        )
    ]
    if asked.everywhere:
        said.append(
            speak.count(
                "They come from {n} cohort; where fewer than five have finished, nobody counts.",
                "They come from {n} cohorts; where fewer than five have finished, nobody counts.",
                counted.cohorts,
            )
        )
    said.append(as_hints(speak, n))
    yield Line(Role.TEXT, " ".join(filter(None, said)))
    notes = []
    if counted.waiting:
        notes.append(
            speak.count(
                "{n} more has finished and does not count yet: people count in fives, so that "
                "nobody’s answers stand out.",
                "{n} more have finished and do not count yet: people count in fives, so that "
                "nobody’s answers stand out.",
                counted.waiting,
            )
        )
    if counted.newest:
        notes.append(speak.say("There are more cohorts; only the newest are looked at."))
    if counted.others:
        notes.append(
            speak.say("Some played another structure of this case; their answers are not mixed in.")
        )
    if notes:
        yield Line(Role.NOTE, " ".join(notes))


def _all_errors(speak: Words, decided: Sequence[Decided]) -> str:
    everybody = sum(one.people for one in decided)
    some = {error: sum(one.errors.get(error, 0) for one in decided) for error in ERRORS}
    return speak.say("Of all answers:") + " " + errors(speak, some, everybody)


def _key(speak: Words, ranked: Sequence[Decided]) -> Iterator[str]:
    """What stands beside each decision; the sign is explained only where it stands."""
    yield speak.say("Of full credit, what those who came there earned on average.")
    if any(map(hints, ranked)):
        yield speak.say("{sign} is worth a look.", sign=LOOK)


def _left_out(speak: Words, easier: int, hidden: int) -> Iterator[Line]:
    if easier:
        text = speak.count(
            "{n} easier decision is not listed.", "{n} easier decisions are not listed.", easier
        )
        yield Line(Role.NOTE, text)
    if hidden:
        yield Line(Role.NOTE, too_few(speak, hidden))


def _credit(speak: Words, one: Decided) -> str:
    look = f" · {LOOK}" if hints(one) else ""
    share = facility(one)
    if share is None:
        return speak.say("not scored") + look
    return f"{bar(speak, share)} {percent(speak, share)}{look}"


def _around(speak: Words, asked: Asked) -> Iterator[Button]:
    say = speak.say
    other = ShowDecisions(asked.assignment, not asked.everywhere)
    yield Button(say("This assignment only") if asked.everywhere else say("All my cohorts"), other)
    yield Button(say("Back"), call("assignment_results", asked.assignment, 0))
