"""What a trainer sees of a whole cohort: people by their work, or no names at all. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohorts.actions import ChooseMember, ShowCohort
from bot.chat.trainer.progress_tracking.actions import (
    AskBehind,
    DrawStates,
    ShowPaths,
    ShowRoom,
    ShowStates,
)
from bot.chat.trainer.progress_tracking.progress_phrases import (
    counted,
    due_words,
    stands,
    state_words,
)
from bot.chat.trainer.progress_tracking.progress_sheet import parts, range_words
from bot.chat.trainer.progress_tracking.work_states import Table
from bot.locale import Words
from bot.pictures.room import Bar

PAGE = 15  # people on a screen


def states_screen(speak: Words, table: Table, page: int) -> Screen:
    """People by what they were given, in words: all that the picture says."""
    say, cohort = speak.say, table.cohort
    shown, more = paged(table.members, page, PAGE)
    lines = [Line(Role.TITLE, cohort.name), Line(Role.NOTE, say("Progress"))]
    if not table.works or not table.members:
        return Screen((*lines, *_nothing(speak, table)), (_back(speak, table),))
    lines.append(Line(Role.TEXT, "\n".join(_works(speak, table))))
    lines.append(Line(Role.TEXT, "\n".join(f"{one.name}\n{stands(speak, one)}" for one in shown)))
    lines.append(Line(Role.NOTE, say("The numbers are those of the list above.")))
    return Screen(
        tuple(lines),
        (
            Button(say("As a picture"), DrawStates(cohort.id, 0, table.earlier), main=True),
            Button(say("For the room, without names"), ShowRoom(cohort.id, table.earlier)),
            Button(say("Who is behind"), AskBehind(cohort.id)),
            Button(say("One person"), ChooseMember(cohort.id, 0)),
            *_paths(speak, table),
            *_turning(speak, table, page, more=more),
            _back(speak, table),
        ),
    )


def _nothing(speak: Words, table: Table) -> Iterator[Line]:
    if not table.works:
        yield Line(Role.TEXT, speak.say("This cohort has been given nothing yet."))
    else:
        yield Line(Role.TEXT, speak.say("Nobody is in it yet."))


def _works(speak: Words, table: Table) -> Iterator[str]:
    """Each thing with its number and, for who was given it, what came of it."""
    for place, work in enumerate(table.works):
        tally = table.tally(place)
        done = tally["passed"] + tally["not-passed"]
        told = [
            speak.say("Done: {done} of {all}", done=done, all=sum(tally.values())),
            speak.say("passed: {passed}", passed=tally["passed"]),
        ]
        if tally["late"]:
            told.append(counted(speak, state_words(speak, "late"), tally["late"]))
        due = due_words(speak, work, table.cohort)
        yield f"{speak.beside(str(place + 1), work.title, due)}\n{' · '.join(told)}"


def _paths(speak: Words, table: Table) -> Iterator[Button]:
    if table.paths:
        text = speak.count("{n} path shared with you", "{n} paths shared with you", table.paths)
        yield Button(text, ShowPaths(table.cohort.id, 0))


def _turning(speak: Words, table: Table, page: int, *, more: bool) -> Iterator[Button]:
    cohort, earlier = table.cohort.id, table.earlier
    if more:
        yield Button(speak.say("More people"), ShowStates(cohort, page + 1, earlier))
    if table.more:
        yield Button(speak.say("Earlier work"), ShowStates(cohort, 0, earlier + 1))
    if earlier:
        yield Button(speak.say("Later work"), ShowStates(cohort, 0, earlier - 1))


def _back(speak: Words, table: Table) -> Button:
    return Button(speak.say("Back to the cohort"), ShowCohort(table.cohort.id))


def drawn_screen(speak: Words, table: Table, part: int) -> Screen:
    """What comes before a picture: whom it shows, and the way to the next one."""
    say, cohort = speak.say, table.cohort
    lines = (
        Line(Role.TITLE, cohort.name),
        Line(Role.TEXT, range_words(speak, table, part)),
        Line(Role.NOTE, say("The picture follows. It has names: it is for you, not for the room.")),
    )
    further = part + 1 < parts(table)
    following = Button(say("The next people"), DrawStates(cohort.id, part + 1, table.earlier))
    return Screen(
        lines,
        (
            *((following,) if further else ()),
            Button(say("In words"), ShowStates(cohort.id, 0, table.earlier)),
            _back(speak, table),
        ),
    )


def room_screen(speak: Words, table: Table, bars: Sequence[Bar]) -> Screen:
    """The group without names, in the words of its picture."""
    say = speak.say
    lines = [Line(Role.TITLE, table.cohort.name), Line(Role.NOTE, room_note(speak))]
    for bar in bars:
        told = " · ".join(one.words for one in bar.said)
        lines.append(Line(Role.TEXT, f"{speak.beside(bar.title, bar.due)}\n{told}"))
    if len(bars) < len(table.works) or not bars:
        lines.append(Line(Role.TEXT, say("What fewer than five people were given is not shown.")))
    return Screen(
        tuple(lines),
        (
            Button(say("With names, for you"), ShowStates(table.cohort.id, 0, table.earlier)),
            _back(speak, table),
        ),
    )


def room_note(speak: Words) -> str:
    """What the room is shown."""
    return speak.say("How the group stands. Groups under five are not told apart.")
