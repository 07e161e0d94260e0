"""docs/for-expert-review.md and a page to print and sign for each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby
from pathlib import Path

import yaml

from bot.cli.scenarios_sign_off import FIELDS
from scenarios.catalogue import catalogue
from scenarios.model import Answer, Competency, Decision, RecallForm, Scenario
from scenarios.rendering import render_text
from scenarios.texts import FACT, PLACEHOLDER
from tests.library.shelf import use_of

INDEX = "for-expert-review.md"
FOLDER = "for-expert-review"
GUIDES = "guides"
"""The page for questions that concern no single case."""
Question = Mapping[str, str]
_WORDS = "Arabic"
_SIGN = (
    "Name: ____________________  Field: ____________________  Languages: ☐ English ☐ Arabic",
    "☐ As it stands  ☐ With the changes marked above",
    "Date: ____________________  Signature: ____________________",
)
_ANSWER = "☐ leave it  ☐ change to: ______________________________________________"
_SEED = 0  # draws the names


def pages(cases: Sequence[Scenario], made_by: str) -> Mapping[str, str]:
    """The index and every page, by file name below `docs/`.

    Args:
        cases: The library, in the order of the index.
        made_by: The comment that says how the pages are made.
    """
    asked = [case for case in cases if _is_open(case)]
    files = {
        f"{FOLDER}/{case.id}.md": (f"# {_titles(case)}", made_by, "", *_page(case))
        for case in asked
    }
    files[f"{FOLDER}/{GUIDES}.md"] = ("# Guides, catalogue and pilot", made_by, "", *_guides())
    files[INDEX] = ("# For expert review", made_by, "", *_index(asked, cases))
    return {name: "\n".join(lines) + "\n" for name, lines in files.items()}


def _index(asked: Sequence[Scenario], cases: Sequence[Scenario]) -> Iterator[str]:
    yield (
        "A page for each case, to print: the case in three lines, the decisions on which experts "
        "may differ with what each choice earns today, what is unconfirmed, and a line to sign. "
        "A page takes about five minutes. No sign-off comes with the library: whoever signs does "
        "so for one installation, and only its cards show it."
    )
    yield ""
    yield "## How an expert reviews"
    yield ""
    yield (
        "1. Play the case once, or read it whole: `basira scenarios export dream-job --as pdf` "
        "makes a sheet in each language; a trainer gets the same from the bot. Test forms come "
        "with `--as yaml` only."
    )
    yield (
        "2. On its page, mark each decision *leave it*, or write what it should be. Cases are "
        "changed first and signed afterwards."
    )
    yield (
        f"3. Give your field ({', '.join(f'`{field}`' for field in FIELDS)}), the name to be "
        "shown, and the organisation if it is to be shown. Experts in two fields sign twice and "
        "are counted once."
    )
    yield (
        "4. The server's admin enters it: `basira scenarios sign-off dream-job --by \"Dr Huda "
        'Ali" --field law --lang en,ar` ([the command]'
        "(commands.md#basira-scenarios-sign-off)). A later change to any text asks for another "
        "reading, and the card says so until then."
    )
    yield ""
    yield "## The pages"
    yield ""
    yield f"Not about one case: [guides, catalogue and pilot]({FOLDER}/{GUIDES}.md)."
    yield ""
    yield "| case | | track | use | decisions | facts and words |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for case in asked:
        decisions, others = _sorted_questions(case)
        link = f"[`{case.id}`]({FOLDER}/{case.id}.md)"
        counts = f"{len(decisions)} | {len(others)}"
        yield f"| {link} | {_titles(case)} | {case.track} | {use_of(case)} | {counts} |"
    yield ""
    closed = ", ".join(f"`{case.id}`" for case in cases if not _is_open(case))
    yield f"Cases without an open question: {closed or 'none'}."


def _guides() -> Iterator[str]:
    for question in _questions(GUIDES):
        yield f"- {question['what']}"
        yield f"  {_ANSWER}"
    yield ""
    yield from _signature()


def _page(case: Scenario) -> Iterator[str]:
    yield from _three_lines(case)
    yield ""
    decisions, others = _sorted_questions(case)
    shown: dict[str, int] = {}  # the first question to a scene, which shows its choices
    for number, question in enumerate(decisions, 1):
        yield from _decision(case, number, question, shown.setdefault(question["at"], number))
    yield from _unconfirmed(case, others)
    yield from _signature()


def _signature() -> Iterator[str]:
    yield "## Signed"
    yield ""
    for line in _SIGN:
        yield line
        yield ""


def _three_lines(case: Scenario) -> Iterator[str]:
    endings = Counter(ending.outcome for ending in case.endings.values())
    told = ", ".join(f"{count} {outcome}" for outcome, count in endings.items())
    critical = [
        scene.id
        for scene in case.scenes.values()
        if scene.decision and any(answer.critical for answer in scene.decision.every_answer())
    ]
    best = len(case.reference.path) if case.reference else 0
    yield f"- *Learners read*: {_text(case, 'brief') or _titles(case)}"
    yield (
        f"- *It is*: {case.truth}; right is `{case.should_refer}` "
        f"(`{case.id}`, {use_of(case)}, {case.track})."
    )
    yield (
        f"- *It plays*: {best} decisions on the best path; endings: {told}; critical errors at: "
        f"{', '.join(critical) or 'no scene'}."
    )


def _decision(case: Scenario, number: int, question: Question, shown: int) -> Iterator[str]:
    scene = case.scenes[question["at"]]
    decision = scene.decision
    assert decision is not None
    yield f"## {number}. {question['what']}"
    yield ""
    if "form" in question:
        (form,) = (each for name, each in scene.recall.items() if name == question["form"])
        yield from _recall(case, form, decision)
    elif shown != number:
        yield f"*{scene.id}*, as in {shown}."
    else:
        worth, total = sum(decision.worth.values(), Fraction()), _total(case)
        prompt = _text(case, f"{decision.key}.prompt")
        yield f"*{scene.id}*, {worth} of {total} points: {prompt}"
        yield ""
        yield from _choices(case, decision)
    yield ""
    yield _ANSWER
    yield ""


def _recall(case: Scenario, form: RecallForm, decision: Decision) -> Iterator[str]:
    """A form of a recall item, which is asked again long after the case."""
    yield f"{_text(case, f'{form.key}.text')} {_text(case, f'{form.key}.prompt')}"
    yield ""
    for choice in form.choices:
        credit = _share(decision, choice.credit)
        critical = ", **critical**" if choice.critical else ""
        yield f"- {_text(case, f'{choice.key}.text')}: {_percent(credit)}{critical}"


def _total(case: Scenario) -> Fraction:
    """The points of the best path."""
    return sum(case.reference.earned.values(), Fraction()) if case.reference else Fraction()


def _choices(case: Scenario, decision: Decision) -> Iterator[str]:
    """What each choice earns and leads to; of kinds with many answers, the best one."""
    answers = list(decision.every_answer())
    if decision.is_choice:
        for answer in answers:
            yield f"- {_text(case, f'{answer.key}.text')}: {_outcome(case, decision, answer)}"
    elif not decision.worded:
        graded = groupby(answers, key=lambda answer: _credit(decision, answer))
        for credit, own in graded:
            acts = [answer.act for answer in own]
            span = acts[0] if len(acts) == 1 else f"{acts[0]} to {acts[-1]}"
            yield f"- {span}: {_percent(credit)}"
    else:
        best = max(answers, key=lambda answer: (_credit(decision, answer), not answer.critical))
        picked = best.act.split("+")
        named = [_part(case, decision, name) for name in picked]
        yield f"- 100 %: {(' → ' if decision.sequenced else '; ').join(named)}"
        others = [name for name in _parts(case, decision) if name not in picked]
        if others:
            yield f"- not part of it: {'; '.join(_part(case, decision, name) for name in others)}"


def _outcome(case: Scenario, decision: Decision, answer: Answer) -> str:
    credit = _credit(decision, answer)
    told = [_percent(credit)]
    if answer.critical:
        told.append("**critical**")
    told += [
        f"may end in *{lead.to}* ({case.endings[lead.to].outcome})"
        for lead in answer.leads
        if lead.to in case.endings
    ]
    return ", ".join(told)


def _percent(credit: Fraction) -> str:
    return f"{round(100 * credit)} %"


def _credit(decision: Decision, answer: Answer) -> Fraction:
    return _share(decision, answer.credit)


def _share(decision: Decision, credit: Mapping[Competency, Fraction]) -> Fraction:
    """The share of the decision's points."""
    worth: Mapping[Competency, Fraction] = decision.worth
    total = sum(worth.values(), Fraction())
    earned = sum((worth[name] * credit.get(name, 0) for name in worth), Fraction())
    return earned / total if total else Fraction()


