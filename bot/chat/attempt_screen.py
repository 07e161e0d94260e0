"""Where an attempt stands, as a screen: a turn, a stop, or the ending with its result.

It is a function of the position, so it can always be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.app.playing.attempt_view import Standing
from bot.app.playing.draft_digest import summed
from bot.app.playing.modes import PREVIEW, REPLAY, is_assessed
from bot.app.playing.shown_turn import Shows
from bot.chat.debrief.ending_lines import ending
from bot.chat.kinds import PRESENTERS
from bot.chat.kinds.base import Asking, Presenter
from bot.chat.kit.actions import Change, Confirm, Continue
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words, words
from scenarios.durations import minutes_from, stops
from scenarios.model import TIMED_OUT, Scenario
from scenarios.rendering import Consequence, Turn, tell


def attempt_screen(standing: Standing) -> Screen:
    """Where an attempt stands: a turn, a stop, or its ending with the result."""
    speak = words(standing.language)
    turn = tell(
        standing.scenario,
        standing.language,
        standing.seed,
        standing.position,
        assessed=is_assessed(standing.mode),
        facts=standing.facts,
    )
    lines = [*_label(speak, standing, turn), *consequence_lines(speak, turn.after)]
    body = [Line(Role.TEXT, passage) for passage in turn.passages]
    more, buttons = _rest(speak, standing, turn)
    body += more
    if lines and body:
        lines.append(Line(Role.RULE, speak.rule))
    seconds = turn.seconds if standing.timed else None
    shows = Shows(standing.attempt, standing.position.turn, seconds)
    return Screen((*lines, *body), tuple(buttons), shows)


def _label(speak: Words, standing: Standing, turn: Turn) -> Iterator[Line]:
    """What is played, where it is not the case itself; its ending says so by itself."""
    if standing.mode == REPLAY and turn.ending is None:
        text = speak.say("A moment tried again; it changes no result.")
        yield Line(Role.NOTE, text)
    if standing.mode == PREVIEW and turn.ending is None:
        yield Line(Role.NOTE, speak.say("A look as a learner has it; it counts nowhere."))


def _rest(speak: Words, standing: Standing, turn: Turn) -> tuple[Iterable[Line], Iterable[Button]]:
    """What follows the story: a result, a recap or a question, and its buttons."""
    attempt, at = standing.attempt, standing.position
    if turn.ending is not None:
        return ending(speak, standing)
    if turn.recap is not None:
        go_on = Button(speak.say("Continue"), Continue(attempt, at.turn), main=True)
        return _recap(standing.scenario, speak, at.scene, turn.recap), (go_on,)
    if not turn.kind:
        return (), ()
    presenter = PRESENTERS[turn.kind]
    asking = Asking(attempt, at.turn, turn, standing.draft)
    prompt = [Line(Role.PROMPT, turn.prompt)] if turn.prompt else []
    if standing.confirming:
        return (*prompt, *_confirming(speak, presenter, asking)), _confirm_buttons(speak, asking)
    clock = _clock(speak, turn) if standing.timed else ()
    return (*prompt, *presenter.lines(speak, asking), *clock), presenter.buttons(speak, asking)


def _confirming(speak: Words, presenter: Presenter[Any], asking: Asking) -> Iterator[Line]:
    """The options, which of them is chosen, and that it does not count yet."""
    yield from (line for line in presenter.lines(speak, asking) if line.role is Role.OPTION)
    yield from presenter.picked(speak, asking)
    yield Line(Role.NOTE, speak.say("It counts once it is confirmed."))


def _confirm_buttons(speak: Words, asking: Asking) -> Iterator[Button]:
    confirm = Confirm(asking.attempt, asking.turn, summed(asking.draft))
    yield Button(speak.say("Confirm"), confirm, main=True)
    yield Button(speak.say("Change"), Change(asking.attempt, asking.turn))


def _clock(speak: Words, turn: Turn) -> Iterator[Line]:
    if turn.seconds is not None:
        text = speak.count(
            "You have about {n} second. /pause stops the clock.",
            "You have about {n} seconds. /pause stops the clock.",
            turn.seconds,
        )
        yield Line(Role.NOTE, text)


def consequence_lines(speak: Words, after: Consequence | None) -> Iterator[Line]:
    """What was done, and what came of it."""
    if after is None:
        return
    presenter = PRESENTERS[after.kind]
    if after.said == TIMED_OUT:
        yield Line(Role.CHOSEN, speak.say("Time ran out."))
    else:
        yield from presenter.done(speak, after)
    if after.feedback:
        yield Line(Role.TEXT, after.feedback)
    if after.why:
        yield Line(Role.REASON, after.why)
    yield from presenter.explained(speak, after)
    for sentence in after.critical:
        yield Line(Role.CRITICAL, sentence)


def _recap(scenario: Scenario, speak: Words, scene: str, recap: str) -> Iterator[Line]:
    yield Line(Role.RECAP, recap)
    met = stops(scenario)
    if scene in met:
        left = minutes_from(scenario, speak.language, scene)
        part = speak.say(
            "Part {part} of {parts} is done.", part=met.index(scene) + 1, parts=len(met) + 1
        )
        about = speak.count("About {n} minute left.", "About {n} minutes left.", left)
        yield Line(Role.NOTE, f"{part} {about}")
