"""The interface texts of the HTML page, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.locale import Words
from bot.phrases.case_phrases import introduction, review_status, sensitive_content
from bot.phrases.debrief_phrases import MARKS, band_words, competency_words
from scenarios import limits
from scenarios.model import COMPETENCIES, Scenario
from scenarios.score import ENOUGH, NEARLY, PASS_MARK, SECURE, Band
from storage.authoring.sign_offs import SignOff

HERE = "\ue002"  # where a value is inserted, already within isolates
_STEPS = 12  # dangerous answers; no path of a case has more decisions with one


def labels(speak: Words, scenario: Scenario, signed: Sequence[SignOff] | None) -> Mapping[str, Any]:
    """All labels of a case's page; expert sign-offs are counted on its card."""
    title, *card = (line.text for line in introduction(speak, scenario))
    return {
        "title": title,
        "card": card,
        "hard": [speak.say("Content note"), sensitive_content(speak, scenario)],
        "reviewed": review_status(speak, scenario, signed),
        **_asking(speak),
        **_ending(speak),
        "limits": {"pass": PASS_MARK, "secure": SECURE, "nearly": NEARLY, "enough": ENOUGH},
    }


def _asking(speak: Words) -> dict[str, Any]:
    say = speak.say
    return {
        "letters": [speak.letter(index) for index in range(len(speak.traits.letters))],
        "language": say("Language"),
        "exercise": say(
            "This is an exercise with invented people. A real case belongs with your "
            "agency's line, not on this page."
        ),
        "kept": say(
            "This page sends nothing. Your place is kept only in this window and is lost when "
            "you close it."
        ),
        "begin": say("Begin"),
        "continue": say("Continue"),
        "again": say("Play again"),
        "before": say("What came before"),
        "in_words": say("In words"),
        "choices": say("Your choice"),
        "done": say("Done"),
        "tick": say("Tick all that apply."),
        "steps": say("Tap the steps in order, the first one first."),
        "so_far": say("Your order so far:"),
        "take_back": say("Take back the last step"),
        "leave": say("End the talk"),
        "left": [
            speak.count("You may ask {n} question.", "You may ask {n} questions.", n)
            for n in range(limits.QUESTIONS_ASKED + 1)
        ],
    }


def _ending(speak: Words) -> dict[str, Any]:
    say = speak.say
    return {
        "passed": say("Done, and passed."),
        "endangered": [
            speak.count(
                "Not passed: {n} of your choices could have put someone in danger.",
                "Not passed: {n} of your choices could have put someone in danger.",
                n,
            )
            for n in range(_STEPS + 1)
        ],
        "not_passed": say("Not passed yet. Look back, then try again."),
        "competencies": [competency_words(speak, competency) for competency in COMPETENCIES],
        "bands": {band.value: f"{band_words(speak, band)} {MARKS[band]}" for band in Band},
        "missed": say("You held back: {n}", n=HERE),
        "over_called": say("You went too far: {n}", n=HERE),
        "looking_back": say("Looking back"),
        "protected": say("What protected someone"),
        "well": say("What went well"),
        "change": say("What to change"),
        "all_best": say("Best choice every time."),
        "critical": say("What could have endangered someone"),
        "chose": say("You chose: {choice}", choice=HERE),
        "your_order": say("Your order:"),
        "better": say("What would have done more:"),
        "why": say("Why?"),
        "grounds": say("Signs and sources"),
        "signs": say("Signs in this moment"),
        "one_sign": say("One sign proves nothing; signs count together."),
        "sources": say("Sources"),
        "moments": say("Moments to look at"),
        "all_moments": say("All your steps"),
    }
