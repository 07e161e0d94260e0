"""What a trainer sees of what a cohort gets wrong. Pure: figures come in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.services.analysis.actions import SendTraffic, ShowDecision, ShowDecisions
from bot.services.analysis.counting import Counted
from bot.services.analysis.phrases import (
    bar,
    clock,
    error_name,
    hint_words,
    marked,
    part_name,
    percent,
    prompt_of,
    tells,
    with_interval,
)
from bot.services.debrief.others import FEWEST
from bot.services.debrief.phrases import shortened
from bot.services.screen import Button, Line, Role, Screen
from bot.services.training.actions import ShowGiven
from bot.services.training.telling import headed
from bot.words import Words
from scenarios.analysis.decisions import ENOUGH, Decided, hardest_first
from scenarios.analysis.estimates import Told, told
from scenarios.analysis.hints import FEW, hints
from scenarios.model import Error, Scenario
from scenarios.telling import told_outside

_ERRORS: tuple[Error, ...] = ("missed", "over-called", "unsafe")
_LOOK = "⚠"


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
    say, ranked = speak.say, hardest_first(decided)
    prompts = [
        f"{place} · {prompt_of(speak, scenario, one.scene)}" for place, one in enumerate(ranked, 1)
    ]
    listed = (
        f"{prompt}\n{_credit(speak, one)}" for prompt, one in zip(prompts, ranked, strict=True)
    )
    lines = [
        *_head(speak, asked),
        *_rests_on(speak, asked, counted),
        Line(Role.TEXT, _all_errors(speak, decided)),
        Line(Role.HEADING, say("The hardest first")),
        Line(Role.TEXT, "\n".join(listed)),
        Line(
            Role.NOTE,
            say(
                "Of full credit, what those who came there earned on average. {sign} is worth a "
                "look.",
                sign=_LOOK,
            ),
        ),
        *_too_few(speak, hidden),
    ]
    buttons = (
        Button(prompt, ShowDecision(asked.assignment, asked.everywhere, one.scene))
        for prompt, one in zip(prompts, ranked, strict=True)
    )
    picture = Button(
        say("The ways they took, as a picture"), SendTraffic(asked.assignment, asked.everywhere)
    )
    return Screen(tuple(lines), (*buttons, picture, *_around(speak, asked)))


def decision_screen(speak: Words, asked: Asked, scenario: Scenario, one: Decided) -> Screen:
    """What was done at one decision."""
    say, scene = speak.say, one.scene
    story = shortened(told_outside(scenario, speak.language, f"scenes.{scene}.text") or "")
    chosen = (
        f"{marked(speak, taken.part, part_name(speak, scenario, scene, taken.part.id))}\n"
        f"{_barred(speak, told(taken.people, one.people))}"
        for taken in one.parts
    )
    looks = [
        f"{_LOOK} {hint_words(speak, hint, part_name(speak, scenario, scene, hint.part))}"
        for hint in hints(one)
    ]
    came = speak.count("{n} person came this far.", "{n} people came this far.", one.people)
    lines = [
        Line(Role.TITLE, prompt_of(speak, scenario, scene)),
        Line(Role.TEXT, story),
        Line(Role.NOTE, f"{came} {_as_hints(speak, one.people)}".rstrip()),
        Line(Role.HEADING, _taken_heading(speak, one.kind)),
        Line(Role.TEXT, "\n".join(chosen)),
    ]
    if looks:
        lines += [Line(Role.HEADING, say("Worth a look")), Line(Role.TEXT, "\n".join(looks))]
    lines += [
        Line(Role.HEADING, say("In numbers")),
        Line(Role.TEXT, "\n".join(_figures(speak, scenario, one))),
        Line(Role.NOTE, _fine_print(speak)),
    ]
    back = Button(
        say("Back to the list"), ShowDecisions(asked.assignment, asked.everywhere), main=True
    )
    return Screen(tuple(lines), (back,))


def hidden_screen(speak: Words, asked: Asked, scenario: Scenario, scene: str) -> Screen:
    """Too few came to a decision."""
    back = Button(speak.say("Back to the list"), ShowDecisions(asked.assignment, asked.everywhere))
    return Screen(
        (Line(Role.TITLE, prompt_of(speak, scenario, scene)), *_too_few(speak, 1)), (back,)
    )


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
    yield Line(Role.TITLE, speak.say("What they get wrong: {title}", title=asked.title))
    yield Line(Role.NOTE, speak.say("All my cohorts") if asked.everywhere else asked.cohort)


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
    said.append(_as_hints(speak, n))
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
    if counted.others:
        notes.append(
            speak.say("Some played another structure of this case; their answers are not mixed in.")
        )
    if notes:
        yield Line(Role.NOTE, " ".join(notes))


def _as_hints(speak: Words, people: int) -> str:
    return speak.say("So few: read this as hints.") if people < FEW else ""


def _all_errors(speak: Words, decided: Sequence[Decided]) -> str:
    everybody = sum(one.people for one in decided)
    said = []
    for error in _ERRORS:
        some = sum(one.errors.get(error, 0) for one in decided)
        share = percent(speak, told(some, everybody))
        said.append(speak.say("{what} {share}", what=error_name(speak, error), share=share))
    return speak.say("Of all answers: {errors}", errors=" · ".join(said))


def _credit(speak: Words, one: Decided) -> str:
    look = f" · {_LOOK}" if hints(one) else ""
    share = _facility(one)
    if share is None:
        return speak.say("not scored") + look
    return f"{bar(speak, share)} {percent(speak, share)}{look}"


def _facility(one: Decided) -> Told | None:
    if one.facility is None:
        return None
    return told(one.facility.value * one.people, one.people)


def _too_few(speak: Words, hidden: int) -> Iterator[Line]:
    if hidden:
        text = speak.count(
            "{n} decision was met by fewer than five people and is not shown.",
            "{n} decisions were met by fewer than five people and are not shown.",
            hidden,
        )
        yield Line(Role.NOTE, text)


def _taken_heading(speak: Words, kind: str) -> str:
    headings = {
        "spot": speak.say("What they ticked"),
        "interview": speak.say("What they asked"),
        "order": speak.say("Their orders"),
        "rate": speak.say("How sure they were"),
    }
    return headings.get(kind) or speak.say("What they chose")


def _barred(speak: Words, one: Told) -> str:
    return f"{bar(speak, one)} {with_interval(speak, one)}"


def _figures(speak: Words, scenario: Scenario, one: Decided) -> Iterator[str]:
    say, decision = speak.say, scenario.scenes[one.scene].decision
    can_be = {answer.error for answer in decision.every_answer()} if decision else set()
    share = _facility(one)
    if share is not None:
        yield say("Average credit: {share}", share=with_interval(speak, share))
    if one.discrimination is not None:
        yield tells(speak, one.discrimination)
    elif one.people < ENOUGH and share is not None:
        yield say("Whether it tells strong from weak can be said from {n} people on.", n=ENOUGH)
    errors = [
        say(
            "{what} {share}",
            what=error_name(speak, error),
            share=percent(speak, told(one.errors.get(error, 0), one.people)),
        )
        for error in _ERRORS
        if error in can_be
    ]
    if errors:
        yield headed(" · ".join(errors))
    if one.critical:
        yield say(
            "Could have endangered someone: {n} of {all} people", n=one.critical, all=one.people
        )
    if one.seconds is not None:
        yield say(
            "Time in minutes: {middle} in the middle, half of them {low} to {high}",
            middle=clock(one.seconds.middle),
            low=clock(one.seconds.lower),
            high=clock(one.seconds.upper),
        )


def _fine_print(speak: Words) -> str:
    return speak.say(
        "In brackets: where the true figure lies 19 times in 20. The time includes reading what "
        "came of the answer before; who was away over ten minutes is left out of it."
    )


def _around(speak: Words, asked: Asked) -> Iterator[Button]:
    say = speak.say
    other = ShowDecisions(asked.assignment, not asked.everywhere)
    yield Button(say("This assignment only") if asked.everywhere else say("All my cohorts"), other)
    yield Button(say("Back"), ShowGiven(asked.assignment, 0))
