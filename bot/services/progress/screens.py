"""How far someone is, on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.actions import ShowCard
from bot.services.cards.about import title_of
from bot.services.debrief.phrases import MARKS, band_words, competency_words
from bot.services.progress.standing import HowFar, Theme
from bot.services.screen import Button, Line, Role, Screen
from bot.services.today.actions import ShowToday
from bot.words import Words
from scenarios.model import COMPETENCIES


def progress_screen(speak: Words, far: HowFar) -> Screen:
    """What is done, how sure each competency is, and what is worth looking at again."""
    say = speak.say
    today = Button(say("Today"), ShowToday())
    lines = [Line(Role.TITLE, say("Progress"))]
    if not far.played.finished and not far.left:
        text = say("Nothing is finished yet. Here you will see how far you are.")
        return Screen((*lines, Line(Role.TEXT, text)), (today,))
    lines.append(Line(Role.TEXT, "\n".join(_counted(speak, far))))
    if far.played.finished:
        lines.append(Line(Role.HEADING, say("How sure each is")))
        lines.append(Line(Role.TEXT, "\n".join(_bands(speak, far))))
    buttons = []
    if far.themes:
        lines.append(Line(Role.HEADING, say("Worth looking at again")))
        lines.append(Line(Role.TEXT, "\n".join(_theme(speak, one) for one in far.themes)))
        text = say(
            "A step in each of these could have put someone at risk. It happens to careful "
            "people; another try shows what works."
        )
        lines.append(Line(Role.TEXT, text))
        for one in far.themes:
            title = title_of(speak, one.scenario)
            buttons.append(Button(title, ShowCard(one.scenario.id)))
    lines.append(Line(Role.NOTE, say("Only you see this page.")))
    return Screen(tuple(lines), (*buttons, today))


def _counted(speak: Words, far: HowFar) -> Iterator[str]:
    assigned, played = far.assigned, far.played
    if assigned.finished or far.left:
        done = speak.count("{n} done", "{n} done", assigned.finished)
        passed = speak.count("{n} passed", "{n} passed", assigned.passed)
        left = speak.count("{n} to do", "{n} to do", far.left)
        yield speak.say("Assigned: {parts}", parts=f"{done} · {passed} · {left}")
    cases = speak.count("{n} case", "{n} cases", played.finished)
    passed = speak.count("{n} passed", "{n} passed", played.passed)
    yield speak.say("Played in all: {parts}", parts=f"{cases} · {passed}")


def _bands(speak: Words, far: HowFar) -> Iterator[str]:
    """Every competency, also where too few decisions were met to say anything."""
    for one in COMPETENCIES:
        band = far.bands.get(one)
        if band is None:
            said = speak.say("too few decisions yet")
        else:
            said = f"{band_words(speak, band)} {MARKS[band]}"
        yield f"{competency_words(speak, one)}: {said}"


def _theme(speak: Words, theme: Theme) -> str:
    named = speak.listed(competency_words(speak, one) for one in theme.competencies)
    return (
        f"• {title_of(speak, theme.scenario)} ({named})"
        if named
        else title_of(speak, theme.scenario)
    )
