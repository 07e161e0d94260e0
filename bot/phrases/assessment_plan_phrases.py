"""Phrases of an assessment that is planned: its days, its rules, and whom it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.app.assessments.assessment_admin import Preview
from bot.app.assessments.assessment_plan import first_day, last_day
from bot.lines import Line, LineRole, note, text
from bot.locale import Words
from bot.phrases.assessment_phrases import date_of, part_title
from scenarios.assessments.gains import FEWEST
from storage.assessments.assessments import BEFORE, Period
from storage.cohorts.cohorts import Cohort


def part_days(words: Words, cohort: Cohort, part: str, span: Period, today: date) -> str:
    """When a part is open; the first part opens at once."""
    name, zone = part_title(words, part), cohort.timezone
    until = date_of(words, last_day(span, zone), today)
    if part == BEFORE:
        return words.say("{part}: from now until {until}", part=name, until=until)
    first = date_of(words, first_day(span, zone), today)
    return words.say("{part}: {first} to {until}", part=name, first=first, until=until)


def plan_rules(words: Words) -> Iterator[str]:
    """What holds for every assessment, a sentence each."""
    say = words.say
    yield say(
        "Forms are assigned at random, all six orders equally often. Late joiners"
        " get the least used order."
    )
    yield say(
        "Each part allows one attempt. Until the last part has closed, its cases are "
        "not explained, practised or used in refreshers."
    )
    yield say(
        "You see who has done it. Once the second part has closed you see what "
        "changed, for everyone who took both parts together, if they are at least {n} "
        "people.",
        n=FEWEST,
    )


def plan_takers(words: Words, found: Preview) -> Iterator[Line]:
    """The people it reaches, and whether they are enough."""
    count = words.count
    yield text(
        count(
            "{n} person takes part. Can be messaged now: {told} of {n}.",
            "{n} people take part. Can be messaged now: {told} of {n}.",
            found.takers,
            told=found.reachable,
        )
    )
    if found.on_paper:
        yield note(
            count(
                "{n} of them takes it on paper: the page of the test has the sheets.",
                "{n} of them take it on paper: the page of the test has the sheets.",
                found.on_paper,
            )
        )
    if found.expected:
        yield note(
            count(
                "{n} person has not joined yet and takes part after joining, or on paper.",
                "{n} people have not joined yet and take part after joining, or on paper.",
                found.expected,
            )
        )
    if found.takers < FEWEST:
        yield Line(
            LineRole.CRITICAL,
            words.say("Fewer than {n} people: unless more join, no results are shown.", n=FEWEST),
        )
    if found.exposed:
        yield Line(
            LineRole.CRITICAL,
            count(
                "{n} of them has seen one of these cases before and will not count.",
                "{n} of them have seen one of these cases before and will not count.",
                found.exposed,
            ),
        )
