"""How far someone is, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.progress.personal_progress import HowFar
from bot.chat.date_phrases import day_of
from bot.chat.debrief.debrief_phrases import MARKS, band_words, competency_words
from bot.chat.kit.actions import ShowCard
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.learner.certificates.actions import ShowJourneys
from bot.chat.learner.progress.actions import ShowFinished
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words
from scenarios.model import COMPETENCIES
from storage.playing.outcomes import Outcome

PAGE = 6  # cases of a list


@dataclass(frozen=True, slots=True)
class Done:
    """A finished case, and its title."""

    outcome: Outcome
    title: str


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
        Button(title_of(speak, one.scenario), ShowCard(one.scenario.id)) for one in far.again
    ]
    if far.played.finished:
        buttons.append(Button(say("Look back at a case"), ShowFinished(0)))
    lines.append(Line(Role.NOTE, say("Only you see this page.")))
    seen = (button(say("What my trainer sees"), "own_paths", 0),)
    stays = button(say("What stays with me"), "refresher_overview")
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
    """What is not yet secure, and the cases that are worth another try."""
    say = speak.say
    if far.unsure or far.again:
        yield Line(Role.HEADING, say("Worth looking at again"))
    if far.unsure:
        named = speak.listed(competency_words(speak, one) for one in far.unsure)
        yield Line(Role.TEXT, say("Not yet secure: {competencies}", competencies=named))
    for lead, critical in (
        (say("A step could have put someone at risk in:"), True),
        (say("Not passed yet:"), False),
    ):
        cases = [title_of(speak, one.scenario) for one in far.again if one.critical is critical]
        if cases:
            yield Line(Role.TEXT, "\n".join((lead, *map(speak.bullet, cases))))
    if far.again:
        text = say("It happens to careful people; another try shows what works.")
        yield Line(Role.TEXT, text)


def finished_screen(
    speak: Words, done: Sequence[Done], timezone: str, page: int, *, more: bool
) -> Screen:
    """Cases to look back on, the newest first.

    Args:
        speak: The language.
        done: Those of this page.
        timezone: Of whoever reads it.
        page: Which, counted from 0.
        more: Whether there are more after it.
    """
    say = speak.say
    listed = "\n".join(speak.bullet(_about(speak, one, timezone)) for one in done)
    buttons = [button(one.title, "look_back", one.outcome.attempt) for one in done]
    if page:
        buttons.append(Button(say("Earlier ones"), ShowFinished(page - 1)))
    if more:
        buttons.append(Button(say("Further ones"), ShowFinished(page + 1)))
    return Screen(
        (
            Line(Role.TITLE, say("Looking back")),
            Line(Role.TEXT, listed or say("Nothing is finished yet.")),
        ),
        (*buttons, Button(say("Today"), ShowToday())),
    )


def _about(speak: Words, one: Done, timezone: str) -> str:
    passed = speak.say("passed") if one.outcome.result.passed else speak.say("not passed")
    return speak.beside(one.title, passed, day_of(speak, one.outcome.ended_at, timezone))
