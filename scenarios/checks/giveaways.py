"""Decisions whose wording alone gives the best choice away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scenarios.giveaways.questions import Field, text_key
from scenarios.giveaways.survey import Giveaway, Readers, obvious
from scenarios.model import Scenario
from scenarios.saying import Message, say
from scenarios.scope import path_of
from scenarios.yaml_source import Source


def check_giveaways(scenario: Scenario, sources: Mapping[str, Source], readers: Readers) -> None:
    """A reader of other cases who sees only the choices must not be sure of the best one."""
    for language, source in sources.items():
        script = scenario.script(language)
        for field, giveaway in obvious(scenario, language, readers).values():
            best = giveaway.question.choices[giveaway.question.best]
            source.advise(
                "told-by-wording",
                path_of(text_key(script, best, field)),
                _message(field, giveaway),
                say("Use such words in other choices too, and write all choices in one form."),
            )


def _message(field: Field, told: Giveaway) -> Message:
    best, others = _listed(told.signs.best), _listed(told.signs.others)
    if field == "label":
        return say(
            "This decision can be told from its button labels: the best choice has {best}, "
            "the others {others}.",
            best=best,
            others=others,
        )
    return say(
        "This decision can be told from its wording: the best choice has {best}, "
        "the others {others}.",
        best=best,
        others=others,
    )


def _listed(words: Iterable[str]) -> str:
    return " ".join(f"[{word}]" for word in words) or "–"
