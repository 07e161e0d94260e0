"""What a trainer sees of programmes. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.cohorts.actions import SendGuide, ShowProgramme, ShowProgrammes
from bot.locale import Words
from bot.scenario_files.programme_guide import about, steps, tests
from scenarios.model import Scenario
from scenarios.programmes import Programme, Programmes


def programmes_screen(speak: Words, programmes: Programmes) -> Screen:
    """Every programme by its name."""
    say, language = speak.say, speak.language
    text = say("Cases in order, each programme with a guide for whoever leads the room.")
    return Screen(
        (Line(Role.TITLE, say("Programmes")), Line(Role.TEXT, text)),
        (
            *(
                Button(one.title.in_(language), ShowProgramme(one.id))
                for one in programmes.values()
            ),
            Button(say("Today"), ShowToday()),
        ),
    )


def programme_screen(speak: Words, one: Programme, cases: Mapping[str, Scenario]) -> Screen:
    """What a programme is for, its cases in order, and its tests."""
    say, language = speak.say, speak.language
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(steps(speak, one, cases), 1))
    lines = [
        Line(Role.TITLE, one.title.in_(language)),
        Line(Role.TEXT, one.about.in_(language)),
        Line(Role.NOTE, about(speak, one)),
        Line(Role.HEADING, say("The cases, in this order")),
        Line(Role.TEXT, listed),
    ]
    if told := tests(speak, one):
        lines.append(Line(Role.TEXT, told))
    return Screen(
        tuple(lines),
        (
            Button(say("The guide, to open or print"), SendGuide(one.id), main=True),
            Button(say("Programmes"), ShowProgrammes()),
        ),
    )


def sent_screen(speak: Words, one: Programme) -> Screen:
    """What is on its way."""
    say = speak.say
    text = say("The guide comes as a page: it opens in a browser, and can be printed from there.")
    return Screen(
        (Line(Role.TITLE, one.title.in_(speak.language)), Line(Role.TEXT, text)),
        (Button(say("Back to the programme"), ShowProgramme(one.id)),),
    )
