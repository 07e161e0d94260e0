"""How learners read a local fact: in the sentences of this bot, and in those of the cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.agencies.contact_lookup import told
from bot.chat.learner.helplines.helpline_screens import sentences_with
from bot.chat.learner.helplines.helplines import told_in
from bot.locale import LANGUAGES, words
from scenarios.model import Scenario
from scenarios.rendering import WHOLE, facts_of, filled
from scenarios.texts import FACT, PLACEHOLDER
from storage.agencies.local_contacts import Fact

EXAMPLES = 2  # sentences of cases that are shown
_ANSWERS = (".feedback", ".why")
_SENTENCE = re.compile(r"[^.!?؟]*[.!?؟]*\s*")


Place: TypeAlias = tuple[Scenario, str]  # a case, and the key of one of its texts


def as_read(
    conn: Connection, fact: Fact, agency: str, examples: Sequence[Place], now: datetime
) -> dict[str, list[str]]:
    """Every sentence of the bot that would show a version of a fact, and some of the cases.

    Args:
        conn: A unit's connection.
        fact: The version.
        agency: Whose; its other lines stand in the same sentences.
        examples: Texts of cases that show it.
        now: The moment.

    Returns:
        The sentences by language, as learners would read them.
    """
    found = {}
    for language in LANGUAGES:
        lines = told_in(conn, agency, language, now)
        if fact.name in lines:
            lines |= {fact.name: told(fact.name, language, fact)}
        own = sentences_with(words(language), fact.name, lines)
        text = {fact.name: told(fact.name, language, fact).text}
        cases = (_sentence(place, language, fact.name, text) for place in examples)
        found[language] = list(dict.fromkeys((*own, *cases)))
    return found


def examples_of(name: str, cases: Iterable[Scenario]) -> list[Place]:
    """Some texts of cases that show a fact, and nobody's name, in every language.

    What a case answers comes before what could be chosen, which may be wrong to do.
    """
    if name in WHOLE:
        return []
    found = [
        (one, key)
        for one in cases
        if set(LANGUAGES) <= set(one.scripts) and name in facts_of(one)
        for key in next(iter(one.scripts.values())).texts
        if all(_shows(one, key, language, name) for language in LANGUAGES)
    ]
    found.sort(key=lambda place: not place[1].endswith(_ANSWERS))
    return found[:EXAMPLES]


def _shows(scenario: Scenario, key: str, language: str, name: str) -> bool:
    wordings = scenario.scripts[language].texts.get(key, ())
    return bool(wordings) and set(PLACEHOLDER.findall(wordings[0].text)) == {f"{FACT}{name}"}


def _sentence(place: Place, language: str, name: str, text: Mapping[str, str]) -> str:
    """The sentence of a text in which a fact stands, with what it says."""
    scenario, key = place
    script, shown = scenario.scripts[language], f"{{{FACT}{name}}}"
    every = _SENTENCE.findall(script.texts[key][0].text)
    found = next(one for one in every if shown in one)
    return filled(script, found.strip(), {}, text)
