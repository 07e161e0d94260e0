"""Where an attempt stands, as a screen: a turn, a stop, or the ending with its result.

It is a function of the position, so it can always be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.services.actions import Continue, ShowCard, ShowList
from bot.services.kinds import FACES
from bot.services.kinds.face import Asking
from bot.services.screen import Button, Line, Role, Screen, Shows
from bot.words import Words, words
from scenarios.model import TIMED_OUT, Competency, Scenario
from scenarios.pace import minutes_from, stops
from scenarios.position import Position
from scenarios.score import Band, Critical, Result
from scenarios.telling import Consequence, Turn, tell, told

_MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands, and what is known of it besides."""

    scenario: Scenario
    language: str
    seed: int
    attempt: str
    position: Position
    result: Result | None = None
    draft: tuple[str, ...] = ()  # what is ticked or put in order, and not yet done
    timed: bool = True  # whether time limits hold


def attempt_screen(standing: Standing) -> Screen:
    """Where an attempt stands: a turn, a stop, or its ending with the result."""
    speak = words(standing.language)
    turn = tell(standing.scenario, standing.language, standing.seed, standing.position)
    lines = list(_consequence(speak, turn.after))
    body = [Line(Role.TEXT, passage) for passage in turn.passages]
    more, buttons = _rest(speak, standing, turn)
    body += more
    if lines and body:
        lines.append(Line(Role.RULE, speak.rule))
    seconds = turn.seconds if standing.timed else None
    shows = Shows(standing.attempt, standing.position.turn, seconds)
    return Screen((*lines, *body), tuple(buttons), shows)


def _rest(speak: Words, standing: Standing, turn: Turn) -> tuple[Iterable[Line], Iterable[Button]]:
    """What follows the story: a result, a recap or a question, and its buttons."""
    attempt, at = standing.attempt, standing.position
    if turn.ending is not None:
        return _result(speak, standing), _after_the_end(speak, standing)
    if turn.recap is not None:
        go_on = Button(speak.say("Continue"), Continue(attempt, at.turn), main=True)
        return _recap(standing.scenario, speak, at.scene, turn.recap), (go_on,)
    if not turn.kind:
        return (), ()
    face, asking = FACES[turn.kind], Asking(attempt, at.turn, turn, standing.draft)
    prompt = [Line(Role.PROMPT, turn.prompt)] if turn.prompt else []
    clock = _clock(speak, turn) if standing.timed else ()
    return (*prompt, *face.lines(speak, asking), *clock), face.buttons(speak, asking)


def _after_the_end(speak: Words, standing: Standing) -> Iterator[Button]:
    passed = standing.result is not None and standing.result.passed
    yield Button(speak.say("All cases"), ShowList(), main=passed)
    yield Button(speak.say("Play again"), ShowCard(standing.scenario.id), main=not passed)


def _clock(speak: Words, turn: Turn) -> Iterator[Line]:
    if turn.seconds is not None:
        text = speak.count(
            "You have about {n} second. /pause stops the clock.",
            "You have about {n} seconds. /pause stops the clock.",
            turn.seconds,
        )
        yield Line(Role.NOTE, text)


def _consequence(speak: Words, after: Consequence | None) -> Iterator[Line]:
    if after is None:
        return
    face = FACES[after.kind]
    if after.said == TIMED_OUT:
        yield Line(Role.CHOSEN, speak.say("Time ran out."))
    else:
        yield from face.done(speak, after)
    if after.feedback:
        yield Line(Role.TEXT, after.feedback)
    if after.why:
        yield Line(Role.REASON, after.why)
    yield from face.explained(speak, after)
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


def _result(speak: Words, standing: Standing) -> Iterator[Line]:
    say, result = speak.say, standing.result
    if result is None:
        return
    yield Line(Role.RULE, speak.rule)
    yield Line(Role.HEADING, _verdict(result, speak))
    if result.bands:
        bands = (
            f"{_competency(one, speak)}: {_band(band, speak)}" for one, band in result.bands.items()
        )
        yield Line(Role.TEXT, "\n".join(bands))
    if counted := "\n".join(_counted(result, speak)):
        yield Line(Role.TEXT, counted)
    if result.critical:
        yield Line(Role.HEADING, say("What could have endangered someone"))
        for one in result.critical:
            for sentence in critical_sentences(standing, one):
                yield Line(Role.CRITICAL, sentence)


def _counted(result: Result, speak: Words) -> Iterator[str]:
    """How often too little was done, too much, or something unsafe."""
    if result.missed:
        yield speak.say("Too little was done: {n}", n=result.missed)
    if result.over_called:
        yield speak.say("Too much was done: {n}", n=result.over_called)
    if result.unsafe:
        yield speak.say("Something was unsafe: {n}", n=result.unsafe)


def critical_sentences(standing: Standing, critical: Critical) -> Iterator[str]:
    """Why an act endangers someone, in the author's words, after the name of the act."""
    decision = standing.scenario.scenes[critical.scene].decision

    def tell_of(key: str) -> str | None:
        return told(
            standing.scenario, standing.language, standing.seed, key, standing.position.state
        )

    keys = decision.aftermath(critical.act, critical.band).critical if decision else ()
    for key in keys:
        sentence, name = tell_of(f"{key}.critical"), tell_of(f"{key}.short")
        if sentence is not None:
            yield f"{name}: {sentence}" if name else sentence


def _verdict(result: Result, speak: Words) -> str:
    if result.passed:
        return speak.say("Done, and passed.")
    if result.critical:
        return speak.count(
            "Done. {n} step could have endangered someone, so this try does not pass.",
            "Done. {n} steps could have endangered someone, so this try does not pass.",
            len(result.critical),
        )
    return speak.say("Done. Another try will make it surer.")


def _competency(competency: Competency, speak: Words) -> str:
    names: dict[Competency, str] = {
        "recognise": speak.say("Recognise"),
        "respond": speak.say("Respond with dignity"),
        "refer": speak.say("Refer"),
        "protect": speak.say("Protect"),
    }
    return names[competency]


def _band(band: Band, speak: Words) -> str:
    names = {
        Band.SECURE: speak.say("secure"),
        Band.NEARLY: speak.say("nearly"),
        Band.NOT_YET: speak.say("not yet"),
    }
    return f"{names[band]} {_MARKS[band]}"
