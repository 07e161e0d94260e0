"""What a trainer sees of planning. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_plan import COUNTS, MARKS, MODES, TRIES, Plan
from bot.app.assignments.due_days import end_of
from bot.chat.kit.actions import Action
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.chat.trainer.assignments.actions import (
    AskPlan,
    ChooseProgramme,
    ChooseScenario,
    LeaveOut,
    PlanProgramme,
    SetPlanCounts,
    SetPlanDay,
    SetPlanMark,
    SetPlanMode,
    SetPlanTries,
    ShowChange,
    ShowPlan,
    ShowWhom,
    Tick,
    TickAll,
    TryPlan,
    TryWhom,
)
from bot.chat.trainer.assignments.assignment_phrases import (
    counts_words,
    last_day_words,
    mark_words,
    mode_words,
    named,
    tries_words,
    wrong_day_words,
)
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.cohorts.cohorts import Cohort

MODE, COUNT = "mode", "counts"  # what may be chosen, beside what may be changed later
PAGE = 12  # people to tick on a screen
WEEKS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan, and what is known beside it."""

    id: str
    plan: Plan
    cohort: Cohort
    title: str
    people: Sequence[Listed]  # who can be ticked

    @property
    def whom(self) -> Sequence[Listed] | None:
        """Who can be ticked; None where it is for everybody."""
        return None if self.plan.whom is None else self.people


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the cohort, or expected in it, to be ticked or not."""

    id: str
    name: str
    on: bool
    expected: bool = False


def programmes_screen(
    speak: Words, cohort: Cohort, programmes: Sequence[tuple[str, str, str]]
) -> Screen:
    """Which programme is to be assigned: ids, titles, and what they are."""
    say = speak.say
    about = "\n".join(f"{title}\n{what}" for _, title, what in programmes)
    text = about or say("There is no programme here yet.")
    return Screen(
        (
            Line(Role.TITLE, cohort.name),
            Line(Role.PROMPT, say("Which programme?")),
            Line(Role.TEXT, text),
        ),
        (
            *(Button(title, PlanProgramme(cohort.id, one)) for one, title, _ in programmes),
            Button(say("A single case"), ChooseScenario(cohort.id, 0)),
            Button(say("Back"), ShowCohort(cohort.id)),
        ),
    )


def plan_screen(speak: Words, seen: Seen) -> Screen:
    """All that is chosen; each line has a button that changes it."""
    say, chosen = speak.say, list(_chosen(speak, seen))
    listed = "\n".join(say("{what}: {value}", what=what, value=value) for what, value, _ in chosen)
    return Screen(
        (
            Line(Role.TITLE, speak.beside(seen.cohort.name, seen.title)),
            Line(Role.TEXT, listed),
            Line(Role.NOTE, say("Tap what is to be different. Nothing is sent before you say so.")),
        ),
        (
            Button(say("Check: who is told, and when"), TryPlan(seen.id), main=True),
            *(Button(what, action) for what, _, action in chosen if action is not None),
            _what(speak, seen),
            Button(say("Back to the cohort"), ShowCohort(seen.cohort.id)),
        ),
    )


def _what(speak: Words, seen: Seen) -> Button:
    if seen.plan.programme is not None:
        return Button(speak.say("Another programme"), ChooseProgramme(seen.cohort.id))
    return Button(speak.say("Another case"), ChooseScenario(seen.cohort.id, 0))


def _chosen(speak: Words, seen: Seen) -> Iterator[tuple[str, str, Action | None]]:
    """What is chosen: its name, its value, and what changes it where that can be changed."""
    say, plan = speak.say, seen.plan
    until = end_of(plan.last_day, seen.cohort.timezone)
    yield say("For whom"), whom_words(speak, seen), ShowWhom(seen.id, 0)
    yield say("How"), mode_words(speak, plan.mode), AskPlan(seen.id, MODE)
    day = last_day_words(speak, until, seen.cohort.timezone)
    yield say("Last day"), day, AskPlan(seen.id, DAY)
    if plan.programme is None:
        yield say("Passed from"), mark_words(speak, plan.mark), AskPlan(seen.id, MARK)
    else:
        yield say("Passed from"), say("as the programme has it, step by step"), None
    yield say("Tries"), tries_words(speak, plan.tries), AskPlan(seen.id, MANY)
    if plan.tries != 1:
        yield say("Which try counts"), counts_words(speak, plan.counts), AskPlan(seen.id, COUNT)


def ask_screen(speak: Words, seen: Seen, what: str, today: date) -> Screen:
    """One choice; what is chosen now is marked."""
    say = speak.say
    options = _options(speak, seen, what, today)
    asked = {
        MODE: say("How is it to be played?"),
        DAY: say(
            "Which is the last day? It may also be typed here: {example}", example=_example(today)
        ),
        MARK: say("From how many percent of the best path is it passed?"),
        MANY: say("How many tries are there? One that is left unfinished does not count as one."),
        COUNT: say("Which try counts?"),
    }[what]
    return Screen(
        (Line(Role.TITLE, speak.beside(seen.cohort.name, seen.title)), Line(Role.TEXT, asked)),
        (
            *(Button(f"✓ {label}" if now else label, action) for label, action, now in options),
            Button(say("Back"), ShowPlan(seen.id)),
        ),
    )


def _options(
    speak: Words, seen: Seen, what: str, today: date
) -> Iterator[tuple[str, Action, bool]]:
    """What can be chosen: its name, what chooses it, and whether it is chosen now."""
    plan, id_ = seen.plan, seen.id
    match what:
        case "mode":
            for mode in MODES:
                yield mode_words(speak, mode), SetPlanMode(id_, mode), mode == plan.mode
        case "day":
            yield from _days(speak, seen, today)
        case "mark":
            for mark in MARKS:
                yield mark_words(speak, mark), SetPlanMark(id_, mark), mark == plan.mark
        case "tries":
            for tries in TRIES:
                yield tries_words(speak, tries), SetPlanTries(id_, tries or 0), tries == plan.tries
        case "counts":
            for counts in COUNTS:
                yield counts_words(speak, counts), SetPlanCounts(id_, counts), counts == plan.counts


def _days(speak: Words, seen: Seen, today: date) -> Iterator[tuple[str, Action, bool]]:
    zone = seen.cohort.timezone
    for weeks in WEEKS:
        day = today + timedelta(weeks=weeks)
        label = last_day_words(speak, end_of(day, zone), zone)
        said = f"{speak.count('{n} week', '{n} weeks', weeks)} · {label}"
        yield headed(said), SetPlanDay(seen.id, day), day == seen.plan.last_day


def _example(today: date) -> str:
    return (today + timedelta(days=10)).isoformat()


def wrong_day_screen(speak: Words, seen: Seen, day: date | None, today: date) -> Screen:
    """What was typed is no day until which something can be due."""
    text = wrong_day_words(speak, day, today)
    asked = ask_screen(speak, seen, DAY, today)
    return Screen((Line(Role.TEXT, text), *asked.lines[1:]), asked.buttons)


def whom_words(speak: Words, seen: Seen) -> str:
    """For whom it is: everybody, who is ticked, or who is not, whichever are fewer."""
    if seen.whom is None:
        return speak.say("Everybody in the cohort, and whoever joins in time")
    ticked = [one.name for one in seen.whom if one.on]
    left = [one.name for one in seen.whom if not one.on]
    if not ticked:
        return speak.say("Nobody yet")
    if not left:
        return speak.say("All who are on the list now")
    if len(left) < len(ticked):
        names = named(speak, left, len(left))
        return speak.say("All who are on the list now, but for: {names}", names=names)
    return named(speak, ticked, len(ticked))


def whom_screen(speak: Words, seen: Seen, page: int) -> Screen:
    """For whom it is: everybody, or who is ticked, a page at a time."""
    say = speak.say
    here = page_of(speak, seen.people, page, partial(ShowWhom, seen.id), PAGE)
    whom = say("For whom")
    lines = [
        Line(Role.TITLE, speak.beside(seen.cohort.name, seen.title)),
        Line(Role.TEXT, say("{what}: {value}", what=whom, value=whom_words(speak, seen))),
    ]
    given = seen.plan.assignment
    leads = ShowPlan(seen.id) if given is None else TryWhom(seen.id)
    done = Button(say("Done"), leads, main=True)
    back = () if given is None else (Button(say("Back"), ShowChange(given)),)
    but_for = Button(say("Everybody except some"), LeaveOut(seen.id))
    only = Button(say("Only some of them"), TickAll(seen.id, on=False))
    if seen.whom is None:
        return Screen(tuple(lines), (done, but_for, only, *back))
    if any(one.expected for one in here.shown):
        text = say("⏳ marks who has not joined yet. They find it on joining.")
        lines.append(Line(Role.NOTE, text))
    lines += [
        Line(Role.NOTE, say("Tap a name to take somebody in, or to leave them out.")),
        Line(Role.NOTE, say("Whoever is put on the list later is not given it.")),
    ]
    ticks = (
        Button(_ticked(speak, one), Tick(seen.id, one.id, not one.on, page)) for one in here.shown
    )
    everybody = Button(say("Everybody"), TickAll(seen.id, on=True))
    return Screen(tuple(lines), (*ticks, *here.turns, done, everybody, but_for, only, *back))


def _ticked(speak: Words, one: Listed) -> str:
    """A name with its tick, and the mark of who is only expected."""
    name = speak.say("⏳ {name}", name=one.name) if one.expected else one.name
    return speak.say("✓ {name}", name=name) if one.on else name
