"""The charts of a report in a language: what is told, and why where nothing is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.app.playing.peer_answers import FEWEST
from bot.chat.admin.agency_statistics.agency_totals_screens import figure_names
from bot.chat.trainer.analysis.analysis_phrases import with_interval
from bot.chat.trainer.assessments.assessment_phrases import part_title, signed
from bot.chat.trainer.assessments.assessment_phrases import percent as whole
from bot.export.impact_report import report_wording
from bot.export.impact_report.learning_results import Changed, Learning, Recalled, Tried
from bot.export.impact_report.report_period import short_name_of
from bot.locale import Words
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
from scenarios.analysis.estimates import Told, wilson
from scenarios.assessments import gains
from storage.agencies import agency_figures
from storage.agencies.survey_tallies import VALUES, Answers


def splits(
    speak: Words, items: Sequence[str], found: Mapping[str, Answers], missing: str
) -> list[Split]:
    """What was answered to some questions.

    Args:
        speak: The language.
        items: Which questions.
        found: What was answered, of those of which it is told.
        missing: What is said of the others.
    """
    return [
        _split(speak, item, found[item])
        if item in found
        else Split(report_wording.question(speak, item), missing=missing)
        for item in items
    ]


def _split(speak: Words, item: str, found: Answers) -> Split:
    shown = sum(one for one in found.values.values() if one is not None)
    everybody = max(found.people, shown)
    hidden = found.rounded or None in found.values.values()
    answers = speak.count("{n} answer", "{n} answers", everybody)
    note = speak.say("about {answers}", answers=answers) if hidden else answers
    parts = [_part(speak, item, one, found.values.get(one), everybody) for one in VALUES[item]]
    return Split(report_wording.question(speak, item), note, parts)


def _part(speak: Words, item: str, value: str, count: int | None, everybody: int) -> Part:
    name = report_wording.answer(speak, item, value)
    if count is None:
        return Part(None, f"{name}: {report_wording.fewer(speak)}")
    low, high = wilson(count, everybody)
    said = speak.say(
        "{share} ({low} to {high}%)",
        share=whole(speak, 100 * count / everybody),
        low=round(100 * low),
        high=round(100 * high),
    )
    return Part(100 * count / everybody, f"{name} {said}")


def changes(speak: Words, learning: Learning) -> tuple[list[Changes], str]:
    """What changed from the first part of tests on; else why nothing is told."""
    say = speak.say
    told = [_changes(speak, one) for one in learning.changed if one.gains is not None]
    if told:
        return told, ""
    few = sum(one.too_few for one in learning.changed)
    if few:
        return [], say(
            "Tests have closed, but fewer than {n} people took both parts of any.", n=gains.FEWEST
        )
    return [], say("No test before and after a course has closed in these months.")


def _changes(speak: Words, one: Changed) -> Changes:
    say, found = speak.say, one.gains
    assert found is not None
    people = speak.count("{n} person took both", "{n} people took both", found.people)
    tests = speak.count("{n} test", "{n} tests", one.tests)
    named: tuple[tuple[str, gains.Change, Tone], ...] = (
        (say("Score"), found.score, "good"),
        (say("Too little"), found.missed, "little"),
        (say("Too much"), found.over_called, "much"),
    )
    rows = [_change(speak, name, change, tone) for name, change, tone in named]
    return Changes(f"{part_title(speak, one.part)} · {people} · {tests}", rows)


def _change(speak: Words, name: str, one: gains.Change, tone: Tone) -> Change:
    by, sure = one.gain, [signed(round(one.gain.value))]
    if by.low is not None and by.high is not None:
        sure += ["·", signed(round(by.low)), speak.say("to"), signed(round(by.high))]
    marks = [whole(speak, one.before), whole(speak, one.after)]
    return Change(name, one.before, one.after, by.low, by.high, marks, sure, tone)


def tries(speak: Words, one: Tried | None) -> Shares:
    """How first tries went: over-calling beside what was missed."""
    say = speak.say
    title = say("First tries at cases given")
    if one is None:
        few = say("Fewer than {n} people have finished a case of these months.", n=FEWEST)
        return Shares(title, missing=few)
    people = speak.count("{n} person", "{n} people", one.people)
    told = speak.count("{n} try", "{n} tries", one.tries)
    named: tuple[tuple[str, Told | None, Tone], ...] = (
        (say("Passed"), one.passed, "good"),
        (say("Decisions: too little was done"), one.missed, "little"),
        (say("Decisions: too much was done"), one.over_called, "much"),
        (say("Tries: could have endangered someone"), one.critical, "plain"),
    )
    rows = [_share(speak, name, share, tone) for name, share, tone in named if share is not None]
    return Shares(title, f"{people} · {told}", rows)


def _share(speak: Words, name: str, one: Told, tone: Tone) -> Share:
    return Share(name, one.percent, 100 * one.low, 100 * one.high, with_interval(speak, one), tone)


def recall(speak: Words, months: Sequence[str], found: Sequence[Recalled]) -> Line:
    """What refreshers found, beside what the model of memory had foretold."""
    say = speak.say
    title = say("Refreshers: right answers")
    if not found:
        return Line(title, missing=say("Too few people answered refreshers in any of the months."))
    by_month = {one.month: one for one in found}
    least, most = min(one.people for one in found), max(one.people for one in found)
    people = speak.count("{n} person", "{n} people", most)
    if least != most:
        people = say("{least} to {people} a month", least=least, people=people)
    else:
        people = say("{people} a month", people=people)
    return Line(
        title,
        people,
        [_point(speak, month, by_month.get(month)) for month in months],
        say("found, %"),
        say("foretold by the model"),
    )


def _point(speak: Words, month: str, one: Recalled | None) -> Point:
    label = short_name_of(speak, month)
    if one is None:
        return Point(label)
    foretold = None if one.foretold is None else 100 * one.foretold
    right = one.right
    return Point(label, right.percent, 100 * right.low, 100 * right.high, foretold)


def counted(speak: Words, name: str, found: Mapping[str, agency_figures.Told]) -> Tile:
    """What agencies counted; what was not entered is said and is not nought."""
    one, number = found[name], "–"
    if one.fewer:
        number = report_wording.fewer(speak)
    elif one.number is not None:
        number = f"{one.number:,}"
    return Tile(number, figure_names(speak)[name], " · ".join(_entered(speak, one)))


def _entered(speak: Words, one: agency_figures.Told) -> Iterator[str]:
    """For how many months of agencies something is known."""
    say, every = speak.say, one.known + one.unknown + one.missing
    if not one.known and not one.unknown:
        yield say("Nobody has entered anything.")
        return
    yield say("entered for {n} of {all} months of agencies", n=one.known, all=every)
    if one.unknown:
        yield say("not known for {n}", n=one.unknown)
