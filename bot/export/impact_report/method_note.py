"""The note on method that goes with a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.export.impact_report import report_page, report_wording
from bot.export.impact_report.report import ImpactReport
from bot.export.impact_report.report_period import span_of
from bot.export.writers.writer import plain_text
from bot.locale import Words
from bot.phrases.date_phrases import date_of
from scenarios.assessments import gains
from scenarios.score import PASS_MARK
from scenarios.spaced_repetition.memory import RETENTION
from storage.agencies.survey_tallies import PRACTICE, REACTION
from storage.playing.small_groups import FEWEST
from storage.refreshers.model_fits import Fit

_MARKS = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~&$]")


@dataclass(frozen=True, slots=True)
class ReportProvenance:
    """The origin of a report.

    Attributes:
        at: When the report was made.
        schema: The database's schema revision.
        fit: The parameters of the memory model; None for its defaults.
        editions: The played cases, and the hash of their content.
    """

    at: datetime
    version: str
    schema: str
    fit: Fit | None
    editions: Sequence[tuple[str, str]]


def method_note(speak: Words, report: ImpactReport, made: ReportProvenance) -> str:
    """Write the note, in Markdown."""
    parts = (
        _head(speak, report, made),
        _measured(speak),
        _calculated(speak),
        _hidden(speak),
        _settings(speak, made),
        _limits(speak),
        _elsewhere(speak),
        _editions(speak, made),
    )
    return "\n".join(line for part in parts for line in part)


def _head(speak: Words, report: ImpactReport, made: ReportProvenance) -> Iterator[str]:
    say = speak.say
    yield "# " + say("How this was measured")
    yield ""
    yield f"- {escaped(report_page.about(speak, report))} · {span_of(speak, report.period)}"
    yield "- " + say(
        "Made on {day} with {name}, schema {schema}.",
        day=date_of(speak, made.at, "UTC"),
        name=f"Basira {made.version}",
        schema=made.schema,
    )
    yield ""


def _measured(speak: Words) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("What was measured"))
    told = {
        1: say(
            "Two questions after a case, answered with a tap or skipped. Only totals "
            "per agency and month are kept, without a name."
        ),
        2: say(
            "Parallel forms before a course, after it and months later, in an order "
            "assigned at random to each person; first attempts at assigned cases; and "
            "refreshers, which bring a point from a case back when a model of memory "
            "(FSRS-6) predicts that it is fading."
        ),
        3: say(
            "Three questions 60 to 90 days after the training, answered with a tap: "
            "whether there was a concern at work, whether it was passed on, and "
            "whether it was unclear how. Only totals are kept."
        ),
        4: say(
            "Figures that agencies count in their own work and enter each month. A "
            "correction keeps the earlier figure; an unknown figure is stored as "
            "unknown, not as 0."
        ),
    }
    questions = {1: report_wording.asked(speak, REACTION), 3: report_wording.asked(speak, PRACTICE)}
    for number, (name, _) in report_wording.levels(speak).items():
        yield f"{number}. **{name}.** {told[number]}"
        for question in questions.get(number, ()):
            yield f"   - {question}"
    yield ""


def _calculated(speak: Words) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("How it is calculated"))
    for text in (
        say(
            "Shares: {formula} of the k among n answers, with the 95% interval of E. B. Wilson "
            "(1927), in which z = 1.96.",
            formula="`(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), p = k/n`",
        ),
        say(
            "Changes: {formula}, the 95% interval of Student (1908): d is the mean of "
            "each person's own difference, s their standard deviation, and t has n − 1 "
            "degrees of freedom. Tests are combined person by person; someone who took "
            "two counts in both.",
            formula="`d ± t·s/√n`",
        ),
        say(
            "First attempts and refreshers: each person's own share first, then the "
            "mean over people; the interval is Wilson's for that number of people. "
            "With shares between 0 and 1 it is wide enough (R. Bhatia and C. Davis, "
            "2000)."
        ),
        say(
            "Too little and too much: the share of decisions met at which an answer "
            "did too little, or too much; in tests, of those decisions where it was "
            "possible."
        ),
        say(
            "Forecast: the mean predicted probability of a right answer just before it "
            "was given. Actual: the share of right answers."
        ),
    ):
        yield f"- {text}"
    yield ""


def _hidden(speak: Words) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("Who is counted, and what is hidden"))
    for text in (
        say(
            "People count as trained once they have finished an assigned case. Those "
            "who only practised, never finished, or were listed and never joined are "
            "not counted."
        ),
        say(
            "People whose data was erased are no longer counted, so figures of past "
            "months can decrease."
        ),
        say(
            "Nothing is shown about fewer than {few} people. First attempts count in "
            "fives, in the order they ended, so that no one person's stand out; all "
            "people and all but one look the same.",
            few=FEWEST,
        ),
        say(
            "What a course changed is not shown for fewer than {ten} people in a test, "
            "nor personal figures such as refreshers for fewer than {ten} people of "
            "one agency.",
            ten=gains.FEWEST,
        ),
        say(
            "Only full past months count. Months of people's work are in UTC; answers "
            "and agency figures use the local month."
        ),
    ):
        yield f"- {text}"
    yield ""


def _settings(speak: Words, made: ReportProvenance) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("Settings that matter"))
    yield "- " + say(
        "A case is passed at {mark}% of the best path unless its assigner chose "
        "another mark; anything that could endanger someone fails it.",
        mark=PASS_MARK,
    )
    yield "- " + say(
        "Refreshers aim to keep {usual}% known on an average day, or {critical}% where "
        "a wrong answer could endanger someone, unless a cohort has another target.",
        usual=round(100 * RETENTION[False]),
        critical=round(100 * RETENTION[True]),
    )
    if made.fit is None:
        yield "- " + say(
            "The model of memory uses its default parameters; it has not been fitted to "
            "answers given here."
        )
    else:
        yield "- " + say(
            "The model of memory was fitted to answers given here, on {day}.",
            day=date_of(speak, made.fit.made_at, "UTC"),
        )
    yield ""


def _limits(speak: Words) -> Iterator[str]:
    yield from _heading(speak.say("What these numbers do not show"))
    names, limits = report_wording.levels(speak), report_wording.limits(speak)
    for number, (name, _) in names.items():
        yield f"{number}. **{name}.** {limits[number]}"
    yield ""


def _elsewhere(speak: Words) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("What is known from elsewhere"))
    yield "- " + say(
        "Knowledge fades: in one study it was 54.7% before a training, 84.5% a week "
        "after it and 50.0% at six months (Lee 2021). Read this with care: only 11% "
        "answered at six months."
    )
    yield "- " + say(
        "Behaviour is seldom measured: in one review of health education (Academic Medicine, 2022) "
        "7 of 61 studies tested whether what was learnt reached practice."
    )
    yield ""


def _editions(speak: Words, made: ReportProvenance) -> Iterator[str]:
    say = speak.say
    yield from _heading(say("Cases, in their exact content"))
    if not made.editions:
        yield say("No case was finished.")
        yield ""
        return
    yield say("A hash covers all texts of a case and its scoring.")
    yield ""
    yield "| " + say("Case") + " | " + say("Edition") + " |"
    yield "| --- | --- |"
    for scenario, edition in made.editions:
        yield f"| `{scenario}` | `{edition}` |"
    yield ""


def escaped(text: str) -> str:
    """Escape a name for Markdown."""
    return _MARKS.sub(r"\\\g<0>", plain_text(text))


def _heading(text: str) -> Iterator[str]:
    yield f"## {text}"
    yield ""
