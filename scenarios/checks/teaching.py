"""Teaching quality: clues that give an answer away, and missing explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.checks.catalogue_ids import named
from scenarios.engine import points_earned
from scenarios.model import (
    FORMS,
    WAYS,
    Answer,
    Competency,
    Decision,
    Error,
    Key,
    Scenario,
    Scene,
    Script,
)
from scenarios.phrases import strip_quotations, word_list
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.score import ENOUGH
from scenarios.yaml_source import Source

LONGEST_FROM = 3  # decisions; with fewer, the best choice may be longest by chance
SCORED_FROM = 6  # decisions; a shorter case need not cover every competency
AT_RISK = frozenset({"trafficking", "probable-trafficking", "other-harm"})
# Self-explanatory parts: missed signs and the better order are shown anyway.
_SELF_EVIDENT = (
    ".timeout",
    ".bands.all",
    ".bands.most",
    ".bands.exact",
    ".bands.near",
    ".bands.fair",
)
_TOO_LITTLE: frozenset[Error | None] = frozenset({"missed"})


def check_longest(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Always taking the longest choice must not be right more often than not."""
    judged = [
        (decision, best)
        for _, decision in _scored(scenario)
        if (best := _best(decision)) is not None
    ]
    if len(judged) < LONGEST_FROM:
        return
    for language, script in scenario.scripts.items():
        count = sum(_is_longest(script, decision, best) for decision, best in judged)
        if 2 * count > len(judged):
            sources[language].add_warning(
                "longest-is-best",
                ("scenes",),
                say(
                    "In {count} of {all} decisions the best choice is the longest.",
                    count=count,
                    all=len(judged),
                ),
                say("Shorten some best choices, or say more in the others."),
            )


