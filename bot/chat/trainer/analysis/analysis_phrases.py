"""The words of statistics: shares, parts of a decision, and what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.chat.debrief.debrief_phrases import shortened
from bot.chat.kinds import PRESENTERS
from bot.chat.labels import headed
from bot.locale import Words
from scenarios.analysis.decisions import Decided
from scenarios.analysis.estimates import Estimate, Told, told
from scenarios.analysis.hints import FEW, Hint, What
from scenarios.bidi import RTL
from scenarios.model import NOTHING, TIMED_OUT, Error, Part, Scenario
from scenarios.rendering import told_outside

LOOK = "⚠"
_BEGINNING, _PROMPT, _NAME = 50, 80, 60  # letters of a story, a question, a choice
_FULL, _EMPTY, _STEPS = "▰", "▱", 10
_SIGNS = {"right": "✓", "partly": "◐", "wrong": "✗"}
_WELL = (0.4, 0.3, 0.2)
"""From where a correlation counts as very good, good, and fair; see `hints.WEAK`."""


def percent(speak: Words, one: Told) -> str:
    """A share."""
    if one.end > 0:
        return speak.say("{n}% or more", n=one.percent)
    if one.end < 0:
        return speak.say("{n}% or less", n=one.percent)
    return speak.say("{n}%", n=one.percent)


def with_interval(speak: Words, one: Told) -> str:
    """A share, and between what the true one lies."""
    return speak.say(
        "{share} ({low} to {high}%)",
        share=percent(speak, one),
        low=round(100 * one.low),
        high=round(100 * one.high),
    )


def bar(speak: Words, one: Told) -> str:
    """A share as a bar of ten. A bar has no direction, so a mark gives it the text's."""
    full = min(_STEPS, max(0, round(one.percent / _STEPS)))
    mark = "\u200f" if speak.language in RTL else ""
    return mark + _FULL * full + _EMPTY * (_STEPS - full)


def part_name(speak: Words, scenario: Scenario, scene: str, part: str) -> str:
    """A choice, an item, a question or a band in a few words."""
    decision = scenario.scenes[scene].decision
    assert decision is not None, scene
    presenter = PRESENTERS[decision.kind]
    if part == TIMED_OUT:
        return headed(speak.say("no answer in time"))
    if part == NOTHING:
        return headed(presenter.nothing(speak))
    key = decision.part_key(part)
    told_ = (told_outside(scenario, speak.language, f"{key}.{one}") for one in ("short", "text"))
    band = presenter.band(speak, decision, part)
    return shortened(next(filter(None, told_), None) or band or part, _NAME)


def prompt_of(speak: Words, scenario: Scenario, scene: str) -> str:
    """The question of a decision."""
    decision = scenario.scenes[scene].decision
    assert decision is not None, scene
    return told_outside(scenario, speak.language, f"scenes.{scene}.{decision.kind}.prompt") or scene


def marked(speak: Words, part: Part, name: str) -> str:
    """A part with a sign of how good it is, and what kind of error it is."""
    notes = [f"{_SIGNS[part.worth]} {name}"]
    if part.error is not None:
        notes.append(error_name(speak, part.error))
    if part.critical:
        notes.append(f"{LOOK} " + speak.say("could endanger someone"))
    return " · ".join(notes)


def error_name(speak: Words, error: Error) -> str:
    """A kind of error."""
    names: dict[Error, str] = {
        "missed": speak.say("too little"),
        "over-called": speak.say("too much"),
        "unsafe": speak.say("unsafe"),
    }
    return names[error]


def errors(speak: Words, some: Mapping[Error, int], everybody: int) -> str:
    """How many made each kind of error.

    Put together without isolates: a line that begins with one has no direction.
    """
    return " · ".join(
        f"{error_name(speak, error)} {percent(speak, told(n, everybody))}"
        for error, n in some.items()
    )


def tells(speak: Words, one: Estimate) -> str:
    """How well a decision tells those who do well from those who do not."""
    very, well, fairly = _WELL
    if one.value >= very:
        said = speak.say("It tells strong from weak very well:")
    elif one.value >= well:
        said = speak.say("It tells strong from weak well:")
    elif one.value >= fairly:
        said = speak.say("It tells strong from weak a little:")
    elif one.value >= 0:
        said = speak.say("It hardly tells strong from weak:")
    else:
        said = speak.say("It tells strong from weak the wrong way round:")
    r, low, high = map(_signed, (one.value, one.low, one.high))
    return said + " " + speak.say("{r} ({low} to {high})", r=r, low=low, high=high)


def _signed(value: float) -> str:
    """To two places, with a true minus, and none before nought."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def clock(seconds: float) -> str:
    """A time, in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def hint_words(speak: Words, hint: Hint, choice: str) -> str:
    """What is worth a look; `choice` is the part that it is about."""
    said = {
        What.STRONG_WRONG: speak.say(
            "The strongest learners choose “{choice}”: look at the wording.", choice=choice
        ),
        What.BACKWARDS: speak.say(
            "Those who do well elsewhere do worse here: look whether it misleads."
        ),
        What.FLAT: speak.say("Those who do well elsewhere do no better here: it tells little."),
        What.HARD: speak.say(
            "Hardly anyone finds a good answer: look whether it was taught and can be known."
        ),
        What.EASY: speak.say("Nearly all find a good answer: they know this already."),
        What.NOBODY: speak.say(
            "Nobody ever picks “{choice}”: too easy to see through.", choice=choice
        ),
        What.QUICK: speak.say(
            "Many answer faster than it can be read: perhaps it is too long, or known already."
        ),
    }
    return said[hint.what]


def as_hints(speak: Words, people: int) -> str:
    """That figures of few people are hints; empty of many."""
    return speak.say("So few: read this as hints.") if people < FEW else ""


def facility(one: Decided) -> Told | None:
    """The mean credit as it is told; None where nothing is scored."""
    if one.facility is None:
        return None
    return told(one.facility.value * one.people, one.people)


def too_few(speak: Words, decisions: int) -> str:
    """That decisions are not shown, since too few met them."""
    return speak.count(
        "{n} decision was met by fewer than five people and is not shown.",
        "{n} decisions were met by fewer than five people and are not shown.",
        decisions,
    )


def questions(speak: Words, scenario: Scenario, scenes: Iterable[str]) -> dict[str, str]:
    """The questions of decisions by scene; of those that are asked alike, how their story begins.

    Args:
        speak: The language.
        scenario: The edition whose texts are shown.
        scenes: Where the decisions are.
    """
    prompts = {one: shortened(prompt_of(speak, scenario, one), _PROMPT) for one in scenes}
    asked = Counter(prompts.values())
    return {
        scene: prompt
        if asked[prompt] == 1
        else f"{prompt} · {shortened(story_of(speak, scenario, scene), _BEGINNING)}"
        for scene, prompt in prompts.items()
    }


def story_of(speak: Words, scenario: Scenario, scene: str) -> str:
    """What is told before a decision."""
    return told_outside(scenario, speak.language, f"scenes.{scene}.text") or ""
