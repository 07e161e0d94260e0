"""The charts of a report in a language, and why where there is nothing to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.export.impact_report import report_wording
from bot.export.impact_report.learning_results import (
    AssessmentChange,
    FirstAttempts,
    Learning,
    RefresherMonth,
)
from bot.export.impact_report.report_period import short_name_of
from bot.locale import Words
from bot.phrases.analysis_phrases import with_interval
from bot.phrases.assessment_phrases import part_title, signed
from bot.phrases.assessment_phrases import percent as whole
from bot.phrases.figure_phrases import figure_names
from bot.pictures.report import (
    Change,
    Changes,
    Line,
    Part,
    Point,
    Share,
    Shares,
    Split,
    Tile,
    Tone,
)
from scenarios.analysis.estimates import MaskedShare, wilson
from scenarios.assessments import gains
from storage.agencies import agency_figures
from storage.agencies.survey_tallies import VALUES, Answers
from storage.playing.small_groups import FEWEST


def splits(
    speak: Words, items: Sequence[str], answers: Mapping[str, Answers], missing: str
) -> list[Split]:
    """Chart the answers to some questions.

    Args:
        items: The questions.
        answers: Answers by question; only questions that may be shown.
        missing: The text for all other questions.
    """
    return [
        _split(speak, item, answers[item])
        if item in answers
        else Split(report_wording.question(speak, item), missing=missing)
        for item in items
    ]


def _split(speak: Words, item: str, answers: Answers) -> Split:
    counts = answers.values
    people = max(answers.people, sum(count for count in counts.values() if count is not None))
    hidden = answers.rounded or None in counts.values()
    number = speak.count("{n} answer", "{n} answers", people)
    note = speak.say("about {answers}", answers=number) if hidden else number
    parts = [_part(speak, item, value, counts.get(value), people) for value in VALUES[item]]
    return Split(report_wording.question(speak, item), note, parts)


def _part(speak: Words, item: str, value: str, count: int | None, people: int) -> Part:
    name = report_wording.answer(speak, item, value)
    if count is None:
        return Part(None, f"{name}: {report_wording.fewer_than_five(speak)}")
    low, high = wilson(count, people)
    label = speak.say(
        "{share} ({low} to {high}%)",
        share=whole(speak, 100 * count / people),
        low=round(100 * low),
        high=round(100 * high),
    )
    return Part(100 * count / people, f"{name} {label}")


def changes(speak: Words, learning: Learning) -> tuple[list[Changes], str]:
    """Chart what changed since the first part of assessments, or say why there is nothing."""
    say = speak.say
    charts = [_changes(speak, change) for change in learning.changes if change.gains is not None]
    if charts:
        return charts, ""
    if any(change.too_few for change in learning.changes):
        return [], say(
            "Tests have closed, but fewer than {n} people took both parts of any one.",
            n=gains.FEWEST,
        )
    return [], say("No test before and after a course has closed in these months.")


def _changes(speak: Words, change: AssessmentChange) -> Changes:
    say, found = speak.say, change.gains
    assert found is not None
    people = speak.count("{n} person took both", "{n} people took both", found.people)
    tests = speak.count("{n} test", "{n} tests", change.tests)
    named: tuple[tuple[str, gains.Change, Tone], ...] = (
        (say("Score"), found.score, "good"),
        (say("Too little"), found.missed, "little"),
        (say("Too much"), found.over_called, "much"),
    )
    rows = [_change(speak, name, measure, tone) for name, measure, tone in named]
    return Changes(f"{part_title(speak, change.part)} · {people} · {tests}", rows)


def _change(speak: Words, name: str, change: gains.Change, tone: Tone) -> Change:
    gain, label = change.gain, [signed(round(change.gain.value))]
    if gain.low is not None and gain.high is not None:
        label += ["·", signed(round(gain.low)), speak.say("to"), signed(round(gain.high))]
    marks = [whole(speak, change.before), whole(speak, change.after)]
    return Change(name, change.before, change.after, gain.low, gain.high, marks, label, tone)


def first_attempts(speak: Words, attempts: FirstAttempts | None) -> Shares:
    """Chart results of first attempts: over-calling beside what was missed."""
    say = speak.say
    title = say("First attempts at assigned cases")
    if attempts is None:
        few = say("Fewer than {n} people finished a case in these months.", n=FEWEST)
        return Shares(title, missing=few)
    people = speak.count("{n} person", "{n} people", attempts.people)
    number = speak.count("{n} try", "{n} tries", attempts.attempts)
    named: tuple[tuple[str, MaskedShare | None, Tone], ...] = (
        (say("Passed"), attempts.passed, "good"),
        (say("Decisions: too little was done"), attempts.missed, "little"),
        (say("Decisions: too much was done"), attempts.over_called, "much"),
        (say("Attempts: could have endangered someone"), attempts.critical, "plain"),
    )
    rows = [_share(speak, name, share, tone) for name, share, tone in named if share is not None]
    return Shares(title, f"{people} · {number}", rows)


def _share(speak: Words, name: str, share: MaskedShare, tone: Tone) -> Share:
    low, high = 100 * share.low, 100 * share.high
    return Share(name, share.percent, low, high, with_interval(speak, share), tone)


def refreshers(speak: Words, months: Sequence[str], found: Sequence[RefresherMonth]) -> Line:
    """Chart results of refreshers beside the memory model's predictions."""
    say = speak.say
    title = say("Refreshers: right answers")
    if not found:
        return Line(title, missing=say("Too few people answered refreshers in any of the months."))
    by_month = {month.month: month for month in found}
    least, most = min(month.people for month in found), max(month.people for month in found)
    people = speak.count("{n} person", "{n} people", most)
    if least != most:
        people = say("{least} to {people} per month", least=least, people=people)
    else:
        people = say("{people} per month", people=people)
    return Line(
        title,
        people,
        [_point(speak, month, by_month.get(month)) for month in months],
        say("actual, %"),
        say("forecast by the model"),
    )


def _point(speak: Words, month: str, results: RefresherMonth | None) -> Point:
    label = short_name_of(speak, month)
    if results is None:
        return Point(label)
    predicted = None if results.predicted is None else 100 * results.predicted
    right = results.right
    return Point(label, right.percent, 100 * right.low, 100 * right.high, predicted)


def figure(speak: Words, name: str, figures: Mapping[str, agency_figures.FigureTotal]) -> Tile:
    """Show a figure of the agencies; one that was not entered is missing, not zero."""
    found, number = figures[name], "–"
    if found.fewer:
        number = report_wording.fewer_than_five(speak)
    elif found.number is not None:
        number = f"{found.number:,}"
    return Tile(number, figure_names(speak)[name], " · ".join(_coverage(speak, found)))


def _coverage(speak: Words, found: agency_figures.FigureTotal) -> Iterator[str]:
    """For how many months of agencies the figure is known."""
    say, total = speak.say, found.known + found.unknown + found.missing
    if not found.known and not found.unknown:
        yield say("No figures have been entered.")
        return
    yield say("entered for {n} of {all} agency months", n=found.known, all=total)
    if found.unknown:
        yield say("not known for {n}", n=found.unknown)
