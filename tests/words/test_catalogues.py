"""Every text of the program exists in every language, with its placeholders and all its plurals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot
import scenarios
from bot.locale import catalogue, nearest, words
from scenarios.languages import DEFAULT, LANGUAGES, REQUIRED

HERE = Path(bot.__file__).parent
DOMAIN = Path(scenarios.__file__).parent
FURTHER = [language for language in LANGUAGES if language != DEFAULT]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _said() -> set[str]:
    """The English of every text in the code; of those with plurals, the singular."""
    found = chain.from_iterable(
        extract_from_dir(
            folder,
            method_map=[("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")],
            keywords={"say": None, "count": (1, 2), "Language": (3,)},
        )
        for folder in (HERE, DOMAIN)
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, *_ in found}


def test_every_message_is_extractable() -> None:
    """What is said within an f-string only is not extracted, and nobody would miss it."""
    said = {
        str(part.value)
        for path in HERE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _name(call.func) in ("say", "count")
        for part in call.args[:1]
        if isinstance(part, ast.Constant)
    }
    assert said <= _said()


def _name(called: ast.expr) -> str:
    return str(getattr(called, "attr", getattr(called, "id", "")))


@pytest.mark.parametrize("language", FURTHER)
def test_a_text_stands_in_one_file_only(language: str) -> None:
    """Or it would be a matter of chance which translation is said."""
    found = []
    for path in sorted((HERE / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            found += [message.id for message in read_po(file, locale=language) if message.id]
    assert [name for name in found if found.count(name) > 1] == []


def _messages(language: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """English key, all English forms, all forms of the language."""
    for message in catalogue(language):
        if message.id:
            yield _key(message), _forms(message.id), _forms(message.string)


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(entry) for entry in value]  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", FURTHER)
def test_catalogues_translate_texts_of_the_code_and_no_others(language: str) -> None:
    """Those of required languages translate all of them."""
    translated = {key for key, _, _ in _messages(language)}
    if language in REQUIRED:
        assert translated == _said()
    else:
        assert translated <= _said()


def test_a_partial_catalogue_falls_back_text_by_text() -> None:
    """A missing text is said in English, with its values isolated as the language needs it."""
    partial = next(code for code in LANGUAGES if code not in REQUIRED)
    translated = {key for key, _, _ in _messages(partial)}
    assert translated
    missing = "That is longer than {n} letters. Please type a shorter name."
    assert missing not in translated
    assert words(partial).say(missing, n=60) == missing.format(n="\u206860\u2069")
    assert words(partial).count("About {n} minute", "About {n} minutes", 1) != ""
    assert words(partial).say("Language") != "Language"


@pytest.mark.parametrize("language", FURTHER)
def test_no_form_is_empty_and_all_plural_forms_are_there(language: str) -> None:
    """Arabic has six forms of a counted text, and each is written."""
    plurals = catalogue(language).num_plurals

    for key, english, forms in _messages(language):
        assert all(forms), key
        assert len(forms) == (plurals if len(english) > 1 else 1), key


@pytest.mark.parametrize("language", FURTHER)
def test_placeholders_are_the_same(language: str) -> None:
    """A form names nothing that is not given; only a count may be left to its words."""
    for key, english, forms in _messages(language):
        known = {name for form in english for name in PLACEHOLDER.findall(form)}
        for form in forms:
            named = set(PLACEHOLDER.findall(form))
            assert named <= known, key
            assert known - named <= {"n"}, key


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "نحو دقيقة واحدة"),
        (2, "نحو دقيقتين"),
        (3, "نحو \u20683\u2069 دقائق"),
        (10, "نحو \u206810\u2069 دقائق"),
        (11, "نحو \u206811\u2069 دقيقة"),
        (99, "نحو \u206899\u2069 دقيقة"),
        (100, "نحو \u2068100\u2069 دقيقة"),
        (103, "نحو \u2068103\u2069 دقائق"),
    ],
)
def test_arabic_counts_as_arabic_does(n: int, said: str) -> None:
    """The six forms are taken by number, and numbers are isolated."""
    assert words("ar").count("About {n} minute", "About {n} minutes", n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (2, "يومين،"),
        (3, "أيام،"),
        (10, "أيام،"),
        (11, "يومًا،"),
        (14, "يومًا،"),
        (99, "يومًا،"),
        (100, "يوم،"),
        (102, "يوم،"),
        (103, "أيام،"),
        (111, "يومًا،"),
    ],
)
def test_arabic_plural_forms_use_the_right_case(n: int, said: str) -> None:
    """As the files say it: after 11 to 99 another form than after hundreds."""
    kept = words("ar").count(
        "“{title}” was kept for {n} day and is now closed.",
        "“{title}” was kept for {n} days and is now closed.",
        n,
        title="",
    )
    assert said in kept.split()


@pytest.mark.parametrize("language", FURTHER)
def test_every_file_counts_alike(language: str) -> None:
    """They are put together into one catalogue, which counts in one way."""
    expressions = set()
    for path in (HERE / "locale" / language).glob("*.po"):
        with path.open("rb") as file:
            expressions.add(read_po(file).plural_expr)
    assert expressions == {catalogue(language).plural_expr}


def test_a_text_of_values_alone_has_the_direction_of_its_language() -> None:
    """Values are isolated: without a letter beside them they would stand from left to right."""
    whats = {"what": "المحاولات", "value": "بلا حد"}
    assert words("ar").say("{what}: {value}", **whats).startswith("\u200f\u2068")
    assert words("en").say("{what}: {value}", **whats).startswith("\u2068المحاولات\u2069: ")
    assert words("en").say("{what}: {value}", what="Tries", value="3") == "Tries: 3"
    assert words("ar").say("For: {name}", name="Sara").startswith("باسم")


def test_an_entry_of_a_list_has_the_direction_of_its_language() -> None:
    """Also where it begins with what is isolated, such as the name of a file."""
    assert words("ar").bullet("\u2068ar.yaml\u2069: نص") == "\u200f• \u2068ar.yaml\u2069: نص"
    assert words("en").bullet("ar.yaml: a text") == "• ar.yaml: a text"


def test_names_beside_each_other_have_the_direction_of_the_language() -> None:
    """Whatever script the first of them is in."""
    in_arabic = "\u200f\u2068Gates\u2069 · \u2068قاعة\u2069"
    assert words("ar").beside("Gates", "قاعة") == in_arabic
    assert words("en").beside("Gates", "Room 3") == "Gates · Room 3"
    assert words("en").beside("سارة أحمد", "3 Mar") == "\u200e\u2068سارة أحمد\u2069 · 3 Mar"
    assert words("en").bullet("سارة أحمد").startswith("\u200e")


def test_letters_match_the_language() -> None:
    """A B C, and أ ب ج with هـ in the form that stands alone."""
    assert [words("en").letter(index) for index in range(3)] == ["A", "B", "C"]
    assert [words("ar").letter(index) for index in range(6)] == ["أ", "ب", "ج", "د", "هـ", "و"]


@pytest.mark.parametrize(
    ("code", "language"),
    [("ar", "ar"), ("ar-BH", "ar"), ("ar_SA", "ar"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_a_clients_language_leads_to_the_nearest_of_ours(code: str | None, language: str) -> None:
    """A regional code leads to its language, an unknown one to the default."""
    assert nearest(code) == language
