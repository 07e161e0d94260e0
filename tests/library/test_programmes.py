"""Programmes name cases that are there, and their guides are pages in both languages."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from bot.app.certificates.trainer_programme import field, forms
from bot.scenario_files.programme_guide import page
from scenarios.languages import LANGUAGES
from scenarios.programmes import Programme, programme, programmes
from scenarios.style import TextKind, breaches
from tests.library.shelf import FORMS, TRACKS, library

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
CASES = TextKind.CASES
FOUNDATION = [track for track in TRACKS if track != "training"]


def test_programmes_exist_for_each_track_practitioners_and_trainers() -> None:
    """And no other."""
    assert set(programmes()) == {*FOUNDATION, "practitioner", "trainers"}


@pytest.mark.parametrize("name", sorted(programmes()))
def test_a_programme_names_cases_of_the_library(name: str) -> None:
    """Its steps can be practised, and its tests cannot."""
    course = programmes()[name]
    tests = set(course.cases()) - {step.scenario for step in course.steps}

    assert set(course.cases()) <= set(library())
    assert all(library()[step.scenario].use != "test" for step in course.steps)
    assert all(library()[test].use == "test" for test in tests)


@pytest.mark.parametrize("track", FORMS)
def test_a_track_with_forms_has_them_in_its_programme(track: str) -> None:
    """Before, after and later."""
    tests = programmes()[track].tests

    assert tests is not None
    assert (tests.before, tests.after, tests.delayed) == FORMS[track]


@pytest.mark.parametrize("name", sorted(programmes()))
def test_a_session_has_a_length_that_a_shift_allows(name: str) -> None:
    """An hour or an hour and a half; the course for trainers may take half a day."""
    course = programmes()[name]

    assert 60 <= course.guide.minutes <= (240 if course.level == "trainer" else 90)


def test_trainers_test_has_no_practice_cases() -> None:
    """A test of one field, which is begun there: its forms are of no other."""
    assert forms() == set(FORMS[field()])
    assert not forms() & {step.scenario for step in programmes()["trainers"].steps}


def test_trainers_are_signed_off_on_a_rubric() -> None:
    """Seven competences, as the content brief has them; nobody else has one."""
    assert len(programmes()["trainers"].rubric) == 7
    assert [name for name, programme in programmes().items() if programme.rubric] == ["trainers"]


class _Texts(HTMLParser):
    """What a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.attributes = dict(attrs)
        self._hidden = tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(data.strip())


def _read(course: Programme, language: str) -> _Texts:
    found = _Texts()
    found.feed(page(course, language, library()))
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", sorted(programmes()))
def test_a_guide_is_a_page_with_all_that_it_says(name: str, language: str) -> None:
    """In its language and direction, with every part, question and thing to watch for."""
    course = programmes()[name]
    found = _read(course, language)
    texts = "\n".join(found.texts).translate(ISOLATES)

    assert found.attributes["dir"] == {"en": "ltr", "ar": "rtl"}[language]
    for part in course.guide.parts:
        for text in (part.title.in_(language), part.does.in_(language)):
            assert text in texts
        for text in (*part.asks.in_(language), *part.watch.in_(language)):
            assert text in texts
    for step in course.steps:
        assert library()[step.scenario].script(language).texts["title"][0].text in texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(programmes()))
def test_a_guide_keeps_to_the_house_style(name: str, language: str) -> None:
    """As cases do."""
    course = programmes()[name]
    guide = course.guide
    texts = [course.title, course.about, guide.close]
    texts += [text for part in guide.parts for text in (part.title, part.does)]
    lists = [guide.prepare, *(many for part in guide.parts for many in (part.asks, part.watch))]
    said = [text.in_(language) for text in texts]
    said += [text for many in lists for text in many.in_(language)]

    found = [(rule.id, words) for text in said for rule, words in breaches(text, language, CASES)]
    assert found == []


BASE = """\
id: {id}
level: foundation
title: {{en: "A", ar: "ا"}}
about: {{en: "A", ar: "ا"}}
steps: [{{scenario: dream-job, pass: "{mark}"}}]
guide:
  prepare: {{en: ["a"], ar: {arabic}}}
  parts:
    - title: {{en: "A <b>", ar: "ا"}}
      minutes: 60
      does: {{en: "a", ar: "ا"}}
      asks: {{en: ["a"], ar: ["ا"]}}
      watch: {{en: ["a"], ar: ["ا"]}}
  close: {{en: "a", ar: "ا"}}
"""


def _base(id_: str = "one", mark: str = "70", arabic: str = '["ا"]') -> bytes:
    return BASE.format(id=id_, mark=mark, arabic=arabic).encode()


def test_guide_text_is_never_markup() -> None:
    """Whatever an author writes."""
    course = programme("one.yaml", _base())

    assert "A &lt;b&gt;" in page(course, "en", library())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (_base("two"), "its id is `two`"),
        (_base(mark="101"), "less than or equal to 100"),
        (_base(arabic='["ا", "ب"]'), "1 points in English, 2 points in Arabic"),
        (_base() + b"colour: red\n", "colour"),
        (_base().replace(b"foundation", b"trainer"), "names the test"),
        (b"id: [", "one.yaml"),
    ],
)
def test_a_programme_that_is_wrong_says_what(raw: bytes, said: str) -> None:
    """To who writes it."""
    with pytest.raises(ValueError, match=r"(?s)" + said.replace("[", r"\[")):
        programme("one.yaml", raw)
