"""What stands below the story of an ended attempt: its result, and where to go from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.services.actions import ShowCard, ShowList
from bot.services.screen import Button, Line, Role
from bot.services.standing import Standing
from bot.words import Words
from scenarios.model import Competency
from scenarios.score import Band, Critical, Result
from scenarios.telling import told

_MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}


def ending(speak: Words, standing: Standing) -> tuple[Iterable[Line], Iterable[Button]]:
    """The lines below the story of an ended attempt, and its buttons."""
    return _result(speak, standing), _after_the_end(speak, standing)


def _after_the_end(speak: Words, standing: Standing) -> Iterator[Button]:
    passed = standing.result is not None and standing.result.passed
    yield Button(speak.say("All cases"), ShowList(), main=passed)
    yield Button(speak.say("Play again"), ShowCard(standing.scenario.id), main=not passed)


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
            for sentence in _critical_sentences(standing, one):
                yield Line(Role.CRITICAL, sentence)


def _counted(result: Result, speak: Words) -> Iterator[str]:
    """How often too little was done, too much, or something unsafe."""
    if result.missed:
        yield speak.say("Too little was done: {n}", n=result.missed)
    if result.over_called:
        yield speak.say("Too much was done: {n}", n=result.over_called)
    if result.unsafe:
        yield speak.say("Something was unsafe: {n}", n=result.unsafe)


def _critical_sentences(standing: Standing, critical: Critical) -> Iterator[str]:
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
