"""What a trainer sees of who is behind, and of nudging them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.date_phrases import short_day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.chat.trainer.progress_tracking.actions import (
    AskBehind,
    Group,
    Nudge,
    ShowBehind,
    ShowStates,
    Tick,
    TickGroup,
    TryNudging,
)
from bot.chat.trainer.progress_tracking.overdue_people import GROUPS, SOON, Behind, Reach
from bot.chat.trainer.progress_tracking.progress_phrases import counted
from bot.locale import Words
from storage.cohorts.cohorts import Cohort

PAGE = 8  # people on a screen, each with a button
NAMED = 2  # works of each
LISTED = 12  # names of whom is nudged
_TICKS = {True: "☑", False: "☐"}


@dataclass(frozen=True, slots=True)
class Seen:
    """Someone who is behind, as their trainer sees them."""

    behind: Behind
    name: str
    reach: Reach
    titles: dict[str, str]  # of the works, by assignment


def counts(people: Sequence[Seen]) -> Counter[Reach]:
    """How many there are of each."""
    return Counter(one.reach for one in people)


def behind_screen(
    speak: Words, cohort: Cohort, everybody: Sequence[Seen], group: Group, page: int
) -> Screen:
    """Those of a group of who is behind, the most pressing first, with ticks; and the others.

    Args:
        speak: The language.
        cohort: Whose members.
        everybody: Who is late with something, or has not begun it.
        group: Which of them are shown.
        page: Which page of them, counted from 0.
    """
    say = speak.say
    lines = [Line(Role.TITLE, cohort.name), Line(Role.NOTE, say("Who is behind"))]
    if not everybody:
        lines.append(Line(Role.TEXT, say("Nobody is late, and everybody who was told has begun.")))
        return Screen(tuple(lines), (_back(speak, cohort),))
    people = [one for one in everybody if one.behind.group == group]
    here = page_of(speak, people, page, lambda to: ShowBehind(cohort.id, to, group), PAGE)
    if people:
        lines.append(Line(Role.HEADING, _group_words(speak, group, len(people))))
        told = "\n".join(_told(speak, cohort, one) for one in here.shown)
        lines.append(Line(Role.TEXT, told))
    else:
        lines.append(Line(Role.TEXT, _nobody(speak, group)))
    return Screen(
        tuple(lines),
        (
            *_ticks(cohort, here.shown),
            *here.turns,
            *_all(speak, cohort, group, counts(people)),
            *_nudge(speak, cohort, group, counts(people)["ticked"]),
            *_others(speak, cohort, everybody, group),
            _back(speak, cohort),
        ),
    )


def _group_words(speak: Words, group: Group, people: int) -> str:
    names: dict[Group, str] = {
        "overdue": speak.say("Overdue"),
        "soon": speak.count("Due within {n} day", "Due within {n} days", SOON.days),
        "ahead": speak.say("Not begun"),
    }
    return counted(speak, names[group], people)


def _nobody(speak: Words, group: Group) -> str:
    """What is said of a group in which nobody is, where somebody is in another one."""
    names: dict[Group, str] = {
        "overdue": speak.say("Nobody is overdue."),
        "soon": speak.say("Everybody has begun what is due soon."),
        "ahead": speak.say("Everybody has begun what is due later."),
    }
    return names[group]


def _others(
    speak: Words, cohort: Cohort, everybody: Sequence[Seen], group: Group
) -> Iterator[Button]:
    """The ways to the other groups in which anybody is."""
    people = Counter(one.behind.group for one in everybody)
    for other in GROUPS:
        if other != group and people[other]:
            label = _group_words(speak, other, people[other])
            yield Button(label, ShowBehind(cohort.id, 0, other))


def _all(speak: Words, cohort: Cohort, group: Group, found: Counter[Reach]) -> Iterator[Button]:
    """A tick for each at once, where there are several ticks to set."""
    if found["ticked"] + found["spared"] > 1:
        on = found["spared"] > 0
        label = speak.say("Tick all") if on else speak.say("Untick all")
        yield Button(label, TickGroup(cohort.id, group, on))


def _told(speak: Words, cohort: Cohort, one: Seen) -> str:
    """A name, until when what is late or not begun was due, and whether there is a tick to set."""
    lines = [one.name, *_since(speak, cohort, one)]
    if one.reach == "nudged":
        lines.append(speak.say("Nudged within the last day."))
    elif one.reach == "shut":
        lines.append(speak.say("Cannot be written to now."))
    return "\n".join(lines)


def _since(speak: Words, cohort: Cohort, one: Seen) -> Iterator[str]:
    say, zone = speak.say, cohort.timezone
    for late in one.behind.late[:NAMED]:
        day = short_day_of(speak, late.assignment.due_at - timedelta(microseconds=1), zone)
        yield say("late since {day}: {title}", day=day, title=one.titles[late.assignment.id])
    for fresh in one.behind.not_begun[: NAMED - len(one.behind.late[:NAMED])]:
        day = short_day_of(speak, fresh.assignment.due_at - timedelta(microseconds=1), zone)
        yield say("not begun, due {day}: {title}", day=day, title=one.titles[fresh.assignment.id])
    more = len(one.behind.late) + len(one.behind.not_begun) - NAMED
    if more > 0:
        yield speak.count("and {n} more", "and {n} more", more)


def _ticks(cohort: Cohort, shown: Sequence[Seen]) -> Iterator[Button]:
    for one in shown:
        if one.reach in ("ticked", "spared"):
            on = one.reach == "ticked"
            action = Tick(cohort.id, one.behind.person, on=not on)
            yield Button(f"{_TICKS[on]} {one.name}", action)


def _nudge(speak: Words, cohort: Cohort, group: Group, ticked: int) -> Iterator[Button]:
    if ticked:
        text = speak.count("Nudge {n} person", "Nudge these {n}", ticked)
        yield Button(text, TryNudging(cohort.id, group), main=True)


def _back(speak: Words, cohort: Cohort) -> Button:
    return Button(speak.say("Back"), ShowStates(cohort.id, 0))


def dry_run_screen(
    speak: Words,
    cohort: Cohort,
    people: Sequence[Seen],
    group: Group,
    when: str | None,
    example: str | None,
) -> Screen:
    """Whom a nudge would reach, and what it would say. Nothing was sent.

    Args:
        speak: The language.
        cohort: Whose members.
        people: Those of the group.
        group: Which.
        when: When it would come.
        example: What the first of them would read, in the trainer's language.
    """
    say, found = speak.say, counts(people)
    ticked = [one.name for one in people if one.reach == "ticked"]
    back = Button(say("Back to the list"), ShowBehind(cohort.id, 0, group))
    lines = [Line(Role.TITLE, cohort.name), *_reached(speak, found)]
    if not ticked:
        return Screen(tuple(lines), (back,))
    lines.append(Line(Role.TEXT, "\n".join(speak.bullet(name) for name in ticked[:LISTED])))
    if (more := len(ticked) - LISTED) > 0:
        text = speak.count("and {n} more person", "and {n} more people", more)
        lines.append(Line(Role.TEXT, text))
    if when is not None:
        lines.append(Line(Role.TEXT, when))
    if example is not None:
        lines += [Line(Role.HEADING, say("What they read")), Line(Role.TEXT, example)]
    lines.append(Line(Role.NOTE, say("Nothing has been sent yet.")))
    send = speak.count("Nudge {n} person now", "Nudge {n} people now", len(ticked))
    nudge = Button(send, Nudge(cohort.id, len(ticked), group), main=True)
    return Screen(tuple(lines), (nudge, back))


def _reached(speak: Words, found: Counter[Reach]) -> Iterator[Line]:
    told = speak.count(
        "{n} person will be told, in their own hours.",
        "{n} people will be told, each in their own hours.",
        found["ticked"],
    )
    yield Line(Role.TEXT, told)
    if found["shut"]:
        text = speak.count(
            "{n} cannot be reached now.", "{n} cannot be reached now.", found["shut"]
        )
        yield Line(Role.TEXT, text)
    if found["nudged"]:
        text = speak.count(
            "{n} was nudged within the last day, and is left in peace.",
            "{n} were nudged within the last day, and are left in peace.",
            found["nudged"],
        )
        yield Line(Role.TEXT, text)


def nudged_screen(speak: Words, cohort: Cohort, told: int) -> Screen:
    """They will be told."""
    say = speak.say
    lines = (
        Line(Role.TITLE, cohort.name),
        Line(
            Role.TEXT,
            speak.count(
                "{n} person will be told, in their own hours.",
                "{n} people will be told, each in their own hours.",
                told,
            ),
        ),
        Line(Role.NOTE, say("Who has done it by then hears nothing.")),
    )
    return Screen(
        lines,
        (
            Button(say("Back to the cohort"), ShowCohort(cohort.id), main=True),
            Button(say("Who is behind"), AskBehind(cohort.id)),
        ),
    )


def nudge_words(
    speak: Words, cohort: str, title: str, due_at: datetime, now: datetime, timezone: str, more: int
) -> str:
    """What someone reads who is nudged: the work and its day, and no word of blame.

    Args:
        speak: Their language.
        cohort: What the cohort is called.
        title: What the work is called.
        due_at: Until when it is, or was, to be done.
        now: The moment.
        timezone: Theirs.
        more: How many other things are open for the same cohort.
    """
    day = short_day_of(speak, due_at - timedelta(microseconds=1), timezone)
    if due_at > now:
        said = speak.say(
            "{cohort}: “{title}” is there for you until {day}, whenever it suits you.",
            cohort=cohort,
            title=title,
            day=day,
        )
    else:
        said = speak.say(
            "{cohort}: “{title}” was meant for {day} and can still be done, whenever it suits you.",
            cohort=cohort,
            title=title,
            day=day,
        )
    if not more:
        return said
    return said + " " + speak.count("And {n} more: /today", "And {n} more: /today", more)
