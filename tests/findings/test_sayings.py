"""Findings are sentences with holes, and said in any language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale import words
from scenarios import limits
from scenarios.findings import Finding, Severity
from scenarios.languages import DEFAULT, REQUIRED
from scenarios.loader import load
from scenarios.saying import Message, placeholders, say
from tests.commands.calling import call
from tests.findings.sayings import said, sayings, templates
from tests.helpers.small_case import BASE, edited

FURTHER = [language for language in REQUIRED if language != DEFAULT]
SLIP = edited(("go: hall}", "go: hal}"))
_LEANS = re.compile(r"\b[وفبلك]ـ?(?=[`{\u2068])")


def arabic(sentence: str) -> str:
    """Translates the sentences of these tests, and no other."""
    known = {
        "error": "خطأ",
        "`{name}` is missing.": "`{name}` غير موجود.",
        "{one} before {two}": "{two} بعد {one}",
        "There is no scene or ending `{name}`.": "لا مشهد ولا نهاية باسم `{name}`.",
        "Did you mean `{near}`?": "هل المقصود `{near}`؟",
    }
    return known.get(sentence, sentence)


# --- the code and the catalogues


def test_every_sentence_stands_in_its_call() -> None:
    """As one literal: else no test could tell which sentences there are."""
    assert [sentence.place for sentence in said() if sentence.template is None] == []
    assert "There is no text here." in templates()


def test_every_sentence_is_given_the_facts_it_asks_for() -> None:
    assert [
        sentence.place
        for sentence in said()
        if sentence.template and placeholders(sentence.template) != sentence.facts
    ] == []


@pytest.mark.parametrize("language", FURTHER)
def test_translated_messages_keep_the_placeholders(language: str) -> None:
    assert {english for english, other in sayings(language).items()
            if placeholders(english) != placeholders(other)} == set()  # fmt: skip


@pytest.mark.parametrize("language", FURTHER)
def test_a_catalogue_says_all_that_the_code_says(language: str) -> None:
    assert templates() - set(sayings(language)) == set()


def test_arabic_messages_start_right_to_left() -> None:
    """The first letter decides the direction of what is said, and that of a fact does not count."""
    facts = re.compile(r"\{[a-z_]+\}|\u2068[^\u2069]*\u2069")
    first = {english: re.search(r"[^\W\d_]", facts.sub("", arabic))
             for english, arabic in sayings("ar").items()}  # fmt: skip

    assert [english for english, name in first.items() if name and name[0].isascii()] == []


def test_no_letter_of_arabic_leans_on_a_fact() -> None:
    assert _LEANS.search("يُكتب في السطر ب`go`")
    assert [english for english, arabic in sayings("ar").items() if _LEANS.search(arabic)] == []


def test_signs_that_arabic_would_mirror_are_isolated() -> None:
    """`>=` between Arabic words is shown as `=<`: an author would type the wrong one."""
    bare = re.compile(r"\u2068[^\u2069]*\u2069")
    assert [english for english, arabic in sayings("ar").items()
            if re.search(r"[<>\[\]]", bare.sub("", arabic))] == []  # fmt: skip


# --- filling


@given(st.text(st.characters(exclude_categories=["Cc"])))
def test_a_fact_is_put_in_as_it_is(fact: str) -> None:
    """Whatever stands in a file of anyone, braces and the names of other facts among it."""
    saying = say("{one} before {two}", one=f"{fact}{{two}}{{0.__class__}}", two=2)

    assert saying.render_in_full() == f"{fact}{{two}}{{0.__class__}} before 2"


@given(st.text())
def test_no_fact_steers_a_terminal_or_begins_a_line(fact: str) -> None:
    """Only so does a line of lint come from lint."""
    said = say("{one}", one=fact).render_in_full()

    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", said)
    assert len(said) == len(fact)


def test_braces_that_are_no_hole_stay() -> None:
    assert str(say("A brace `{` or `}` has no partner.")) == "A brace `{` or `}` has no partner."


def test_messages_have_a_readable_length() -> None:
    name = "k" * 1000
    assert str(say("`{name}` is missing.", name=name)) == (
        f"`{'k' * (limits.MESSAGE_LENGTH - 1)} …"
    )


def test_facts_are_isolated_in_arabic() -> None:
    """In the order of the Arabic; also where the end of an isolate is cut off."""
    assert (
        say("{one} before {two}", one="a", two=2).render("ar", arabic)
        == "\u20682\u2069 بعد \u2068a\u2069"
    )
    assert say("`{name}` is missing.", name="k" * 1000).render("ar", arabic).endswith("k\u2069 …")


def test_untranslated_message_falls_back_to_english() -> None:
    assert say("`{name}` is new.", name="x").render("ar", arabic) == "`x` is new."
    assert say("`{name}` is missing.", name="x").render("fr") == "`x` is missing."


# --- findings


def test_a_finding_is_one_line_in_arabic_too() -> None:
    """Place and code stay as they are, and what is said is laid out by itself."""
    (finding,) = load({"scenario.yaml": SLIP.encode()}).findings

    assert finding.render("ar", arabic) == (
        "scenario.yaml:65:9: خطأ lead-nowhere: "
        "\u2068لا مشهد ولا نهاية باسم \u2068`hal`\u2069. هل المقصود \u2068`hall`\u2069؟\u2069"
    )
    assert finding.render("en") == str(finding)


def test_findings_with_any_facts_are_ordered() -> None:
    def finding(message: Message, mend: Message | None = None) -> Finding:
        return Finding("f", 1, 1, "c", message, mend, Severity.WARNING)

    word, number = say("`{fact}`", fact="7"), say("`{fact}`", fact=8)
    first, second, third = finding(word), finding(word, say("Mend.")), finding(number)

    assert sorted([third, second, first]) == [first, second, third]


def test_lint_says_it_in_arabic(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(BASE.replace("track: hotels\n", ""), "utf-8")
    lines = call("scenarios", "lint", str(tmp_path), "--lang", "ar").stdout.splitlines()
    report = json.loads(call("scenarios", "lint", str(tmp_path), "--lang", "ar", "--json").stdout)
    (found,) = report["findings"]

    assert lines[0].startswith(f"{tmp_path}/scenario.yaml:1:1: خطأ missing-key: \u2068")
    assert lines[1] == "\u200f\u2068حالة واحدة\u2069، \u2068خطأ واحد\u2069، \u2068لا تنبيهات\u2069."
    assert found["message"] == words("ar").render(say("`{name}` is missing.", name="track"))
    assert (found["code"], found["severity"]) == ("missing-key", "error")
    assert "`track: …`" in found["mend"]