def _parts(case: Scenario, decision: Decision) -> list[str]:
    prefix = f"{decision.key}.{decision.parts}."
    names = [
        key.removeprefix(prefix).partition(".")[0]
        for key in case.script("en").texts
        if key.startswith(prefix)
    ]
    return list(dict.fromkeys(names))


def _part(case: Scenario, decision: Decision, name: str) -> str:
    key = f"{decision.key}.{decision.parts}.{name}"
    return _text(case, f"{key}.short") or _text(case, f"{key}.text") or name


def _text(case: Scenario, key: str) -> str:
    return (render_text(case, "en", _SEED, key, case.opening) or "").replace("\n", " ").strip()


def _unconfirmed(case: Scenario, others: Sequence[Question]) -> Iterator[str]:
    works = catalogue().works
    weak = {name: works[name] for name in case.sources if works[name].checked != "A"}
    facts = sorted(_facts(case))
    if not (others or weak or facts):
        return
    yield "## Unconfirmed facts and words"
    yield ""
    for question in others:
        yield f"- {question['what']} ☐ yes ☐ no: ____________________"
    if facts:
        yield f"- To be confirmed by the place (`basira facts set`): {', '.join(facts)}."
    for level, how in (("B", "read in an account only"), ("C", "known by title only")):
        named = [
            f"{name} ({work.organisation})" for name, work in weak.items() if work.checked == level
        ]
        if named:
            yield f"- Sources {how}: {', '.join(named)}."
    yield ""


