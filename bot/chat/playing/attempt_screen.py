"""The screen of an attempt: a turn, a stop, or the ending with its result.

Screens are functions of positions, so they can always be drawn again. After a tap there are two:
the tapped message becomes the outcome, and the next scene is a new message. Whatever is drawn
without a tap, such as after a crash, is one message with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.app.playing.attempt_view import AttemptView
from bot.app.playing.draft_digest import draft_digest
from bot.app.playing.recap import Recap
from bot.app.playing.shown_turn import ShownTurn
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Exhibit, Screen
from bot.chat.playing.ending_lines import ending
from bot.chat.playing.exhibit_files import exhibit_of
from bot.kinds import PRESENTERS
from bot.kinds.base import Asking, Presenter
from bot.lines import Line, LineRole
from bot.locale import Words, words
from bot.phrases.debrief_phrases import done_words
from scenarios.durations import minutes_from, stops
from scenarios.model import TIMED_OUT, Scenario
from scenarios.position import Position
from scenarios.rendering import Consequence, Turn, render_turn
from storage.playing.attempts import PREVIEW, REPLAY


def attempt_screen(view: AttemptView) -> Screen:
    """The screen of an attempt after the outcome of the last answer, in one message."""
    speak, turn = words(view.language), _told(view, view.position)
    return _scene(speak, view, turn, tuple(consequence_lines(speak, turn.after)))


def step_screens(view: AttemptView) -> tuple[Screen | None, Screen]:
    """The outcome that replaces the tapped message, if any, and the next scene."""
    speak, turn = words(view.language), _told(view, view.position)
    if view.before is None or turn.after is None:
        return None, _scene(speak, view, turn, ())
    answered = _told(view, view.before)
    story = (*answered.passages, *([answered.prompt] if answered.prompt else []))
    earlier = [Line(LineRole.EARLIER, text) for text in story] if answered.passages else []
    outcome = Screen((*earlier, *consequence_lines(speak, turn.after)))
    return outcome, _scene(speak, view, turn, ())


def _told(view: AttemptView, position: Position) -> Turn:
    return render_turn(
        view.scenario,
        view.language,
        view.seed,
        position,
        assessed=view.is_assessed,
        facts=view.facts,
    )


def _scene(speak: Words, view: AttemptView, turn: Turn, outcome: Sequence[Line]) -> Screen:
    body = [Line(LineRole.TEXT, passage) for passage in turn.passages]
    more, buttons = _rest(speak, view, turn)
    body += more
    rule = [Line(LineRole.RULE, speak.rule)] if outcome and body else []
    lines = (Line(LineRole.STEP, _first_line(speak, view, turn)), *outcome, *rule, *body)
    seconds = turn.seconds if view.timed else None
    shows = ShownTurn(view.attempt, view.position.turn, seconds)
    protected = view.is_assessed and turn.ending is None
    return Screen(lines, tuple(buttons), shows, _exhibits(view, turn), protected)


def _exhibits(view: AttemptView, turn: Turn) -> tuple[Exhibit, ...]:
    return tuple(exhibit_of(view.scenario, shown, files=view.media) for shown in turn.exhibits)


def _first_line(speak: Words, view: AttemptView, turn: Turn) -> str:
    """The line shown in a list of chats, which reveals neither story nor answer."""
    if turn.ending is not None:
        return speak.say("The end")
    if view.mode == REPLAY:
        return speak.say("A moment tried again; it changes no result.")
    if view.mode == PREVIEW:
        return speak.say("A preview as learners see it; nothing counts.")
    return speak.say("Step {n}", n=view.position.turn + 1)


def _rest(speak: Words, view: AttemptView, turn: Turn) -> tuple[Iterable[Line], Iterable[Button]]:
    """The lines below the story: a result, a recap or a question, and its buttons."""
    attempt, at = view.attempt, view.position
    if turn.ending is not None:
        return ending(speak, view)
    if turn.recap is not None:
        go_on = main(button(speak.say("Continue"), "continue_story", attempt, at.turn))
        return _recap(view.scenario, speak, at.scene, turn.recap), (go_on,)
    if not turn.kind:
        return (), ()
    presenter = PRESENTERS[turn.kind]
    asking = Asking(attempt, at.turn, turn, view.draft)
    prompt = [Line(LineRole.PROMPT, turn.prompt)] if turn.prompt else []
    if view.confirming:
        return (*prompt, *_confirming(speak, presenter, asking)), _confirm_buttons(speak, asking)
    clock = _clock(speak, turn) if view.timed else ()
    return (*prompt, *presenter.lines(speak, asking), *clock), presenter.buttons(speak, asking)


def _confirming(speak: Words, presenter: Presenter[Any], asking: Asking) -> Iterator[Line]:
    """The options, which of them is chosen, and that it does not count yet."""
    yield from presenter.listing(speak, asking)
    yield from presenter.picked(speak, asking)
    yield Line(LineRole.NOTE, speak.say("Tap Confirm to submit."))


def _confirm_buttons(speak: Words, asking: Asking) -> Iterator[Button]:
    attempt, turn = asking.attempt, asking.turn
    digest = draft_digest(asking.draft)
    yield main(button(speak.say("Confirm"), "confirm_answer", attempt, turn, digest))
    yield button(speak.say("Change"), "change_answer", attempt, turn)


def _clock(speak: Words, turn: Turn) -> Iterator[Line]:
    if turn.seconds is not None:
        text = speak.count(
            "You have about {n} second. /pause stops the clock.",
            "You have about {n} seconds. /pause stops the clock.",
            turn.seconds,
        )
        yield Line(LineRole.NOTE, text)


def consequence_lines(speak: Words, after: Consequence | None) -> Iterator[Line]:
    """The answer and its consequence."""
    if after is None:
        return
    presenter = PRESENTERS[after.kind]
    if after.act == TIMED_OUT:
        yield Line(LineRole.CHOSEN, speak.say("Time ran out."))
    else:
        yield from presenter.done(speak, after)
    if after.feedback:
        yield Line(LineRole.TEXT, after.feedback)
    if after.why:
        yield Line(LineRole.REASON, after.why)
    yield from presenter.explained(speak, after)
    for sentence in after.critical:
        yield Line(LineRole.CRITICAL, sentence)


def recap_lines(speak: Words, recap: Recap) -> Iterator[Line]:
    """A recap in two or three lines."""
    done = [done_words(speak, answer).replace("\n", " ") for answer in recap.answers]
    lines = [*([recap.story] if recap.story else []), *map(speak.bullet, done)]
    if lines:
        yield Line(LineRole.HEADING, speak.say("So far"))
        yield Line(LineRole.EARLIER, "\n".join(lines))


def _recap(scenario: Scenario, speak: Words, scene: str, recap: str) -> Iterator[Line]:
    yield Line(LineRole.RECAP, recap)
    met = stops(scenario)
    if scene in met:
        left = minutes_from(scenario, speak.language, scene)
        part = speak.say(
            "Part {part} of {parts} is done.", part=met.index(scene) + 1, parts=len(met) + 1
        )
        about = speak.count("About {n} minute left.", "About {n} minutes left.", left)
        yield Line(LineRole.NOTE, f"{part} {about}")
