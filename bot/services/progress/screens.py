"""How far someone is, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.services.actions import ShowCard
from bot.services.cards.about import title_of
from bot.services.certifying.actions import ShowJourneys
from bot.services.debrief.phrases import MARKS, band_words, competency_words
from bot.services.following.actions import ShowShared
from bot.services.progress.standing import HowFar
from bot.services.refreshers.actions import ShowRefreshers
from bot.services.screen import Button, Line, Role, Screen
from bot.services.today.actions import ShowToday
from bot.words import Words
from scenarios.model import COMPETENCIES


def progress_screen(
    speak: Words, far: HowFar, tests: Sequence[Button] = (), programmes: Sequence[str] = ()
) -> Screen:
    """What is done, how sure each competency is, and what is worth looking at again.

    Args:
        speak: The language.
        far: How far someone is.
        tests: The ways to how their tests went.
        programmes: How far in each of their programmes, in words.
    """
    say = speak.say
    today = Button(say("Today"), ShowToday())
    lines = [Line(Role.TITLE, say("Progress"))]
    if not far.played.finished and not far.left and not programmes:
        text = say("Nothing is finished yet. Here you will see how far you are.")
        return Screen((*lines, Line(Role.TEXT, text)), (*tests, today))
    lines.append(Line(Role.TEXT, "\n".join(_counted(speak, far))))
    if programmes:
        lines.append(Line(Role.HEADING, say("Programmes")))
        lines += [Line(Role.TEXT, one) for one in programmes]
    if far.played.finished:
        lines.append(Line(Role.HEADING, say("How sure each is")))
        lines.append(Line(Role.TEXT, "\n".join(_bands(speak, far))))
    lines += _worth_another_look(speak, far)
    buttons = [
        Button(title_of(speak, one.scenario), ShowCard(one.scenario.id)) for one in far.themes
    ]
    lines.append(Line(Role.NOTE, say("Only you see this page.")))
    seen = (Button(say("What my trainer sees"), ShowShared(0)),)
    stays = Button(say("What stays with me"), ShowRefreshers())
    if programmes:
        buttons.append(Button(say("Your programmes"), ShowJourneys()))
    return Screen(
        tuple(lines), (*buttons, *tests, *(seen if far.assigned.finished else ()), stays, today)
    )


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


def _worth_another_look(speak: Words, far: HowFar) -> Iterator[Line]:
    """What is not yet secure, and the cases with a step that could have endangered someone."""
    say = speak.say
    if far.unsure or far.themes:
        yield Line(Role.HEADING, say("Worth looking at again"))
    if far.unsure:
        named = speak.listed(competency_words(speak, one) for one in far.unsure)
        yield Line(Role.TEXT, say("Not yet secure: {competencies}", competencies=named))
    if far.themes:
        cases = "\n".join(speak.bullet(title_of(speak, one.scenario)) for one in far.themes)
        lead = say("A step could have put someone at risk in:")
        yield Line(Role.TEXT, f"{lead}\n{cases}")
        text = say("It happens to careful people; another try shows what works.")
        yield Line(Role.TEXT, text)
