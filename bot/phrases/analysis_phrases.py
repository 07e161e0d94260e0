"""Phrases of item analysis: shares, parts of a decision, and hints at what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.app.progress.answer_counts import Counted
from bot.kinds import PRESENTERS
from bot.locale import Words
from bot.phrases.debrief_phrases import shortened
from bot.phrases.labels import headed
from scenarios.analysis.answers import ERRORS
from scenarios.analysis.decisions import DecisionStats
from scenarios.analysis.estimates import Estimate, MaskedShare, mask_share
from scenarios.analysis.hints import FEW, Hint, HintKind
from scenarios.languages import RTL
from scenarios.model import NOTHING, TIMED_OUT, Error, Part, Scenario
from scenarios.rendering import render_outside_attempt

LOOK = "⚠"
_BEGINNING, _PROMPT, _NAME = 50, 80, 60  # letters of a story, a question, a choice
_FULL, _EMPTY, _STEPS = "▰", "▱", 10
_SIGNS = {"right": "✓", "partly": "◐", "wrong": "✗"}
_WELL = (0.4, 0.3, 0.2)
"""From where a correlation counts as very good, good, and fair; see `hints.WEAK`."""


def percent(words: Words, share: MaskedShare) -> str:
    if share.end > 0:
        return words.say("{n}% or more", n=share.percent)
    if share.end < 0:
        return words.say("{n}% or less", n=share.percent)
    return words.say("{n}%", n=share.percent)


def with_interval(words: Words, share: MaskedShare) -> str:
    """A share with its confidence interval."""
    return words.say(
        "{share} ({low} to {high}%)",
        share=percent(words, share),
        low=round(100 * share.low),
        high=round(100 * share.high),
    )


def bar(words: Words, share: MaskedShare) -> str:
    """A share as a bar of ten signs, with a mark that gives them the direction of the text."""
    full = min(_STEPS, max(0, round(share.percent / _STEPS)))
    mark = "\u200f" if words.language in RTL else ""
    return mark + _FULL * full + _EMPTY * (_STEPS - full)


def part_name(words: Words, scenario: Scenario, scene: str, part: str) -> str:
    """A part of a decision in a few words: a choice, an item, a question or a band."""
    decision = scenario.scenes[scene].decision
    assert decision is not None, scene
    presenter = PRESENTERS[decision.kind]
    if part == TIMED_OUT:
        return headed(words.say("no answer in time"))
    if part == NOTHING:
        return headed(presenter.nothing(words))
    key = decision.part_key(part)
    texts = (
        render_outside_attempt(scenario, words.language, f"{key}.{each}")
        for each in ("short", "text")
    )
    band = presenter.band(words, decision, part)
    return shortened(next(filter(None, texts), None) or band or part, _NAME)


def prompt_of(words: Words, scenario: Scenario, scene: str) -> str:
    decision = scenario.scenes[scene].decision
    assert decision is not None, scene
    return (
        render_outside_attempt(scenario, words.language, f"scenes.{scene}.{decision.kind}.prompt")
        or scene
    )


def marked(words: Words, part: Part, name: str) -> str:
    """The name of a part with its worth and its kind of error."""
    notes = [f"{_SIGNS[part.worth]} {name}"]
    if part.error is not None:
        notes.append(error_name(words, part.error))
    if part.critical:
        notes.append(f"{LOOK} " + words.say("could endanger someone"))
    return " · ".join(notes)


def error_name(words: Words, error: Error) -> str:
    names: dict[Error, str] = {
        "missed": words.say("too little"),
        "over-called": words.say("too much"),
        "unsafe": words.say("unsafe"),
    }
    return names[error]


def errors(words: Words, counts: Mapping[Error, int], people: int) -> str:
    """The share of each kind of error.

    Joined without isolates: a line that begins with one has no direction.
    """
    return " · ".join(
        f"{error_name(words, error)} {percent(words, mask_share(count, people))}"
        for error, count in counts.items()
    )


def all_errors(words: Words, decided: Sequence[DecisionStats]) -> str:
    """The share of each kind of error in the answers to all of these decisions, at least one."""
    answers = sum(decision.people for decision in decided)
    some = {error: sum(each.errors.get(error, 0) for each in decided) for error in ERRORS}
    return words.say("Of all answers:") + " " + errors(words, some, answers)


def sample_words(words: Words, counted: Counted, *, everywhere: bool) -> str:
    """Whose answers an analysis rests on."""
    people = len(counted.tries)
    about = (
        words.count(
            "This rests on the first try of {n} person.",
            "This rests on the first try of {n} people.",
            people,
        ),
        everywhere
        and words.count(
            "They come from {n} cohort; where fewer than five have finished, nobody counts.",
            "They come from {n} cohorts; where fewer than five have finished, nobody counts.",
            counted.cohorts,
        ),
        as_hints(words, people),
    )
    return " ".join(each for each in about if each)


def besides_words(words: Words, counted: Counted) -> str:
    """Whose answers an analysis leaves out; empty for nobody's."""
    besides = (
        counted.waiting > 0
        and words.count(
            "{n} more has finished and does not count yet: people count in fives, so that "
            "nobody’s answers stand out.",
            "{n} more have finished and do not count yet: people count in fives, so that "
            "nobody’s answers stand out.",
            counted.waiting,
        ),
        counted.newest and words.say("There are more cohorts; only the newest are looked at."),
        counted.others
        and words.say(
            "Some played the case with another structure; their answers are not included."
        ),
    )
    return " ".join(each for each in besides if each)


