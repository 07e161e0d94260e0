"""Local contacts as learners read them: in sentences of the chat, and in those of cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.app.agencies import contact_lookup
from bot.app.agencies.contact_lookup import CHILD, POLICE, REAL_CASE, ContactText, find_contact
from bot.locale import Words, words
from bot.phrases.labels import headed
from bot.phrases.phrase_context import PhraseContext
from scenarios.languages import REQUIRED
from scenarios.model import Scenario
from scenarios.rendering import WHOLE, facts_used, fill
from scenarios.texts import FACT, PLACEHOLDER
from storage.agencies.local_contacts import Fact

MAX_EXAMPLES = 2
_ANSWERS = (".feedback", ".why")
_SENTENCE = re.compile(r"[^.!?؟۔]*[.!?؟۔]*\s*")

Example: TypeAlias = tuple[Scenario, str]
"""A case, and the key of one of its texts."""


def in_danger(words: Words, contacts: Mapping[str, ContactText]) -> str:
    return words.say(
        "In danger now, whatever else is unclear: first {police}.", police=contacts[POLICE].text
    )


def in_danger_oneself(words: Words, contacts: Mapping[str, ContactText]) -> str:
    return words.say("In danger now: first {police}.", police=contacts[POLICE].text)


def for_a_child(words: Words, contacts: Mapping[str, ContactText]) -> str:
    return words.say(
        "A child with signs of control: {child} or {police}, even where an adult explains it well.",
        child=contacts[CHILD].text,
        police=contacts[POLICE].text,
    )


def for_a_real_person(words: Words, contacts: Mapping[str, ContactText]) -> str:
    return words.say(
        "If it is about a real person, please turn to {line}. This chat passes nothing on.",
        line=contacts[REAL_CASE].text,
    )


def as_read(
    ctx: PhraseContext, fact: Fact, agency: str, examples: Sequence[Example] = ()
) -> dict[str, list[str]]:
    """All sentences of the chat that would show a version of a contact, and some from cases.

    Args:
        fact: The version.
        agency: The agency's id; its other contacts appear in the same sentences.
        examples: Texts of cases that show the contact.

    Returns:
        The sentences by language.
    """
    if fact.setting is not None:  # cases follow it; whoever confirms it reads what it says
        return {language: [headed(fact.in_(language))] for language in REQUIRED}
    found = {}
    for language in REQUIRED:
        contacts = contact_lookup.contacts_with(ctx.conn, fact, agency, language, ctx.now)
        shown = {fact.name: find_contact(fact.name, language, fact).text}
        sentences = _in_chat(words(language), fact.name, contacts)
        sentences += [_in_case(example, language, fact.name, shown) for example in examples]
        found[language] = list(dict.fromkeys(sentences))
    return found


def _in_chat(words: Words, name: str, contacts: Mapping[str, ContactText]) -> list[str]:
    """The sentences of the chat that contain a contact, or its text alone."""
    if name == POLICE:
        danger = [in_danger(words, contacts), in_danger_oneself(words, contacts)]
        return [*danger, for_a_child(words, contacts)]
    alone = [contacts[name].text] if name in contacts else []
    if name == CHILD:
        return [*alone, for_a_child(words, contacts)]
    if name == REAL_CASE:
        return [*alone, for_a_real_person(words, contacts)]
    return alone


def examples_of(name: str, cases: Iterable[Scenario]) -> list[Example]:
    """Some texts of cases that show a contact, and no names, in every language.

    Feedback comes before choices, which may be wrong to make.
    """
    if name in WHOLE:
        return []
    found = [
        (case, key)
        for case in cases
        if set(REQUIRED) <= set(case.scripts) and name in facts_used(case)
        for key in next(iter(case.scripts.values())).texts
        if all(_shows(case, key, language, name) for language in REQUIRED)
    ]
    found.sort(key=lambda example: not example[1].endswith(_ANSWERS))
    return found[:MAX_EXAMPLES]


def _shows(scenario: Scenario, key: str, language: str, name: str) -> bool:
    wordings = scenario.scripts[language].texts.get(key, ())
    return bool(wordings) and set(PLACEHOLDER.findall(wordings[0].text)) == {f"{FACT}{name}"}


def _in_case(example: Example, language: str, name: str, shown: Mapping[str, str]) -> str:
    """The sentence of a case's text that contains a contact."""
    scenario, key = example
    script, placeholder = scenario.scripts[language], f"{{{FACT}{name}}}"
    sentences = _SENTENCE.findall(script.texts[key][0].text)
    found = next(sentence for sentence in sentences if placeholder in sentence)
    return fill(script, found.strip(), {}, shown)
