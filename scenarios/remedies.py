"""Default remedies of findings, for checks that suggest nothing more specific."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.saying import Message, say

_LIST_ID = say("Use an id from `docs/catalogue.md`, or remove this one.")
_SHORTEN = say("Shorten the text.")
_FEWER = say("Remove choices, or raise `level`.")
_LAST = say("Remove its `when`, or add a last line without one.")
_ORDER = say("Move it to the end, or give it a `when`.")
_FILE = say("Put a file of a supported type and size in `media/`.")

REMEDIES: Final[Mapping[str, Message]] = {
    "bad-id": say("Rename it."),
    "bad-value": say("The format is described in `docs/writing-a-scenario.md`."),
    "case-open": _LAST,
    "cast-differs": say("Give each person the same number of names in every language."),
    "duplicate-id": say("Rename one of the two."),
    "duplicate-key": say("Delete or rename one of them."),
    "empty-value": say("Write a text in quotes, or delete the line."),
    "exhibit-cells": say("Make every row as long as `columns`."),
    "exhibit-file": _FILE,
    "exhibit-kind": say("Keep one of them, and make another exhibit of the rest."),
    "exhibit-unknown": say("Correct the name, or add it under `exhibits`."),
    "fact-changed": say("Remove the change, or use a variable with a `start`."),
    "fact-differs": say("Use the same local facts in every language."),
    "go-outside": say("Indent it below the decision."),
    "language-missing": say("`basira scenarios translate PATH` exports the texts to translate."),
    "lead-hidden": _ORDER,
    "lead-nowhere": say("Correct the name, or add a scene or an ending with this name."),
    "lead-open": _LAST,
    "missing-key": say("Add it."),
    "no-file": say("Name the file of the original language `scenario.yaml`."),
    "no-sign": say("Mark at least one item with `sign: true` or an indicator."),
    "no-way-on": say("Add one of them."),
    "order-steps": say("Correct the order or the list of steps."),
    "placeholder": say("Use someone from `cast` who has names, in one pair of braces."),
    "question-order": say("Put it after the question that it needs."),
    "rate-steps": say("Use a step of the scale."),
    "recall-choices": say("Correct the choices of `recall`."),
    "recall-kind": say("Remove `recall`."),
    "set-type": say("Use a value that the variable can have under `variables`."),
    "slider-bands": say("Make the bands cover the whole scale once, without gaps."),
    "text-hidden": _ORDER,
    "text-open": _LAST,
    "time-limit": say("Add the other one, or remove both."),
    "too-long": _SHORTEN,
    "too-many-choices": _FEWER,
    "translation-missing": say("Translate it here, under the same keys as in the scenario."),
    "translation-unknown": say("Correct the keys to match the scenario, or delete the text."),
    "translation-variants": say("Write as many as in the scenario, in the same order."),
    "unknown-case": say("Correct the id, or remove the line."),
    "unknown-fact": _LIST_ID,
    "unknown-indicator": _LIST_ID,
    "unknown-key": say("Remove it, or check its spelling and its indentation."),
    "unknown-source": _LIST_ID,
    "unknown-step": say("Correct the name, or add a step with this name."),
    "unknown-variable": say("Correct the name, or declare the variable under `variables`."),
    "unquoted": say("Put the whole text between two straight quotes."),
    "yaml": say("Correct the line and run the check again."),
}