def check_nobody(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every wrong choice must be plausible."""
    for scene, decision in _scored(scenario):
        best = _best(decision)
        wrong = [choice for choice in _choices(decision) if choice.act != best]
        if best is not None and len(wrong) > 1 and all(response.critical for response in wrong):
            sources[scenario.language].add_warning(
                "nobody-would",
                ("scenes", scene.id),
                say("All choices but the best are critical errors, so the best one stands out."),
                say("Make one of them a small slip that a kind or tired colleague might make."),
            )
        for answer in wrong:
            _check_blunt(scenario, sources, answer)


def _check_blunt(scenario: Scenario, sources: Mapping[str, Source], answer: Answer) -> None:
    if any(answer.credit.values()):
        return
    key = f"{answer.key}.text"
    for language, script in scenario.scripts.items():
        for variant in script.texts.get(key, ()):
            found = word_list("blunt", language).first(strip_quotations(variant.text))
            if found is not None:
                sources[language].add_warning(
                    "nobody-would",
                    path_of(key),
                    say("Hardly anybody would take this choice: `{word}`.", word=found[0]),
                    say("Write what a kind, tired or eager colleague might do."),
                )


def check_reasons(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every outcome has a reason, except time-outs and good bands."""
    script = scenario.scripts[scenario.language]
    for key in (*_feedback_keys(script), *_unexplained(scenario)):
        if not script.has(f"{key}.why"):
            sources[scenario.language].add_warning(
                "no-reason",
                path_of(key),
                say("What comes of this is told, and not the reason."),
                say("Add `why`."),
            )


def _feedback_keys(script: Script) -> Iterator[Key]:
    for key in script.texts:
        at, _, last = key.rpartition(".")
        if last == "feedback" and not at.endswith(_SELF_EVIDENT):
            yield at


def _unexplained(scenario: Scenario) -> Iterator[Key]:
    """Questions with less than full credit, and items that are not signs."""
    for scene in scenario.scenes.values():
        if scene.decision is not None:
            yield from scene.decision.unexplained()


def check_criticals(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """If someone is at risk, both under- and over-reacting can endanger them.

    Worked examples are exempt: only a colleague acts.
    """
    if scenario.truth not in AT_RISK or scenario.use == "worked":
        return
    sorts = {
        answer.error
        for scene in scenario.scenes.values()
        for answer in (scene.decision.every_answer() if scene.decision else ())
        if answer.critical
    }
    source = sources[scenario.language]
    if not sorts:
        source.add_warning(
            "no-critical",
            ("truth",),
            say("Someone is at risk here, and no act is a critical error."),
            say("Add `critical` to what would endanger them."),
        )
    elif sorts <= _TOO_LITTLE:
        source.add_warning(
            "one-sided",
            ("truth",),
            say("Only doing too little is a critical error here."),
            say("Doing too much endangers too: make such a choice critical."),
        )
    elif not sorts & _TOO_LITTLE:
        source.add_warning(
            "one-sided",
            ("truth",),
            say("Only doing too much is a critical error here."),
            say("Doing too little endangers too: make such a choice critical."),
        )


def check_taught(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every indicator listed in the head is taught by a decision."""
    source = sources[scenario.language]
    taught = {
        name
        for path, what, name in named(source.data)
        if what == "indicator" and path[0] == "scenes"
    }
    for index, name in enumerate(scenario.indicators):
        if name not in taught:
            source.add_warning(
                "indicator-untaught",
                ("indicators", index),
                say("No decision teaches `{name}`.", name=name),
                say("Name it under `signs` where it is taught, or leave it out here."),
            )


def check_earned(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Some choice earns full credit; usually a `credit` was forgotten."""
    for scene, decision in _scored(scenario):
        for competency in decision.worth:
            if not any(answer.credit.get(competency, 0) >= 1 for answer in decision.every_answer()):
                sources[scenario.language].add_warning(
                    "unearned",
                    ("scenes", scene.id, decision.kind, "worth"),
                    say("No choice earns all that this is worth in `{name}`.", name=competency),
                    say("Add `credit: 1` to the best one."),
                )


def check_often(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Each scored competency has enough decisions for a result."""
    scored: dict[Competency, list[tuple[str, str]]] = {}
    for scene in scenario.scenes.values():
        for competency in scene.decision.worth if scene.decision else ():
            place = scene.id, scene.decision.kind if scene.decision else ""
            scored.setdefault(competency, []).append(place)
    if len({place for places in scored.values() for place in places}) < SCORED_FROM:
        return
    for competency, places in scored.items():
        if len(places) < ENOUGH:
            sources[scenario.language].add_warning(
                "scored-once",
                ("scenes", *places[0], "worth"),
                say(
                    "Only this decision scores `{name}`, so no result tells of it.",
                    name=competency,
                ),
                say("Let another score it too, or leave it out."),
            )


def check_forms(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A recall item has three forms, and all where it is asked most: repeated words are learnt.

    What can endanger somebody is asked most: nine times in the first year if it is always right,
    and anything else seven times.
    """
    for scene in scenario.scenes.values():
        decision = scene.decision
        if not scene.recall or decision is None:
            continue
        endangers = any(answer.critical for answer in decision.every_answer())
        needed = FORMS if endangers else WAYS
        missing = [form for form in needed if form not in scene.recall]
        if missing:
            sources[scenario.language].add_warning(
                "few-forms",
                ("scenes", scene.id, "recall"),
                say(
                    "This recall item needs {n} forms; missing: {forms}.",
                    n=len(needed),
                    forms=", ".join(missing),
                ),
                say("Add them, so that it is not learnt by its words."),
            )


def _scored(scenario: Scenario) -> Iterator[tuple[Scene, Decision]]:
    """Scenes with a scored decision between choices."""
    for scene in scenario.scenes.values():
        if scene.decision is not None and scene.decision.is_choice and scene.decision.worth:
            yield scene, scene.decision


def _choices(decision: Decision) -> list[Answer]:
    return [answer for answer in decision.every_answer() if answer.act in decision.ids]


def _best(decision: Decision) -> str | None:
    """The choice with the most credit, if it is unique."""
    points = {
        choice.act: sum(points_earned(decision, choice).values()) for choice in _choices(decision)
    }
    most = max(points.values())
    best = [act for act, found in points.items() if found == most]
    return best[0] if len(best) == 1 else None


def _is_longest(script: Script, decision: Decision, best: str) -> bool:
    lengths = {
        choice.act: max(len(variant.text) for variant in script.texts.get(f"{choice.key}.text", ()))
        for choice in _choices(decision)
    }
    return all(length < lengths[best] for act, length in lengths.items() if act != best)
