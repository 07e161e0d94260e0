"""House style: each rule finds its examples and nothing else, and the interface keeps to it."""

from __future__ import annotations

import pytest

from bot.locale import catalogue
from scenarios.languages import LANGUAGES
from scenarios.style import Rule, TextKind, breaches, rules

RULES = [rule for language in LANGUAGES for rule in rules(language)]
# Messages that break a rule for a reason, by rule and English text.
ALLOWED: dict[tuple[str, str], str] = {}


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) > 30


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_examples_and_nothing_else(rule: Rule) -> None:
    assert [text for text in rule.found if not rule.pattern.search(text)] == []
    assert [text for text in rule.clean if rule.pattern.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggested_replacements_break_no_rule(language: str) -> None:
    better = [rule.better for rule in rules(language)]
    assert [text for text in better for _ in breaches(text, language, TextKind.INTERFACE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_interface_texts_follow_the_style(language: str) -> None:
    found = _broken(language)
    assert {at: text for at, text in found.items() if at not in ALLOWED} == {}


def test_no_exception_outlives_its_reason() -> None:
    found = {at for language in LANGUAGES for at in _broken(language)}
    assert ALLOWED.keys() - found == set()


def _broken(language: str) -> dict[tuple[str, str], str]:
    """The messages of a language that break a rule, by rule and English text."""
    found = {}
    for message in catalogue(language):
        if message.id:
            english, *_ = [message.id] if isinstance(message.id, str) else message.id
            forms = [message.string] if isinstance(message.string, str) else message.string
            for form in forms:
                for rule, words in breaches(form, language, TextKind.INTERFACE):
                    found[rule.id, english] = words
    return found
