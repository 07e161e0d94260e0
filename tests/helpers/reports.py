"""Reports: of a database, and invented ones."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from bot.app.library import Library
from bot.export.impact_report.learning_results import (
    AssessmentChange,
    FirstAttempts,
    Learning,
    RefresherMonth,
)
from bot.export.impact_report.report import ImpactReport, TrainingReach
from bot.export.impact_report.report_pdf import read_report
from bot.export.impact_report.report_period import ReportPeriod, period
from bot.export.schema.assessment_forms import forms_in
from scenarios.analysis.estimates import mask_share
from scenarios.assessments.gains import Change, Gains, Interval
from storage.agencies.agency_figures import (
    COMPLAINTS,
    FIGURES,
    PROTECTED,
    REFERRALS,
    UNFOUNDED,
    FigureTotal,
)
from storage.agencies.survey_tallies import CONCERN, PASSED_ON, READY, UNSURE, USEFUL, Answers
from storage.db.database import Database
from storage.exports.reach import Share
from tests.bench.people.year import ENDS
from tests.helpers.export_year import shelf

NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)
MONTHS = ReportPeriod("2025-12", "2026-11")
NAMES = {
    "interior": {
        "en": "Ministry of Interior: Nationality, Passports and Residence Affairs",
        "ar": "وزارة الداخلية: شؤون الجنسية والجوازات والإقامة",
    },
    "airport": {"en": "Bahrain Airport Company", "ar": "شركة مطار البحرين"},
    "labour": {"en": "Labour Market Regulatory Authority", "ar": "هيئة تنظيم سوق العمل"},
    "health": {"en": "Primary Health Care Centres", "ar": "مراكز الرعاية الصحية الأولية"},
    "tourism": {"en": "Tourism Authority", "ar": "هيئة السياحة"},
    "prosecution": {"en": "Public Prosecution", "ar": "النيابة العامة"},
    "csr": {"en": "Bahrain CSR Society", "ar": "الجمعية البحرينية للمسؤولية الاجتماعية"},
    "customs": {"en": "Customs Affairs", "ar": "شؤون الجمارك"},
    "shelter": {"en": "Shelter", "ar": "دار الإيواء"},
}
_FIRST = (0, 122, 161, 131, 95, 80, 40, 20, 110, 180, 215, 130)
_CASES = (0, 240, 380, 500, 420, 390, 210, 190, 560, 720, 840, 670)


def _change(before: float, after: float, low: float, high: float) -> Change:
    return Change(before, after, Interval(after - before, low, high))


def _recalled(place: int, month: str) -> RefresherMonth:
    people = 40 + 3 * place
    right = mask_share(28.0 + 2.7 * place, people)
    return RefresherMonth(month, people, 3 * people, right, 0.82 + 0.004 * place)


FULL = ImpactReport(
    MONTHS,
    None,
    NAMES,
    TrainingReach(
        1284,
        5120,
        23,
        640,
        dict(zip(MONTHS.months, _FIRST, strict=True)),
        dict(zip(MONTHS.months, _CASES, strict=True)),
        [Share(name, 400 - 47 * n, 1500 - 170 * n) for n, name in enumerate(NAMES)],
    ),
    {
        USEFUL: Answers(812, {"much": 520, "some": 251, "little": 41}),
        READY: Answers(640, {"yes": 400, "partly": 235, "no": None}),
    },
    Learning(
        [
            AssessmentChange(
                "after",
                6,
                1,
                Gains(
                    142,
                    _change(52.3, 71.2, 15.1, 22.6),
                    _change(40, 22, -22, -14),
                    _change(21, 14, -11, -3),
                    (),
                ),
            ),
            AssessmentChange(
                "delayed",
                3,
                0,
                Gains(
                    61,
                    _change(51, 66, 9, 20.5),
                    _change(41, 27, -20, -8),
                    _change(22, 19, -8, 2),
                    (),
                ),
            ),
        ],
        FirstAttempts(
            900,
            3800,
            mask_share(702, 900),
            mask_share(153, 900),
            mask_share(81, 900),
            mask_share(60, 900),
        ),
        [_recalled(n, name) for n, name in enumerate(MONTHS.months) if n not in (0, 1, 6)],
    ),
    {
        CONCERN: Answers(312, {"none": 240, "one": 52, "several": 20}),
        PASSED_ON: Answers(65, {"yes": 40, "partly": 20, "no": None}),
        UNSURE: Answers(72, {"yes": 21, "no": 51}),
    },
    {
        REFERRALS: FigureTotal(93, False, 60, 3, 33),
        PROTECTED: FigureTotal(None, True, 40, 0, 56),
        UNFOUNDED: FigureTotal(18, False, 60, 0, 36),
        COMPLAINTS: FigureTotal(None, False, 0, 0, 96),
    },
)
"""A report with everything in it, of nine agencies."""

EMPTY = ImpactReport(
    MONTHS,
    None,
    NAMES,
    TrainingReach(0, 0, 0, None, {}, {}, ()),
    {},
    Learning((), None, ()),
    {},
    {figure: FigureTotal(None, False, 0, 0, 12) for figure in FIGURES},
)
"""A report of months in which nothing was done."""


async def of(
    database: Database,
    agency: str | None = None,
    since: str | None = None,
    until: str | None = None,
    now: datetime = ENDS,
) -> ImpactReport:
    """The report of a database, at the end of the small year."""
    load_forms = partial(forms_in, Library(database, shelf()))
    return await read_report(database, load_forms, period(since, until, now), agency, now)
