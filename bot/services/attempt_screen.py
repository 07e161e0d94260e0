"""Where an attempt stands, as a screen: a turn, a stop, or the ending with its result.

It is a function of the position, so it can always be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.actions import Continue, ShowCard, ShowList, Take
from bot.services.screen import Button, Line, Role, Screen
from bot.words import Words, words
from scenarios.model import Competency, Scenario
from scenarios.pace import minutes_from, stops
from scenarios.position import Position
from scenarios.score import Band, Result
from scenarios.telling import Consequence, Turn, tell, told

_MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}


def attempt_screen(
    scenario: Scenario,
    language: str,
    seed: int,
    attempt: str,
    position: Position,
    result: Result | None = None,
) -> Screen:
    """Where an attempt stands: a turn, a stop, or its ending with the result."""
    speak = words(language)
    turn = tell(scenario, language, seed, position)
    lines = list(_consequence(speak, turn.after))
    body = [Line(Role.TEXT, passage) for passage in turn.passages]
    buttons: tuple[Button, ...]
    if turn.ending is not None:
        body += _result(scenario, speak, seed, position, result) if result else ()
        passed = result is not None and result.passed
        buttons = (
            Button(speak.say("All cases"), ShowList(), main=passed),
            Button(speak.say("Play again"), ShowCard(scenario.id), main=not passed),
        )
    elif turn.recap is not None:
        body += _recap(scenario, speak, position.scene, turn.recap)
        buttons = (Button(speak.say("Continue"), Continue(attempt, position.turn), main=True),)
    else:
        body += _question(speak, turn)
        buttons = tuple(
            Button(
                f"{speak.letter(index)} · {option.short}", Take(attempt, position.turn, option.id)
            )
            for index, option in enumerate(turn.options)
        )
    if lines and body:
        lines.append(Line(Role.RULE, speak.rule))
    return Screen((*lines, *body), buttons, (attempt, position.turn))


def _consequence(speak: Words, after: Consequence | None) -> Iterator[Line]:
    if after is None:
        return
    yield Line(Role.CHOSEN, speak.say("You chose: {choice}", choice=after.chosen))
    if after.feedback:
        yield Line(Role.TEXT, after.feedback)
    if after.why:
        yield Line(Role.REASON, after.why)
    if after.critical:
        yield Line(Role.CRITICAL, after.critical)


def _question(speak: Words, turn: Turn) -> Iterator[Line]:
    if turn.prompt:
        yield Line(Role.PROMPT, turn.prompt)
    for index, option in enumerate(turn.options):
        yield Line(Role.OPTION, f"{speak.letter(index)} · {option.text}")


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


def _result(
    scenario: Scenario, speak: Words, seed: int, position: Position, result: Result
) -> Iterator[Line]:
    say = speak.say
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
        for scene, act in result.critical:
            yield Line(
                Role.CRITICAL,
                critical_sentence(scenario, speak.language, seed, position, scene, act),
            )


def _counted(result: Result, speak: Words) -> Iterator[str]:
    """How often too little was done, too much, or something unsafe."""
    if result.missed:
        yield speak.say("Too little was done: {n}", n=result.missed)
    if result.over_called:
        yield speak.say("Too much was done: {n}", n=result.over_called)
    if result.unsafe:
        yield speak.say("Something was unsafe: {n}", n=result.unsafe)


def critical_sentence(
    scenario: Scenario, language: str, seed: int, position: Position, scene: str, act: str
) -> str:
    """Why an act endangers someone, in the author's words, after the name of the act."""
    decision = scenario.scenes[scene].decision
    key = next(one.key for one in decision.every_answer() if one.act == act) if decision else ""
    short = told(scenario, language, seed, f"{key}.short", position.state)
    sentence = told(scenario, language, seed, f"{key}.critical", position.state)
    return f"{short}: {sentence}"


def _verdict(result: Result, speak: Words) -> str:
    if result.passed:
        return speak.say("Done, and passed.")
    if result.critical:
        return speak.say("Done. One step could have endangered someone, so this try does not pass.")
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
