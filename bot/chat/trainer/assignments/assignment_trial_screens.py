"""What a trainer sees before and after something is assigned. Pure: facts in, a screen out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.app import notices
from bot.app.assignments.assignment_notices import DAY
from bot.app.assignments.assignment_plan import Plan
from bot.chat.date_phrases import due_of
from bot.chat.kit.actions import Action
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import mode_name
from bot.chat.learner.cards.assigned_work_phrases import how_often, how_passed
from bot.chat.trainer.assignments.actions import AskPlan, ChooseDue, ShowPlan, StopMistake
from bot.chat.trainer.assignments.assignment_audience import Audience
from bot.chat.trainer.assignments.assignment_phrases import (
    last_day_words,
    mode_words,
    named,
    when_words,
)
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort

MOST = 5  # assignments of the same that are named
LONG = 300  # people who are told; of fewer the last one waits for some seconds only


@dataclass(frozen=True, slots=True)
class Clash:
    """A case of it that is given in the other mode."""

    title: str
    given: Assignment


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be assigned, and whom it would reach."""

    plan: Plan
    cohort: Cohort
    title: str
    row: Assignment  # what it would become, or the first step of it
    steps: Sequence[str]  # the titles of its cases
    inside: int  # for how many members it is
    audience: Audience
    already: Sequence[Assignment]  # what of the same case or programme is to be done now
    clashes: Sequence[Clash]  # practice and assessment of one case
    same: bool  # whether the very same is assigned already


@dataclass(frozen=True, slots=True)
class Given:
    """What is assigned now, or was already."""

    cohort: Cohort
    title: str
    row: Assignment
    inside: int
    new: bool


def dry_run_screen(
    speak: Words, trial: Trial, now: datetime, confirm: Action, more: Action
) -> Screen:
    """What would be assigned, who would be told, and when. Nothing was sent.

    Args:
        speak: The language.
        trial: What was found out.
        now: The moment.
        confirm: What assigns it.
        more: Where more can be chosen.
    """
    say, cohort, plan = speak.say, trial.cohort, trial.plan
    due = due_of(speak, trial.row.due_at, now, cohort.timezone)
    back = Button(say("Back to the cohort"), ShowCohort(cohort.id))
    change = Button(say("More choices"), more)
    lines = [
        Line(Role.TITLE, speak.beside(cohort.name, trial.title)),
        Line(Role.TEXT, speak.beside(mode_words(speak, plan.mode), due)),
        *(Line(Role.CRITICAL, one) for one in _given_before(speak, trial, now)),
        *(Line(Role.CRITICAL, _clashes(speak, trial, one, now)) for one in trial.clashes),
    ]
    if trial.same:
        return Screen(tuple(lines), (*_other(speak, plan, more), change, back))
    lines += _what(speak, trial)
    if plan.whom is not None and not trial.inside + trial.audience.expected:
        lines.append(Line(Role.TEXT, say("Nobody is ticked yet.")))
        return Screen(tuple(lines), (change, back))
    lines += told_lines(speak, trial.audience, cohort, now)
    text = say(
        "Who has not done it 3 days and 1 day before is reminded; afterwards you get a summary."
    )
    lines.append(Line(Role.NOTE, text))
    lines.append(Line(Role.NOTE, say("Nothing has been sent yet.")))
    return Screen(
        tuple(lines),
        (Button(say("Assign now"), confirm, main=True), *_other(speak, plan, more), change, back),
    )


def _other(speak: Words, plan: Plan, more: Action) -> Iterator[Button]:
    """Another day: of the plan, where there is one, so that no other choice is lost."""
    if isinstance(more, ShowPlan):
        yield Button(speak.say("Another time"), AskPlan(more.plan, DAY))
    elif plan.scenario is not None:
        yield Button(speak.say("Another time"), ChooseDue(plan.cohort, plan.scenario, plan.mode))


def _what(speak: Words, trial: Trial) -> Iterator[Line]:
    """What is to be done for it."""
    row = trial.row
    if row.programme is None:
        yield Line(Role.TEXT, f"{how_passed(speak, row)} {how_often(speak, row)}")
        return
    listed = "\n".join(f"{number}. {one}" for number, one in enumerate(trial.steps, 1))
    yield Line(Role.TEXT, listed)
    opens = speak.say("Each step opens when the one before is passed, or has no try left.")
    yield Line(Role.TEXT, f"{opens} {how_often(speak, row)}")


