"""What a trainer sees of one decision. Pure: figures come in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.debrief.debrief_phrases import shortened
from bot.chat.kinds import PRESENTERS
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.chat.trainer.analysis.actions import ShowDecisions
from bot.chat.trainer.analysis.analysis_phrases import (
    LOOK,
    as_hints,
    bar,
    clock,
    errors,
    facility,
    hint_words,
    marked,
    part_name,
    prompt_of,
    story_of,
    tells,
    too_few,
    with_interval,
)
from bot.chat.trainer.analysis.analysis_screens import Asked
from bot.locale import Words
from scenarios.analysis.answers import ERRORS
from scenarios.analysis.decisions import ENOUGH, Decided
from scenarios.analysis.estimates import Told, told
from scenarios.analysis.hints import hints
from scenarios.model import Scenario


def decision_screen(speak: Words, asked: Asked, scenario: Scenario, one: Decided) -> Screen:
    """What was done at one decision."""
    say, scene = speak.say, one.scene
    story = shortened(story_of(speak, scenario, scene))
    chosen = (
        f"{marked(speak, taken.part, part_name(speak, scenario, scene, taken.part.id))}\n"
        f"{_barred(speak, told(taken.people, one.people))}"
        for taken in one.parts
    )
    looks = [
        f"{LOOK} {hint_words(speak, hint, part_name(speak, scenario, scene, hint.part))}"
        for hint in hints(one)
    ]
    came = speak.count("{n} person came this far.", "{n} people came this far.", one.people)
    lines = [
        Line(Role.TITLE, prompt_of(speak, scenario, scene)),
        *((Line(Role.TEXT, story),) if story else ()),
        Line(Role.NOTE, f"{came} {as_hints(speak, one.people)}".rstrip()),
        Line(Role.HEADING, PRESENTERS[one.kind].heading(speak)),
        Line(Role.TEXT, "\n".join(chosen)),
    ]
    if looks:
        lines += [Line(Role.HEADING, say("Worth a look")), Line(Role.TEXT, "\n".join(looks))]
    figures = list(_figures(speak, scenario, one))
    if figures:
        lines += [Line(Role.HEADING, say("In numbers")), Line(Role.TEXT, "\n".join(figures))]
    lines.append(Line(Role.NOTE, _fine_print(speak)))
    back = Button(
        say("Back to the list"), ShowDecisions(asked.assignment, asked.everywhere), main=True
    )
    return Screen(tuple(lines), (back,))


def hidden_screen(speak: Words, asked: Asked, scenario: Scenario, scene: str) -> Screen:
    """Too few came to a decision."""
    back = Button(speak.say("Back to the list"), ShowDecisions(asked.assignment, asked.everywhere))
    return Screen(
        (Line(Role.TITLE, prompt_of(speak, scenario, scene)), Line(Role.NOTE, too_few(speak, 1))),
        (back,),
    )


def _barred(speak: Words, one: Told) -> str:
    return f"{bar(speak, one)} {with_interval(speak, one)}"


def _figures(speak: Words, scenario: Scenario, one: Decided) -> Iterator[str]:
    say, decision = speak.say, scenario.scenes[one.scene].decision
    can_be = {answer.error for answer in decision.every_answer()} if decision else set()
    share = facility(one)
    if share is not None:
        yield say("Average credit: {share}", share=with_interval(speak, share))
    if one.discrimination is not None:
        yield tells(speak, one.discrimination)
    elif one.people < ENOUGH and share is not None:
        yield say("Whether it tells strong from weak can be said from {n} people on.", n=ENOUGH)
    if some := {error: one.errors.get(error, 0) for error in ERRORS if error in can_be}:
        yield headed(errors(speak, some, one.people))
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
