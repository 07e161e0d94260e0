"""What a person sees: lines with a role, and buttons. No face's markup, no storage, no clock.

A screen of an attempt is a function of its position, so it can always be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.services.actions import (
    Action,
    Begin,
    Continue,
    Resume,
    ShowCard,
    ShowList,
    Speak,
    Take,
)
from bot.words import LANGUAGES, Words, words
from scenarios.model import Competency, Scenario
from scenarios.pace import minutes, minutes_from, stops
from scenarios.position import Position
from scenarios.score import Band, Result
from scenarios.telling import Consequence, Turn, tell, told

_MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}


class Role(StrEnum):
    """What a line is for; each face decides how that looks."""

    TITLE = "title"
    TEXT = "text"
    CHOSEN = "chosen"
    REASON = "reason"
    CRITICAL = "critical"
    RULE = "rule"
    PROMPT = "prompt"
    OPTION = "option"
    RECAP = "recap"
    NOTE = "note"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph and its role."""

    role: Role
    text: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button, one a row."""

    text: str
    action: Action
    main: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. Where it belongs to an attempt, it names the turn that it shows."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    shows: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario in the list, with what this person has of it."""

    scenario: Scenario
    running: str | None = None  # the attempt that is under way
    passed: bool | None = None  # None: never finished


def language_screen(proposed: str, *, welcome: bool) -> Screen:
    """The choice of language, each in its own words, the likely one first."""
    order = sorted(LANGUAGES, key=lambda language: language != proposed)
    lines = [Line(Role.TITLE, "Basira · بصيرة")] if welcome else []
    lines += [
        Line(Role.TEXT, words(one).say("In which language would you like to practise?"))
        for one in order
    ]
    return Screen(tuple(lines), tuple(Button(LANGUAGES[one], Speak(one)) for one in order))


def list_screen(speak: Words, listed: Iterable[Listed], *, welcome: bool = False) -> Screen:
    """What can be practised, with what is under way first."""
    say = speak.say
    lines = [Line(Role.TITLE, say("Practice"))]
    if welcome:
        lines = [
            Line(Role.TITLE, say("Welcome to Basira.")),
            Line(
                Role.TEXT,
                say(
                    "Here you practise short cases from work with people. A case unfolds, you "
                    "choose what to do, and the case answers."
                ),
            ),
            Line(
                Role.NOTE,
                say(
                    "Everything here is an exercise. Please write nothing about real people in "
                    "this chat; messages are not kept."
                ),
            ),
        ]
    buttons: list[Button] = []
    for one in sorted(listed, key=lambda item: item.running is None):
        title = _title(one.scenario, speak)
        if one.running is not None:
            buttons.append(
                Button(say("Resume: {title}", title=title), Resume(one.running), main=True)
            )
        else:
            buttons.append(Button(title, ShowCard(one.scenario.id)))
        lines.append(Line(Role.TEXT, _listed(one, title, speak)))
    if not buttons:
        lines.append(Line(Role.TEXT, say("There is no case here yet.")))
    return Screen(tuple(lines), tuple(buttons))