def _facts(case: Scenario) -> set[str]:
    return {
        name.removeprefix(FACT)
        for variants in case.script("en").texts.values()
        for variant in variants
        for name in PLACEHOLDER.findall(variant.text)
        if name.startswith(FACT)
    }


def _titles(case: Scenario) -> str:
    return " · ".join(case.script(language).texts["title"][0].text for language in ("en", "ar"))


def _is_open(case: Scenario) -> bool:
    return bool(_questions(case.id))


def _sorted_questions(case: Scenario) -> tuple[list[Question], list[Question]]:
    """Questions about a decision, in story order, and those about facts and words."""
    order = list(case.scenes)
    decisions: list[Question] = []
    others: list[Question] = []
    for question in _questions(case.id):
        scene = case.scenes.get(question.get("at", ""))
        about_words = question["what"].startswith(_WORDS)
        is_decision = scene is not None and scene.decision is not None and not about_words
        (decisions if is_decision else others).append(question)
    decisions.sort(key=lambda question: order.index(question["at"]))
    return decisions, others


@cache
def _asked() -> Mapping[str, list[Question]]:
    file = Path(__file__).parent / "questions.yaml"
    found: Mapping[str, list[Question]] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _questions(name: str) -> list[Question]:
    """What an expert has to confirm, of one case or of the guides."""
    return _asked().get(name, [])