def told_lines(speak: Words, audience: Audience, cohort: Cohort, now: datetime) -> Iterator[Line]:
    """Who is told, and when; and who is not."""
    reach = audience.reach
    told = speak.count(
        "{n} person will be told, in their own hours.",
        "{n} people will be told, each in their own hours.",
        len(reach.told),
    )
    listed = named(speak, audience.names, len(reach.told))
    yield Line(Role.TEXT, f"{told}\n{listed}" if reach.told else told)
    if reach.first is not None and reach.last is not None:
        zone = cohort.timezone
        yield Line(Role.TEXT, when_words(speak, reach.first, reach.last, now, zone))
    if len(reach.told) >= LONG:
        yield Line(Role.NOTE, _pace(speak, len(reach.told)))
    if reach.capped:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} of them had a message within a day, and gets this one after it.",
                "{n} of them had a message within a day, and get this one after it.",
                reach.capped,
            ),
        )
    if reach.corrected:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} of them was told of what was stopped, and gets this as its correction, "
                "without waiting a day.",
                "{n} of them were told of what was stopped, and get this as its correction, "
                "without waiting a day.",
                reach.corrected,
            ),
        )
    yield from unreached(speak, reach.blocked, reach.accountless)
    if audience.expected:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} has not come yet, and finds it on joining.",
                "{n} have not come yet, and find it on joining.",
                audience.expected,
            ),
        )


def unreached(speak: Words, blocked: int, accountless: int) -> Iterator[Line]:
    """How many nothing reaches, and why."""
    if blocked:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} has blocked the bot, and finds it on coming back.",
                "{n} have blocked the bot, and find it on coming back.",
                blocked,
            ),
        )
    if accountless:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} has no Telegram account here, and cannot be told.",
                "{n} have no Telegram account here, and cannot be told.",
                accountless,
            ),
        )


def _pace(speak: Words, many: int) -> str:
    """How long it takes until all of many have it, at the pace that Telegram allows."""
    return speak.count(
        "Telegram takes about 30 messages a second: those who may be told at once have it within "
        "about {n} minute, later where others are told at the same time.",
        "Telegram takes about 30 messages a second: those who may be told at once have it within "
        "about {n} minutes, later where others are told at the same time.",
        ceil(many * notices.APART / timedelta(minutes=1)),
    )


def assigned_screen(speak: Words, given: Given) -> Screen:
    """It is assigned; or it was already, in the same mode until the same day."""
    say, row, cohort = speak.say, given.row, given.cohort
    text = say("Assigned.") if given.new else say("This was assigned already, until the same day.")
    day = last_day_words(speak, row.due_at, cohort.timezone)
    until = say("Until the end of {day}.", day=day)
    return Screen(
        (
            Line(Role.TITLE, speak.beside(cohort.name, given.title)),
            Line(Role.TEXT, text),
            Line(Role.TEXT, speak.beside(mode_words(speak, row.mode), until)),
        ),
        (
            Button(say("Back to the cohort"), ShowCohort(cohort.id), main=True),
            Button(say("Stop: this was a mistake"), StopMistake(row.id)),
        ),
    )


def _given_before(speak: Words, trial: Trial, now: datetime) -> Iterator[str]:
    """What of the same is assigned already: the first by name, and how many more there are."""
    for one in trial.already[:MOST]:
        yield _already(speak, trial, one, now)
    if (more := len(trial.already) - MOST) > 0:
        yield speak.count("and {n} more", "and {n} more", more)


def _already(speak: Words, trial: Trial, one: Assignment, now: datetime) -> str:
    mode = mode_name(speak, one.mode)
    due = due_of(speak, one.due_at, now, trial.cohort.timezone)
    if one.programme is not None:
        return speak.say("This programme is assigned already: {mode}, {due}.", mode=mode, due=due)
    return speak.say("This case is assigned already: {mode}, {due}.", mode=mode, due=due)


def _clashes(speak: Words, trial: Trial, one: Clash, now: datetime) -> str:
    return speak.say(
        "“{title}” is assigned already: {mode}, {due}. Whoever plays it for practice knows the "
        "reasons when it is assessed.",
        title=one.title,
        mode=mode_name(speak, one.given.mode),
        due=due_of(speak, one.given.due_at, now, trial.cohort.timezone),
    )
