"""Cases to be drawn: the library's, one with everything in it, and a long one."""

from __future__ import annotations

from functools import cache

from scenarios.model import Scenario
from tests.helpers.small_case import ARABIC, BASE, case, dream_job

HEAD = BASE[: BASE.index("start: gate")]
SCENES = 25
ENDINGS = """\
endings:
  found: {outcome: safe, text: "She is found."}
  half: {outcome: mixed, text: "Half is known."}
  lost: {outcome: harmful, text: "She is lost."}
"""
CIRCLE = """\
start: ask
scenes:
  ask:
    text: "At the door."
    choose:
      prompt: "And now?"
      choices:
        again: {text: "Ask again.", short: "Ask again", feedback: "No.", go: wait}
        leave: {text: "Go in.", short: "Go in", feedback: "Yes.", go: tell}
  wait: {text: "A while.", go: ask}
  tell:
    text: "Inside."
    choose:
      prompt: "Whom to tell?"
      worth: {refer: 1}
      choices:
        desk: {text: "The desk.", short: "The desk", credit: 1, feedback: "Good.", go: found}
        none: {text: "Nobody.", short: "Nobody", error: missed, feedback: "So.", go: lost}
        half: {text: "A friend.", short: "A friend", error: missed, feedback: "So.", go: half}
"""
KINDS = """\
start: look
scenes:
  look:
    text: "Two at the desk."
    spot:
      prompt: "What did you notice?"
      worth: {recognise: 2}
      items:
        passports: {text: "He keeps both passports.", short: "Passports", sign: DOC-01}
        tired: {text: "She looks tired.", short: "Tired", sign: false, why: "It is late."}
        bag: {text: "She has no bag.", short: "No bag", sign: DOC-01}
        coat: {text: "A red coat.", short: "Red coat", sign: false, why: "It is a coat."}
      bands:
        all: {go: plan}
        most: {go: plan}
        few: {go: plan, error: missed}
        over-called: {go: lost, error: over-called}
  plan:
    text: "The lift is far."
    order:
      prompt: "In which order?"
      worth: {protect: 1}
      steps:
        private: {text: "Find a room.", short: "A room"}
        ask: {text: "Ask her.", short: "Ask her"}
        refer: {text: "Tell the manager.", short: "Tell"}
      correct: [private, ask, refer]
      before:
        - {first: private, then: ask, error: unsafe, critical: "He hears her."}
      bands: {exact: {go: talk}, near: {go: talk}, wrong: {go: half, error: unsafe}}
  talk:
    text: "Alone with her."
    interview:
      prompt: "A few minutes."
      worth: {respond: 2}
      ask: 2
      questions:
        sleep: {text: "Where do you sleep?", short: "Sleep", answer: "Here.", credit: 1}
        eat: {text: "Have you eaten?", short: "Food", answer: "No.", credit: 1}
        why-stay: {text: "Why did you stay?", short: "Why stay", answer: "No.", credit: 0}
      go: sure
  sure:
    text: "The desk again."
    rate:
      prompt: "How sure are you?"
      worth: {recognise: 1}
      reasonable: [3, 4]
      seconds: 60
      timeout: {feedback: "Too late.", go: lost}
      bands: {low: {go: half}, fair: {go: found}, high: {go: found}}
"""


def loaded(text: str, ar: str | None = None) -> Scenario:
    """A case that must load."""
    found = case(text, ar)
    assert found.scenario is not None, found.findings
    return found.scenario


@cache
def drawn_cases() -> dict[str, Scenario]:
    """Every case that tests of places look at, by its name."""
    return {
        "dream-job": dream_job(),
        "night-desk": loaded(BASE, ARABIC),
        "circle": loaded(HEAD + CIRCLE + ENDINGS),
        "kinds": loaded(HEAD + KINDS + ENDINGS),
        "long": loaded(long_story()),
    }


def long_story() -> str:
    """A case of many scenes, with leads that go far ahead."""
    scenes = "".join(_scene(number) for number in range(1, SCENES + 1))
    return f"{HEAD}start: s1\nscenes:\n{scenes}{ENDINGS}"


def _scene(number: int) -> str:
    ahead = f"s{number + 1}" if number < SCENES else "found"
    far = f"s{min(number + 4, SCENES)}" if number < SCENES else "half"
    if number % 6 == 5:
        return f'  s{number}: {{text: "They walk on, and nobody says a word.", go: {ahead}}}\n'
    worse = far if number % 4 == 1 else ahead
    worst = "lost" if number % 8 == 3 or number == SCENES else ahead
    return f"""\
  s{number}:
    text: "She stands at the gate with a small bag, and the man behind her speaks for both."
    choose:
      prompt: "What do you do at the gate now?"
      worth: {{recognise: 1}}
      choices:
        good: {{text: "Ask her kindly.", short: "Ask her kindly", credit: 1, feedback: "She nods."}}
        poor: {{text: "Ask him.", short: "Ask him first", error: missed, feedback: "He nods.",
          go: {worse}}}
        bad: {{text: "Shout at him.", short: "Shout at him now", error: unsafe,
          critical: "It puts her at risk.", feedback: "He smiles.", go: {worst}}}
      go: {ahead}
"""
