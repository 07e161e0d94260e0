"""The page of a report: one for each language, whatever there is to tell, and in plain words."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from bot.export.impact_report import report_page
from bot.export.impact_report.learning_results import AssessmentChange
from bot.export.impact_report.report import ImpactReport, TrainingReach
from bot.export.impact_report.report_pdf import draw
from bot.export.impact_report.report_period import ReportPeriod
from bot.pictures import report as pictures
from bot.pictures.report import Side
from storage.agencies.agency_figures import FigureTotal
from storage.agencies.survey_tallies import USEFUL, Answers
from storage.exports.reach import Share
from tests.helpers import pixels
from tests.helpers.pdf_text import texts
from tests.helpers.reports import EMPTY, FULL, MONTHS, NOW
from tests.pictures.test_passes import pages
from tests.pictures.test_slide import HOSTILE

TINY = replace(
    FULL,
    reach=TrainingReach(3, 4, 2, None, {"2026-03": 3}, {"2026-03": 4}, [Share("airport", 3, 4)]),
    learning=replace(
        FULL.learning, changes=[AssessmentChange("after", 0, 2, None)], first_attempts=None
    ),
)


def sides(report: ImpactReport) -> tuple[Side, Side]:
    english, arabic = report_page.sides(report, NOW, "0.1.0")
    return english, arabic


def said(value: Any) -> str:
    """All texts of a page, one after the other."""
    if isinstance(value, dict):
        return "\n".join(said(entry) for entry in value.values())
    if isinstance(value, list | tuple):
        return "\n".join(said(entry) for entry in value)
    return value if isinstance(value, str) else ""


def named(name: str) -> ImpactReport:
    """A report of an agency of a name, and of nine that are called alike."""
    return replace(
        FULL, agency="airport", names={key: {"en": name, "ar": name} for key in FULL.names}
    )


@pytest.mark.parametrize("report", [FULL, EMPTY, TINY], ids=["full", "empty", "tiny"])
def test_report_has_a_reproducible_page_for_each_language(report: ImpactReport) -> None:
    made = draw(report, NOW)

    assert pages(made) == 2
    assert made == draw(report, NOW)
    assert len(made) < 250_000


@pytest.mark.parametrize("name", [HOSTILE, "ع" * 200, "W" * 200, "Ministry of Affairs " * 9, "-"])
def test_agency_name_is_text_on_one_page(name: str) -> None:
    assert pages(draw(named(name), NOW)) == 2


def test_a_name_is_never_markup() -> None:
    """Stars would make it bold, and a code would run: then they would not be on the page."""
    english, _ = sides(named("*A*"))
    plain, _ = sides(named("A"))
    code, _ = sides(named('#panic("x")'))

    assert pictures.png(english, ppi=40) != pictures.png(plain, ppi=40)
    assert pixels.size(pictures.png(code, ppi=72)) == (595, 842)


def test_every_figure_is_printed() -> None:
    """Read back from the PDF: every text of the page in English, and the numbers in Arabic."""
    english, arabic = sides(FULL)
    first, second = texts(draw(FULL, NOW))
    told = asdict(replace(english, language="", agencies=replace(english.agencies, items=())))
    ours = {"good", "little", "much", "plain", "0"}
    missing = [
        line
        for line in said(told).splitlines()
        if line not in ours and "".join(line.split()) not in first
    ]

    assert missing == []
    numbers = [tile.number for tile in arabic.tiles] + [item.said for item in arabic.people.items]
    assert all(number in second for number in numbers)


def test_a_name_is_printed_as_it_is() -> None:
    """Whatever the marks in it would be in a text of Typst's."""
    name = '#panic("x") $ \\ *b* _i_ `c` <a> @x ${1} // /* = -'
    first, _ = texts(draw(named(name), NOW))

    assert "".join(name.split()) in first


@pytest.mark.parametrize("months", [1, 2, 13, 36])
def test_many_months_fit_as_well_as_one(months: int) -> None:
    every = ReportPeriod("2023-12", "2026-11").months[-months:]
    period = ReportPeriod(every[0], every[-1])
    report = replace(FULL, period=period)

    assert pages(draw(report, NOW)) == 2
    assert len(sides(report)[0].people.items) == months


@pytest.mark.parametrize(
    "months", [1, 36, *(pytest.param(many, marks=pytest.mark.slow) for many in (2, 12))]
)
def test_nothing_is_printed_in_the_margins(months: int) -> None:
    """In either direction; the margins are 14 mm wide, and half a stroke may reach into them."""
    every = ReportPeriod("2023-12", "2026-11").months[-months:]
    for side in sides(replace(FULL, period=ReportPeriod(every[0], every[-1]))):
        image = pictures.png(side, ppi=72)
        first, last = pixels.printed(image)
        margin = int(14 / 25.4 * 72)

        assert first >= margin - 1, side.language
        assert last <= pixels.size(image)[0] - margin, side.language


