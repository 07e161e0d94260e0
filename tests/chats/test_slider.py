"""A slider wherever it is met: on a phone, in a class, on paper, in the debrief, in pictures."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app.paper_answers import paper_typing
from bot.app.paper_answers.paper_transcript import Transcript
from bot.app.paper_answers.paper_typing import TypedAnswers
from bot.kinds import PRESENTERS
from bot.locale import words
from bot.phrases.class_choices import choices_of, read_hands
from bot.phrases.debrief_phrases import better_list, change_words, done_words
from bot.pictures.graph import AnswersNode, diagram
from bot.sandbox import Sandbox
from bot.scenario_files.html_page import page
from bot.scenario_files.paper_test import data as alone
from bot.scenario_files.print_sheet import _Sheet, sheet
from bot.terminal.typed import read
from scenarios import debrief, engine
from scenarios.case_library import CaseLibrary
from scenarios.kinds.scale import Rate
from scenarios.languages import LANGUAGES
from scenarios.rendering import NEUTRAL, render_turn
from tests.helpers import pdf_text
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served
from tests.helpers.slider_case import slider_case

TENS = [str(ten) for ten in range(0, 101, 10)]
ROWS = {
    "en": [["0", "10", "20", "30"], ["40", "50", "60"], ["70", "80", "90", "100"]],
    "ar": [["30", "20", "10", "0"], ["60", "50", "40"], ["100", "90", "80", "70"]],
}
ENDS = {
    "en": ["0 · It can wait", "100 · This minute"],
    "ar": ["0 · يمكن الانتظار", "100 · في هذه الدقيقة"],
}
SPAN = {"en": "80 to 100", "ar": "من \u206880\u2069 إلى \u2068100\u2069"}
EACH = pytest.mark.parametrize("language", ["en", "ar"])

ALPHABETS = [language.letters for language in LANGUAGES.values()]


def keys(message: dict[str, Any]) -> list[list[str]]:
    keyboard = message["reply_markup"]["inline_keyboard"]
    return [[key["text"].strip("\u200e\u200f") for key in row] for row in keyboard]


@EACH
async def test_slider_is_played_on_a_phone(database_url: str, language: str) -> None:
    """Numbers stand in rows that fit a small phone, and begin where the language does."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, database_url, CaseLibrary({"bus-stop": slider_case()})):
            await learner.arrives()
            await learner.opens("bus-stop")
            message = learner.newest()
            assert keys(message) == ROWS[language]
            assert all(end in message["text"] for end in ENDS[language])
            await learner.tap(":90")
            end = learner.text()

    said = {"en": "You said: 90", "ar": "90"}[language]
    assert said in learner.outcome()
    assert {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language] in end


def met(ten: int) -> tuple[debrief.Moment, ...]:
    return debrief.moments(slider_case(), (Rate(0, ten),))


@EACH
def test_debrief_names_the_better_range(language: str) -> None:
    speak, (moment,) = words(language), met(20)
    told = debrief.render_moment(slider_case(), language, 0, moment)

    assert done_words(speak, told.chosen) == "20"
    assert better_list(speak, told) == [SPAN[language]]
    changed = change_words(speak, told.chosen, told.better)
    assert "20" in changed
    assert "100" in changed
    assert [reason.text for reason in told.reasons]


def test_nothing_is_better_than_the_best_band() -> None:
    assert not met(80)[0].is_instructive
    assert met(60)[0].is_instructive


@EACH
def test_a_class_votes_by_numbers(language: str) -> None:
    speak, case = words(language), slider_case()
    turn = render_turn(case, language, 0, engine.start(case).position)
    choices = choices_of(speak, turn, {"70": 3})

    assert [choice.letter for choice in choices] == TENS
    assert [choice.label for choice in choices if choice.text] == ENDS[language]
    assert [choice.n for choice in choices if choice.id == "70"] == [3]
    assert read_hands("70 5, 80: 12, 0=1", choices) == {"70": 5, "80": 12, "0": 1}
    assert read_hands("75 5", choices) is None


def types(line: str) -> TypedAnswers:
    before = Transcript("given", slider_case().edition)
    return paper_typing.read(slider_case(), before, line, ALPHABETS)


@pytest.mark.parametrize("word", ["80", "٨٠"])
def test_a_number_is_entered_from_paper(word: str) -> None:
    found = types(word)

    assert (found.taken, found.remaining) == (1, "")
    assert found.transcript.acts == ("80",)
    wrong = types("85")
    assert (wrong.taken, wrong.remaining) == (0, "85")


def test_a_number_is_typed_at_a_terminal() -> None:
    options = dict(enumerate(TENS))

    assert [read(name, "slider", options) for name in ("70", "٧٠", "0", "100")] == [
        "70", "70", "0", "100",
    ]  # fmt: skip
    assert {read(name, "slider", options) for name in ("5", "110", "", "b", "-")} == {None}


@EACH
def test_slider_is_printed_on_the_table_sheet(language: str) -> None:
    data = _Sheet(slider_case(), words(language), NEUTRAL).data()
    (scene,) = [entry for entry in data["scenes"] if entry["choices"]]
    (led,) = data["led"]

    assert scene["rowed"]
    assert [entry["letter"] for entry in scene["choices"]] == TENS
    assert [entry["text"] for entry in scene["choices"] if entry["text"]] == [
        end.partition(" · ")[2] for end in ENDS[language]
    ]
    assert led["blocks"][-1]["head"] == SPAN[language]
    assert [block["points"].rstrip("\u2069")[-1] for block in led["blocks"]] == ["0", "1", "2"]
    assert alone(slider_case(), words(language))["scenes"][0]["rowed"]
    printed_text = "".join(pdf_text.texts(sheet(slider_case(), language, NEUTRAL)))
    assert all(ten in printed_text for ten in TENS)


def test_slider_is_playable_on_the_browser_page() -> None:
    made = page(slider_case(), "en", {}).decode()

    assert '"numbers"' in made
    assert "This minute" in made


@EACH
def test_a_picture_names_its_bands_by_their_numbers(language: str) -> None:
    shown = diagram(slider_case(), language)
    named = [
        choice.text
        for node in shown.nodes
        if isinstance(node, AnswersNode)
        for choice in node.choices
    ]

    assert named[-1] == SPAN[language] or SPAN[language] in named
    assert len(named) == 3


def test_statistics_name_its_bands_by_their_numbers() -> None:
    case = slider_case()
    decision = case.scenes["bag"].decision
    assert decision is not None

    presenter = PRESENTERS[decision.kind]
    parts = decision.possible_parts()
    assert [presenter.band(words("en"), decision, part.id) for part in parts] == [
        "0 to 40", "50 to 70", "80 to 100",
    ]  # fmt: skip
    assert presenter.band(words("en"), decision, "nothing") == ""