def card_screen(speak: Words, scenario: Scenario) -> Screen:
    """The card of a scenario: a place, a part, how long. Never what kind of case it is."""
    say, language = speak.say, speak.language
    part = told(scenario, language, 0, "your_part", scenario.opening) or ""
    brief = told(scenario, language, 0, "brief", scenario.opening) or ""
    about = minutes(scenario, language)
    return Screen(
        (
            Line(Role.TITLE, _title(scenario, speak)),
            Line(Role.TEXT, say("Your place: {part}", part=part)),
            Line(Role.TEXT, speak.count("About {n} minute", "About {n} minutes", about)),
            Line(Role.TEXT, brief),
            Line(
                Role.NOTE,
                say(
                    "This is an exercise with invented people. A real case belongs with your "
                    "agency's line, not in this chat."
                ),
            ),
            Line(Role.NOTE, say("Not yet reviewed by an expert.")),
        ),
        (
            Button(say("Begin"), Begin(scenario.id), main=True),
            Button(say("All cases"), ShowList()),
        ),
    )


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
        buttons = (
            Button(speak.say("All cases"), ShowList(), main=True),
            Button(speak.say("Play again"), ShowCard(scenario.id)),
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


def paused_screen(speak: Words, scenario: Scenario, attempt: str) -> Screen:
    """The attempt rests; its place is kept."""
    return Screen(
        (
            Line(Role.TITLE, speak.say("Paused.")),
            Line(
                Role.TEXT,
                speak.say(
                    "Your place in “{title}” is kept, for as long as you need.",
                    title=_title(scenario, speak),
                ),
            ),
        ),
        (
            Button(speak.say("Continue"), Resume(attempt), main=True),
            Button(speak.say("All cases"), ShowList()),
        ),
    )


def nothing_to_pause_screen(speak: Words) -> Screen:
    """There is no attempt under way."""
    text = speak.say("No case is under way, so there is nothing to pause.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All cases"), ShowList()),))


def help_screen(speak: Words, commands: Iterable[tuple[str, str]]) -> Screen:
    """What this is, and the commands."""
    say = speak.say
    listed = "\n".join(f"/{name} · {what}" for name, what in commands)
    return Screen(
        (
            Line(Role.TITLE, say("How this works")),
            Line(
                Role.TEXT,
                say(
                    "Read what happens, then tap what you would do. There is no hurry, and you may "
                    "stop at any time. Nobody sees how you practise."
                ),
            ),
            Line(Role.TEXT, listed),
            Line(
                Role.NOTE,
                say(
                    "This is an exercise with invented people. A real case belongs with your "
                    "agency's line, not in this chat."
                ),
            ),
        ),
        (Button(say("All cases"), ShowList()),),
    )


def unasked_screen(speak: Words, running: str | None) -> Screen:
    """A kind answer to what nobody asked for: it was not kept, and real cases belong elsewhere."""
    say = speak.say
    button = Button(say("All cases"), ShowList())
    if running is not None:
        button = Button(say("Back to the case"), Resume(running), main=True)
    return Screen(
        (
            Line(
                Role.TEXT,
                say(
                    "Thank you. In this chat only buttons and commands are read; "
                    "what you sent is not kept."
                ),
            ),
            Line(
                Role.NOTE,
                say(
                    "If it is about a real person, please pass it on through your agency's line, "
                    "and delete it here."
                ),
            ),
        ),
        (button,),
    )


def gone_screen(speak: Words) -> Screen:
    """What was tapped is no longer there."""
    text = speak.say("This button belongs to something that is no longer here.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All cases"), ShowList()),))


def _title(scenario: Scenario, speak: Words) -> str:
    return told(scenario, speak.language, 0, "title", scenario.opening) or scenario.id


def _listed(one: Listed, title: str, speak: Words) -> str:
    about = speak.count(
        "About {n} minute", "About {n} minutes", minutes(one.scenario, speak.language)
    )
    if one.running is not None:
        state = speak.say("under way")
    elif one.passed is None:
        state = speak.say("new")
    else:
        state = speak.say("passed") if one.passed else speak.say("worth another try")
    return f"{title}\n{about} · {state}"


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
    if result.missed:
        yield Line(
            Role.TEXT,
            speak.count(
                "{n} time something was missed.", "{n} times something was missed.", result.missed
            ),
        )
    if result.over_called:
        yield Line(
            Role.TEXT,
            speak.count(
                "{n} time it went too far.", "{n} times it went too far.", result.over_called
            ),
        )
    if result.critical:
        yield Line(Role.HEADING, say("What could have endangered someone"))
        for scene, act in result.critical:
            yield Line(
                Role.CRITICAL,
                critical_sentence(scenario, speak.language, seed, position, scene, act),
            )


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
