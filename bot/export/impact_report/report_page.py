"""The pages of a report, one for each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.export.impact_report import report_charts, report_wording
from bot.export.impact_report.report import ImpactReport
from bot.export.impact_report.report_period import short_name_of, span_of
from bot.locale import Words, words
from bot.phrases.date_phrases import date_of
from bot.pictures.report import Bar, Bars, Level, Side, Tile
from scenarios.assessments import gains
from scenarios.languages import REQUIRED
from storage.agencies.agencies import OTHER
from storage.agencies.agency_figures import COMPLAINTS, PROTECTED, REFERRALS, UNFOUNDED
from storage.agencies.survey_tallies import PRACTICE, REACTION
from storage.playing.small_groups import FEWEST

RESULTS = (PROTECTED, UNFOUNDED, COMPLAINTS)
"""The figures of level 4; referrals themselves are level 3."""
_MAX_AGENCIES = 8  # fit on a page


def sides(report: ImpactReport, now: datetime, version: str) -> list[Side]:
    """Lay out the pages."""
    return [side(words(language), report, now, version) for language in REQUIRED]


def side(speak: Words, report: ImpactReport, now: datetime, version: str) -> Side:
    """Lay out the page of one language; see `sides`."""
    say = speak.say
    asked_nobody = say("Nobody has been asked yet, or fewer than {n} answered.", n=FEWEST)
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
        tries=report_charts.first_attempts(speak, report.learning.first_attempts),
        recall=report_charts.refreshers(speak, report.period.months, report.learning.refreshers),
        behaviour=report_charts.splits(speak, PRACTICE, report.behaviour, asked_nobody),
        referrals=report_charts.figure(speak, REFERRALS, report.results),
        results=[report_charts.figure(speak, name, report.results) for name in RESULTS],
        limits_word=say("What these numbers do not show:"),
        foot=_foot(speak, now, version),
    )


def title(speak: Words) -> str:
    return speak.say("Impact report")


def about(speak: Words, report: ImpactReport) -> str:
    """The people covered by the report."""
    if report.agency is None:
        return speak.say("All agencies together")
    return agency_name(speak, report, report.agency)


def agency_name(speak: Words, report: ImpactReport, agency: str) -> str:
    if agency == OTHER:
        return speak.say("another place")
    return report.names.get(agency, {}).get(speak.language, agency)


def _tiles(speak: Words, report: ImpactReport) -> list[Tile]:
    say, reached = speak.say, report.reach
    few = report_wording.fewer_than_five(speak)
    both = max(
        (change.gains.people for change in report.learning.changes if change.gains), default=None
    )
    own = "–" if reached.practised is None else f"{reached.practised:,}"
    return [
        Tile(
            f"{reached.people:,}" if reached.is_told or not reached.people else few,
            say("people trained"),
            say("finished an assigned case"),
        ),
        Tile(
            f"{reached.cases:,}" if reached.is_told or not reached.people else "–",
            say("cases finished"),
            speak.count("{n} different case", "{n} different cases", reached.kinds),
        ),
        Tile(
            own,
            say("more in their own practice"),
            ""
            if reached.practised is not None
            else say("shown for {n} people or more", n=gains.FEWEST),
        ),
        Tile(
            "–" if both is None else f"{both:,}",
            say("measured before and after"),
            say("took both parts of a test")
            if both is not None
            else say("shown for {n} people or more", n=gains.FEWEST),
        ),
    ]


def _months(speak: Words, heading: str, report: ImpactReport, found: Mapping[str, int]) -> Bars:
    if not report.reach.is_told:
        return Bars(heading, missing=_too_few(speak, report))
    items = [
        Bar(short_name_of(speak, month), found.get(month, 0), f"{found.get(month, 0):,}")
        for month in report.period.months
    ]
    return Bars(heading, items)


def _too_few(speak: Words, report: ImpactReport) -> str:
    if not report.reach.people:
        return speak.say("Nobody finished an assigned case in these months.")
    return speak.say("Fewer than {n} people finished a case in these months.", n=FEWEST)


def _agencies(speak: Words, report: ImpactReport) -> Bars:
    """People of each agency; results are left out, so that agencies are not ranked by them."""
    heading, agencies = speak.say("People and cases, by agency"), report.reach.agencies
    if not report.reach.is_told:
        return Bars(heading, missing=_too_few(speak, report))
    items = []
    for share in agencies[:_MAX_AGENCIES]:
        shown = share.people >= FEWEST
        cases = speak.count("{n} case", "{n} cases", share.cases)
        label = f"{share.people:,} · {cases}" if shown else report_wording.fewer_than_five(speak)
        name = agency_name(speak, report, share.agency)
        items.append(Bar(name, share.people if shown else 0, label))
    more = len(agencies) - len(items)
    note = speak.count("and {n} more agency", "and {n} more agencies", more) if more else ""
    return Bars(heading, items, more=note)


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
            "Levels after Kirkpatrick. Thin lines, pale bands and numbers in brackets "
            "are 95% intervals; a change between two means is in points, with its own "
            "interval. Nothing is shown about fewer than {few} people, nor what a "
            "course changed for fewer than {ten}. People whose data was erased are not "
            "counted.",
            few=FEWEST,
            ten=gains.FEWEST,
        ),
        say("Made on {day} with {name}.", day=date_of(speak, now, "UTC"), name=f"Basira {version}"),
    ]
