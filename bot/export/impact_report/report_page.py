"""What stands on the pages of a report, one for each language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.app.playing.peer_answers import FEWEST
from bot.chat.date_phrases import date_of
from bot.export.impact_report import report_charts, report_wording
from bot.export.impact_report.report import Report
from bot.export.impact_report.report_period import short_name_of, span_of
from bot.locale import LANGUAGES, Words, words
from bot.pictures.report import Bar, Bars, Level, Side, Tile
from scenarios.assessments import gains
from storage.agencies.agencies import OTHER
from storage.agencies.agency_figures import COMPLAINTS, PROTECTED, REFERRALS, UNFOUNDED
from storage.agencies.survey_tallies import PRACTICE, REACTION

RESULTS = (PROTECTED, UNFOUNDED, COMPLAINTS)
"""What came of referrals; how many there were is what people do."""
_ROWS = 8
"""Agencies that stand on a page."""


def sides(report: Report, now: datetime, version: str) -> list[Side]:
    """The pages.

    Args:
        report: What is told.
        now: When it is made.
        version: Of Basira.
    """
    return [_side(words(language), report, now, version) for language in LANGUAGES]


def _side(speak: Words, report: Report, now: datetime, version: str) -> Side:
    say = speak.say
    asked_nobody = say("Nobody was asked yet, or fewer than {n} answered.", n=FEWEST)
    changed, unchanged = report_charts.changes(speak, report.learning)
    return Side(
        language=speak.language,
        title=title(speak),
        about=about(speak, report),
        period=span_of(speak, report.period),
        tiles=_tiles(speak, report),
        people=_months(speak, say("People trained, by month"), report, report.reach.first),
        cases=_months(speak, say("Cases finished, by month"), report, report.reach.finished),
        agencies=_agencies(speak, report),
        levels=_levels(speak),
        reaction=report_charts.splits(speak, REACTION, report.reaction, asked_nobody),
        changes=changed,
        no_changes=unchanged,
        changes_title=say("Tests before and after a course"),
        tries=report_charts.tries(speak, report.learning.tried),
        recall=report_charts.recall(speak, report.period.months, report.learning.recalled),
        behaviour=report_charts.splits(speak, PRACTICE, report.behaviour, asked_nobody),
        referrals=report_charts.counted(speak, REFERRALS, report.results),
        results=[report_charts.counted(speak, one, report.results) for one in RESULTS],
        limits_word=say("What these numbers do not show:"),
        foot=_foot(speak, now, version),
    )


def title(speak: Words) -> str:
    """What a report is called."""
    return speak.say("What the training came to")


def about(speak: Words, report: Report) -> str:
    """Of whom it is."""
    if report.agency is None:
        return speak.say("All agencies together")
    return agency_name(speak, report, report.agency)


def agency_name(speak: Words, report: Report, agency: str) -> str:
    """What an agency is called."""
    if agency == OTHER:
        return speak.say("another place")
    return report.names.get(agency, {}).get(speak.language, agency)


def _tiles(speak: Words, report: Report) -> list[Tile]:
    say, far = speak.say, report.reach
    few = report_wording.fewer(speak)
    both = max((one.gains.people for one in report.learning.changed if one.gains), default=None)
    own = "–" if far.practised is None else f"{far.practised:,}"
    return [
        Tile(
            f"{far.people:,}" if far.is_told or not far.people else few,
            say("people trained"),
            say("finished a case that they were given"),
        ),
        Tile(
            f"{far.cases:,}" if far.is_told or not far.people else "–",
            say("cases finished"),
            speak.count("{n} different case", "{n} different cases", far.kinds),
        ),
        Tile(
            own,
            say("more of their own accord"),
            "" if far.practised is not None else say("told of {n} people or more", n=gains.FEWEST),
        ),
        Tile(
            "–" if both is None else f"{both:,}",
            say("measured before and after"),
            say("took both parts of a test")
            if both is not None
            else say("told of {n} people or more", n=gains.FEWEST),
        ),
    ]


def _months(speak: Words, heading: str, report: Report, found: Mapping[str, int]) -> Bars:
    if not report.reach.is_told:
        return Bars(heading, missing=_too_few(speak, report))
    items = [
        Bar(short_name_of(speak, month), found.get(month, 0), f"{found.get(month, 0):,}")
        for month in report.period.months
    ]
    return Bars(heading, items)


def _too_few(speak: Words, report: Report) -> str:
    if not report.reach.people:
        return speak.say("Nobody has finished a case that they were given in these months.")
    return speak.say("Fewer than {n} people have finished a case of these months.", n=FEWEST)


def _agencies(speak: Words, report: Report) -> Bars:
    """How many people of each agency: no agency is held against another by how they did."""
    heading, every = speak.say("People and cases, by agency"), report.reach.agencies
    if not report.reach.is_told:
        return Bars(heading, missing=_too_few(speak, report))
    items = []
    for one in every[:_ROWS]:
        told = one.people >= FEWEST
        cases = speak.count("{n} case", "{n} cases", one.cases)
        said = f"{one.people:,} · {cases}" if told else report_wording.fewer(speak)
        name = agency_name(speak, report, one.agency)
        items.append(Bar(name, one.people if told else 0, said))
    more = len(every) - len(items)
    told_more = speak.count("and {n} more agency", "and {n} more agencies", more) if more else ""
    return Bars(heading, items, more=told_more)


def _levels(speak: Words) -> Sequence[Level]:
    limits = report_wording.limits(speak)
    return [
        Level(str(number), name, question, limits[number])
        for number, (name, question) in report_wording.levels(speak).items()
    ]


def _foot(speak: Words, now: datetime, version: str) -> list[str]:
    say = speak.say
    return [
        say(
            "Levels: Kirkpatrick. Thin lines, pale bands and numbers in brackets are 95% "
            "intervals; beside two means stands the change in points, with its own. Of fewer than "
            "{few} people nothing is told, nor of fewer than {ten} what a course changed. People "
            "who erased themselves are not counted.",
            few=FEWEST,
            ten=gains.FEWEST,
        ),
        say("Made on {day} with {name}.", day=date_of(speak, now, "UTC"), name=f"Basira {version}"),
    ]