def test_all_four_levels_are_there_with_their_limits() -> None:
    for side in sides(FULL):
        assert [level.number for level in side.levels] == ["1", "2", "3", "4"]
        assert all(
            level.name and level.question and len(level.limits) > 60 for level in side.levels
        )
    english, _ = sides(FULL)
    names = [level.name for level in english.levels]
    assert names == ["Reaction", "Learning", "Behaviour", "Results"]


def test_numbers_are_told_with_how_many_and_their_intervals() -> None:
    english, arabic = sides(FULL)

    assert [tile.number for tile in english.tiles] == ["1,284", "5,120", "640", "142"]
    assert english.reaction[0].note == "812 answers"
    assert english.reaction[0].parts[0].said == "Very useful 64% (61 to 67%)"
    assert english.changes[0].title == "After the course · 142 people took both · 6 tests"
    score = english.changes[0].rows[0]
    assert (*score.marks, " ".join(score.sure)) == ("52%", "71%", "+19 · +15 to +23")
    assert english.tries.note == "900 people · 3800 tries"
    assert english.recall.note == "46 to 73 people per month"
    assert arabic.tiles[0].label == "متدرّبون"
    assert arabic.period.translate({0x2068: "", 0x2069: ""}) == "من ديسمبر 2025 إلى نوفمبر 2026"


def test_over_called_stands_beside_missed() -> None:
    english, _ = sides(FULL)

    for change in english.changes:
        assert [row.name for row in change.rows] == ["Score", "Too little", "Too much"]
    assert [row.name for row in english.tries.rows][1:3] == [
        "Decisions: too little was done",
        "Decisions: too much was done",
    ]
    assert english.referrals.label == "Referrals passed on"
    assert [result.label for result in english.results] == [
        "Cases that reached protection",
        "Referrals found unfounded",
        "Complaints of wrongful referral",
    ]


def test_missing_figures_are_stated_and_not_zero() -> None:
    english, arabic = sides(EMPTY)

    nobody = "Nobody has been asked yet, or fewer than 5 answered."
    assert {split.missing for split in (*english.reaction, *english.behaviour)} == {nobody}
    assert english.no_changes == "No test before and after a course has closed in these months."
    counted = (english.referrals, *english.results)
    assert {tile.number for tile in counted} == {"–"}
    assert {tile.note for tile in counted} == {"No figures have been entered."}
    assert [tile.number for tile in english.tiles] == ["0", "0", "–", "–"]
    assert "لم يُسأل أحد بعد" in arabic.reaction[0].missing


def test_a_month_without_enough_people_is_a_gap_in_the_line() -> None:
    english, _ = sides(FULL)
    by_label = {point.label: point.percent for point in english.recall.points}

    assert [name for name, percent in by_label.items() if percent is None] == ["Dec", "Jan", "Jun"]
    assert len(by_label) == len(MONTHS.months)


def test_small_groups_are_hidden_in_words_and_in_charts() -> None:
    english, arabic = sides(TINY)

    assert english.tiles[0].number == "fewer than 5"
    assert english.tiles[1].number == "–"
    assert (english.people.items, english.agencies.items) == ((), ())
    assert "fewer than 10 people took both parts" in english.no_changes
    assert english.tries.missing.startswith("Fewer than 5 people")
    assert "أقل من" in arabic.tiles[0].number


def test_a_part_of_few_is_told_as_fewer_than_five() -> None:
    hidden = Answers(15, {"much": 8, "some": 6, "little": None})
    english, _ = sides(replace(FULL, reaction={USEFUL: hidden}))
    split = english.reaction[0]

    assert split.note == "about 15 answers"
    assert [(part.percent is None, part.said) for part in split.parts][-1] == (
        True,
        "Of little use: fewer than 5",
    )
    few = {**FULL.results, "referrals": FigureTotal(None, True, 3, 1, 0)}
    tile = sides(replace(FULL, results=few))[0].referrals
    assert tile.number == "fewer than 5"
    assert tile.note == "entered for 3 of 4 agency months · not known for 1"


def test_agencies_are_told_with_how_many_people_and_never_by_how_they_did() -> None:
    one_of_few = [Share("airport", 40, 90), Share("labour", 4, 9)]
    english, _ = sides(replace(FULL, reach=replace(FULL.reach, agencies=one_of_few)))

    assert [(item.label, item.value, item.said) for item in english.agencies.items] == [
        ("Bahrain Airport Company", 40, "40 · 90 cases"),
        ("Labour Market Regulatory Authority", 0, "fewer than 5"),
    ]
    assert sides(FULL)[0].agencies.more == "and 1 more agency"
    assert all("%" not in item.said for item in sides(FULL)[0].agencies.items)


def test_pages_say_nothing_in_the_other_language() -> None:
    _, arabic = sides(FULL)
    text = said(asdict(replace(arabic, language="", agencies=replace(arabic.agencies, items=()))))
    letters = {
        word
        for word in text.replace("\u2068", " ").replace("\u2069", " ").split()
        if word.isascii() and word.isalpha()
    }

    assert letters - {"good", "little", "much", "plain"} <= {"Basira", "Kirkpatrick"}
