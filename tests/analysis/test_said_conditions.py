"""Conditions as they are said to those who do not write YAML."""

from __future__ import annotations

import pytest

from bot.locale import words
from bot.phrases.condition_phrases import condition_in_words
from tests.helpers.small_case import ARABIC, BASE
from tests.pictures.cases import loaded

RING = '- {when: "picked(call, ring)", go: helped}\n'
SAID = {
    "picked(call, ring)": ("after “Ring quietly”", "بعد «أتصل بهدوء»"),
    "not picked(gate, ask)": ("without “Ask her”", "من دون «أسألها»"),
    "seen(hall) and not picked(call, ring)": (
        "after “The hall is empty.”, and without “Ring quietly”",
        "بعد «الردهة خالية.» ومن دون «أتصل بهدوء»",
    ),
    "not (picked(call, ring) or seen(hall))": (
        "without “Ring quietly”, and without “The hall is empty.”",
        "من دون «أتصل بهدوء» ومن دون «الردهة خالية.»",
    ),
    "seen(hall) and (picked(call, ring) or picked(gate, accuse))": (
        "after “The hall is empty.”, and (after “Ring quietly”, or after “Accuse him”)",
        "بعد «الردهة خالية.» و(بعد «أتصل بهدوء» أو بعد «أتهمه»)",
    ),
    "trust >= 2": (None, None),
    "picked(call, ring) or trust >= 2": (None, None),
}


@pytest.mark.parametrize("condition", SAID)
def test_condition_is_phrased_by_choices_and_scenes(condition: str) -> None:
    """What hangs on a counter is not said: only its author knows that by name."""
    another = f'{RING}        - {{when: "{condition}", go: doubt}}\n'
    case = loaded(BASE.replace(RING, another), ARABIC)
    decision = case.scenes["call"].decision
    assert decision is not None
    answer = next(response for response in decision.every_answer() if response.act == "ring")
    when = answer.leads[1].when
    assert when is not None
    told = tuple(condition_in_words(words(language), case, when) for language in ("en", "ar"))
    assert (
        tuple(name and name.replace("\u2068", "").replace("\u2069", "") for name in told)
        == SAID[condition]
    )
