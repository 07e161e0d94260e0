"""Cards: a place, a part, how long. Never what kind of case it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from babel.dates import format_date

from bot.app.playing.modes import ASSESSMENT
from bot.chat.date_phrases import due_of
from bot.chat.kit.actions import Action, Begin, ShowCard
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import mode_name
from bot.chat.learner.assigned_work.actions import BeginAssigned, ShowAssigned
from bot.chat.learner.cards.actions import ShowAssignedHard, ShowHard
from bot.chat.learner.cards.assigned_work_phrases import how_often, how_passed, step_of
from bot.chat.learner.cards.case_titles import about_minutes, title_of
from bot.locale import Words
from scenarios.durations import minutes
from scenarios.model import Level, Scenario
from scenarios.rendering import told
from storage.assignments.assignments import AssignmentView
from storage.authoring.sign_offs import SignOff
from storage.people.people import Person


def card_screen(
    speak: Words,
    scenario: Scenario,
    *,
    hard: bool = False,
    limits: bool = False,
    signed: Sequence[SignOff] = (),
    played: str | None = None,
) -> Screen:
    """The card of a scenario.

    Args:
        speak: The language.
        scenario: Whose.
        hard: Whether to show what in it may be hard to read.
        limits: Whether time limits hold for whoever reads it.
        signed: What experts signed of it, in whichever edition.
        played: The last finished attempt of whoever reads it, to look back on.
    """
    lines = (
        *_about(speak, scenario, _level(speak, scenario)),
        *_limits(speak, scenario, limits=limits),
        *_notes(speak, scenario, signed, hard=hard),
    )
    again = ShowCard(scenario.id) if hard else ShowHard(scenario.id)
    begin = speak.say("Begin")
    buttons = _buttons(speak, begin, Begin(scenario.id), again, hard=hard, played=played)
    return Screen(lines, tuple(buttons))


def card_lines(speak: Words, scenario: Scenario) -> tuple[Line, ...]:
    """What every card of a scenario tells of it: place, part, minutes, level, and how it opens."""
    return tuple(_about(speak, scenario, _level(speak, scenario)))


def assigned_card_screen(
    speak: Words,
    scenario: Scenario,
    given: AssignmentView,
    now: datetime,
    person: Person,
    *,
    hard: bool,
    signed: Sequence[SignOff] = (),
) -> Screen:
    """The card of an assignment: mode, date, what counts, and the rest as on every card.

    Args:
        speak: The language.
        scenario: What was assigned.
        given: The assignment, as this person sees it.
        now: The moment.
        person: Who reads it.
        hard: Whether to show what in it may be hard to read.
        signed: What experts signed of it, in whichever edition.
    """
    one = given.assignment
    due = due_of(speak, one.due_at, now, person.timezone)
    work = speak.say("Assigned work, {due}", due=due)
    limits = person.timers and one.mode != ASSESSMENT
    lines = (
        *_about(speak, scenario, speak.beside(work, mode_name(speak, one.mode))),
        Line(Role.TEXT, "\n".join(speak.bullet(rule) for rule in _rules(speak, given))),
        *_limits(speak, scenario, limits=limits),
        *_notes(speak, scenario, signed, hard=hard),
    )
    again = ShowAssigned(one.id) if hard else ShowAssignedHard(one.id)
    begin = speak.say("The result") if given.is_over else speak.say("Begin")
    return Screen(lines, tuple(_buttons(speak, begin, BeginAssigned(one.id), again, hard=hard)))


def _about(speak: Words, scenario: Scenario, second: str) -> Iterator[Line]:
    def text(key: str) -> str:
        return told(scenario, speak.language, 0, key, scenario.opening) or ""

    about = about_minutes(speak, minutes(scenario, speak.language))
    yield Line(Role.TITLE, title_of(speak, scenario))
    yield Line(Role.TEXT, speak.say("Your place: {part}", part=text("your_part")))
    yield Line(Role.TEXT, f"{about}\n{second}")
    yield Line(Role.TEXT, text("brief"))


def _level(speak: Words, scenario: Scenario) -> str:
    levels: dict[Level, str] = {
        "foundation": speak.say("Foundation: the reason comes with every step"),
        "practitioner": speak.say("Practitioner: the reasons come at the end"),
        "advanced": speak.say("Advanced: the reasons come at the end"),
    }
    return levels[scenario.level]


def _rules(speak: Words, given: AssignmentView) -> Iterator[str]:
    """What holds in assigned work, and what counts."""
    say, one = speak.say, given.assignment
    if one.test is not None:
        yield from _rules_of_test(speak, given)
        return
    if one.programme is not None:
        yield step_of(speak, given)
    if one.mode == ASSESSMENT:
        yield say("An assessment: the story alone is shown, and the reasons come afterwards.")
        yield say("Each choice is confirmed before it counts. There is no time limit.")
    yield how_often(speak, one)
    if one.attempts is not None:
        yield say("A try that is left unfinished uses nothing up.")
    yield how_passed(speak, one)
    yield say(
        "Your trainer sees whether it is done and passed, and what to work on; its steps only if "
        "you let them."
    )
    if given.finished:
        yield _stands(speak, given)


def _rules_of_test(speak: Words, given: AssignmentView) -> Iterator[str]:
    """What holds in a part of a test: nobody passes one."""
    say = speak.say
    yield say("A test, to see what the course changes: the story alone is shown.")
    yield say("Each choice is confirmed before it counts. There is no time limit.")
    yield how_often(speak, given.assignment)
    yield say("What is finished after the last day does not count.")
    yield say("How it went is told when the last part has closed.")
    yield say("Your trainer sees that it is done, and what changed for all together. No more.")
    if given.finished:
        yield say("Done.")


def _stands(speak: Words, given: AssignmentView) -> str:
    """What came of it so far, and how many tries are left."""
    say, left = speak.say, given.left
    if given.passed:
        return say("Passed already.")
    if left is None:
        return say("Done, not passed.") if given.is_over else say("Done once; not yet passed.")
    if given.is_over:
        all_used = speak.count(
            "The only try is used.", "All {n} tries are used.", given.assignment.attempts or 1
        )
        return f"{all_used} {say('Done, not passed.')}"
    tries = speak.count("{n} try is left.", "{n} tries are left.", left)
    return f"{say('Done once; not yet passed.')} {tries}"


def _limits(speak: Words, scenario: Scenario, *, limits: bool) -> Iterator[Line]:
    """That there are time limits, before the first one runs."""
    decisions = (scene.decision for scene in scenario.scenes.values())
    if limits and any(one is not None and one.limit is not None for one in decisions):
        text = speak.say("Some steps have a time limit; /settings switches them off.")
        yield Line(Role.NOTE, text)


def _notes(
    speak: Words, scenario: Scenario, signed: Sequence[SignOff], *, hard: bool
) -> Iterator[Line]:
    """The same on every card, whatever is in the case, and who has reviewed it."""
    say = speak.say
    if hard:
        yield Line(Role.HEADING, say("What may be hard to read"))
        yield Line(Role.TEXT, hard_words(speak, scenario))
    else:
        yield Line(
            Role.NOTE,
            say(
                "Some cases hold moments that are hard to read; a tap shows whether this one does."
            ),
        )
    yield Line(
        Role.NOTE,
        say(
            "This is an exercise with invented people. A real case belongs with your "
            "agency's line, not in this chat."
        ),
    )
    yield Line(Role.NOTE, reviewed_words(speak, scenario, signed))
    if hard:
        here = _of_this_wording(speak, scenario, signed)
        yield from (Line(Role.NOTE, speak.bullet(expert_words(speak, one))) for one in here)


def reviewed_words(speak: Words, scenario: Scenario, signed: Sequence[SignOff] | None) -> str:
    """How many experts have read this wording, in the language of whoever reads it.

    Args:
        speak: The language.
        scenario: The edition that is on the card, or in the file.
        signed: What experts signed of the case, in whichever edition; None where no database
            could be asked.
    """
    if signed is None:
        return speak.say("Whether an expert has reviewed it is not known here.")
    here = _of_this_wording(speak, scenario, signed)
    if not here:
        if signed:
            return speak.say("Reviewed by an expert in another wording or language only.")
        return speak.say("Not yet reviewed by an expert.")
    month = format_date(max(one.at for one in here).date(), "MMMM y", locale=speak.language)
    # One who has two fields is one expert; whoever was erased counts each time.
    experts = len({one.by or one.id for one in here})
    return speak.count(
        "Reviewed by {n} expert, {month}.",
        "Reviewed by {n} experts, the last in {month}.",
        experts,
        month=month,
    )


def expert_words(speak: Words, one: SignOff) -> str:
    """Who has signed, as they wish to be called, and what they are an expert of."""
    named = (part for part in (one.by, one.organisation) if part)
    return speak.beside(field_name(speak, one.field), *named)


def field_name(speak: Words, field: str) -> str:
    """What an expert knows."""
    say = speak.say
    names = {
        "law": say("law"),
        "protection": say("protection"),
        "health": say("health"),
        "labour": say("labour"),
        "training": say("training"),
        "arabic": say("Arabic language"),
    }
    return names.get(field, field)


def _of_this_wording(speak: Words, scenario: Scenario, signed: Sequence[SignOff]) -> list[SignOff]:
    return [
        one for one in signed if one.edition == scenario.edition and speak.language in one.languages
    ]


def hard_words(speak: Words, scenario: Scenario) -> str:
    """What in a case may be hard to read."""
    if not scenario.hard:
        return speak.say("Nothing of the kind is known in this case.")
    named = list(dict.fromkeys(_hard_name(speak, one) for one in scenario.hard))
    return "\n".join(
        (
            *(speak.bullet(one) for one in named),
            speak.say("You may pause or stop at any time, with no penalty."),
        )
    )


def _hard_name(speak: Words, hard: str) -> str:
    say = speak.say
    names = {
        "threats": say("threats"),
        "violence": say("violence, or talk of it"),
        "injuries": say("injuries"),
        "sexual-violence": say("sexual violence, never shown"),
        "children": say("a child in danger"),
        "confinement": say("someone who may not leave"),
        "humiliation": say("someone who is humiliated"),
        "self-harm": say("thoughts of self-harm"),
        "death": say("a death"),
        "grief": say("grief"),
    }
    return names.get(hard, say("something else that may be upsetting"))


def _buttons(
    speak: Words,
    begin: str,
    begins: Action,
    again: Action,
    *,
    hard: bool,
    played: str | None = None,
) -> Iterator[Button]:
    say = speak.say
    yield Button(begin, begins, main=True)
    if played is not None:
        yield button(say("Look back"), "look_back", played)
    yield Button(say("Close the content note") if hard else say("Content note"), again)
    yield button(say("For a real case"), "real_case")
    yield button(say("Today"), "today_page")