def discrimination_words(words: Words, correlation: Estimate) -> str:
    """How well a decision separates strong from weak learners, in words."""
    very, well, fairly = _WELL
    if correlation.value >= very:
        verdict = words.say("Tells strong learners from weak ones very well")
    elif correlation.value >= well:
        verdict = words.say("Tells strong learners from weak ones well")
    elif correlation.value >= fairly:
        verdict = words.say("Tells strong learners from weak ones a little")
    elif correlation.value >= 0:
        verdict = words.say("Hardly tells strong learners from weak ones")
    else:
        verdict = words.say("Weaker learners did better here: check this question")
    r, low, high = map(_signed, (correlation.value, correlation.low, correlation.high))
    return verdict + " · " + words.say("{r} ({low} to {high})", r=r, low=low, high=high)


def _signed(value: float) -> str:
    """To two places, with a true minus sign, and none before zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def clock(seconds: float) -> str:
    """A duration as minutes and seconds, such as `1:05`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def hint_words(words: Words, hint: Hint, choice: str) -> str:
    """The hint about a choice of this name."""
    sentences = {
        HintKind.STRONG_WRONG: words.say(
            "The strongest learners choose “{choice}”: check the wording.", choice=choice
        ),
        HintKind.BACKWARDS: words.say(
            "People who do well elsewhere do worse here: check whether it misleads."
        ),
        HintKind.FLAT: words.say(
            "People who do well elsewhere do no better here: it measures little."
        ),
        HintKind.HARD: words.say(
            "Hardly anyone finds a good answer: check whether it was taught and can be known."
        ),
        HintKind.EASY: words.say("Nearly all find a good answer: they know this already."),
        HintKind.NOBODY: words.say(
            "Nobody chooses “{choice}”: it is too easy to rule out.", choice=choice
        ),
        HintKind.QUICK: words.say(
            "Many answer faster than it can be read: perhaps it is too long, or known already."
        ),
    }
    return sentences[hint.kind]


def as_hints(words: Words, people: int) -> str:
    """The warning that goes with figures of few people; empty for many."""
    return words.say("So few: read this as hints.") if people < FEW else ""


def facility(decision: DecisionStats) -> MaskedShare | None:
    """The mean credit as a share; None where nothing is scored."""
    if decision.facility is None:
        return None
    return mask_share(decision.facility.value * decision.people, decision.people)


def too_few(words: Words, decisions: int) -> str:
    """A note that some decisions are hidden."""
    return words.count(
        "{n} decision was reached by fewer than five people and is not shown.",
        "{n} decisions were reached by fewer than five people and are not shown.",
        decisions,
    )


def questions(words: Words, scenario: Scenario, scenes: Iterable[str]) -> dict[str, str]:
    """The questions of decisions by scene; equal ones with the beginning of their story.

    Args:
        scenario: The edition whose texts are shown.
        scenes: Where the decisions are.
    """
    prompts = {scene: shortened(prompt_of(words, scenario, scene), _PROMPT) for scene in scenes}
    asked = Counter(prompts.values())
    return {
        scene: prompt
        if asked[prompt] == 1
        else f"{prompt} · {shortened(story_of(words, scenario, scene), _BEGINNING)}"
        for scene, prompt in prompts.items()
    }


def story_of(words: Words, scenario: Scenario, scene: str) -> str:
    """The story before a decision."""
    return render_outside_attempt(scenario, words.language, f"scenes.{scene}.text") or ""
