"""The screens of a debrief: a short first one, a card for each moment, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.playing.peer_answers import Others
from bot.chat.debrief.actions import (
    AfterHard,
    GoBack,
    LookBack,
    ShowEnding,
    ShowGrounds,
    ShowMoment,
    ShowOthers,
    ShowReason,
    ShowWorked,
)
from bot.chat.debrief.debrief_phrases import (
    better_list,
    change_words,
    done_words,
    reason_words,
    shortened,
    work_words,
)
from bot.chat.debrief.past_attempt import Past
from bot.chat.kinds import PRESENTERS
from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.actions import ShowCardBelow
from bot.chat.learner.helplines.actions import SomethingWrong
from bot.chat.trainer.progress_tracking.actions import AskSharing
from bot.locale import Words
from scenarios import debrief
from scenarios.catalogue import catalogue
from scenarios.debrief import Moment, Told

_CRITICAL = 2  # sentences on the first screen; the others stand on their cards


def first_screen(past: Past, worked: str | None = None) -> Screen:
    """What protected someone, what to change, and what could have endangered someone.

    Args:
        past: What is looked back upon.
        worked: A case that shows how it is done well, if there is one to begin.
    """
    lines = [
        Line(Role.TITLE, past.speak.say("Looking back")),
        Line(Role.NOTE, past.title),
        *_protected(past),
        *_changed(past),
        *_endangered(past),
    ]
    return Screen(tuple(lines), tuple(_first_buttons(past, worked)))


def _protected(past: Past) -> Iterator[Line]:
    moment = debrief.protecting(past.moments)
    if moment is None:
        return
    told = past.told(moment)
    protected = moment.answer.earned.get("protect")
    say = past.speak.say
    yield Line(Role.HEADING, say("What protected someone") if protected else say("What went well"))
    done = done_words(past.speak, told.chosen)
    yield Line(Role.TEXT, f"{done}\n{told.reasons[0].text}" if told.reasons else done)


def _changed(past: Past) -> Iterator[Line]:
    say, moment = past.speak.say, debrief.to_change(past.moments)
    if moment is None:
        yield Line(Role.TEXT, say("At every decision the best way was found."))
        return
    told = past.told(moment)
    yield Line(Role.HEADING, say("What to change"))
    yield Line(Role.TEXT, change_words(past.speak, told.chosen, told.better))


def _endangered(past: Past) -> Iterator[Line]:
    critical = past.critical
    if not critical:
        return
    yield Line(Role.HEADING, past.speak.say("What could have endangered someone"))
    sentences = [text for one in critical for text in map(reason_words, past.told(one).critical)]
    for text in sentences[:_CRITICAL]:
        yield Line(Role.CRITICAL, text)
    if (more := len(sentences) - _CRITICAL) > 0:
        text = past.speak.count("{n} more on its card.", "{n} more on their cards.", more)
        yield Line(Role.NOTE, text)


def _first_buttons(past: Past, worked: str | None) -> Iterator[Button]:
    speak, attempt, slips = past.speak, past.attempt.id, past.slips
    if slips:
        text = speak.count("{n} moment to look at", "{n} moments to look at", len(slips))
        yield Button(text, ShowMoment(attempt, slips[0].turn, every=False), main=True)
    if past.critical:
        example = ShowWorked(attempt, past.critical[0].turn, 0)
        yield Button(speak.say("How it is done well"), example)
    if worked is not None:
        yield Button(speak.say("A case that shows it"), ShowCardBelow(worked))
    if len(past.moments) > len(slips):
        every = ShowMoment(attempt, past.moments[0].turn, every=True)
        yield Button(speak.say("Show all moments"), every)
    if past.scenario.hard:
        yield Button(speak.say("After a hard case"), AfterHard(attempt))
    if past.attempt.assignment is not None and not past.is_test:
        yield Button(speak.say("What my trainer sees of it"), AskSharing(attempt))
    if not past.is_test:  # its ending says that nothing is told yet
        yield Button(speak.say("Back to the ending"), ShowEnding(attempt))
    else:
        yield Button(speak.say("Today"), ShowList())


def moment_screen(past: Past, moment: Moment, *, every: bool) -> Screen:
    """A card: the moment, what was chosen, and what would have done more."""
    speak, told = past.speak, past.told(moment)
    row = _row(past, every=every)
    place = row.index(moment)
    title = speak.say("Looking back: {place} of {all}", place=place + 1, all=len(row))
    lines = [Line(Role.TITLE, title)]
    if told.story:
        lines.append(Line(Role.TEXT, shortened(told.story)))
    lines += [Line(Role.PROMPT, told.prompt), *_chosen(speak, told), *_better(speak, told)]
    lines += [Line(Role.CRITICAL, reason_words(one)) for one in told.critical]
    if not moment.slipped:
        lines.append(Line(Role.NOTE, speak.say("There was nothing better here.")))
    return Screen(tuple(lines), tuple(_moment_buttons(past, moment, told, row, place, every)))


def _row(past: Past, *, every: bool) -> tuple[Moment, ...]:
    return past.moments if every else past.slips


def _chosen(speak: Words, told: Told) -> Iterator[Line]:
    done = done_words(speak, told.chosen)
    if "\n" in done:
        yield Line(Role.CHOSEN, speak.say("Your order:"))
        yield Line(Role.TEXT, done)
    else:
        yield Line(Role.CHOSEN, speak.say("You chose: {choice}", choice=done))


def _better(speak: Words, told: Told) -> Iterator[Line]:
    if told.better:
        yield Line(Role.HEADING, speak.say("What would have done more:"))
        yield Line(Role.TEXT, "\n".join(better_list(speak, told)))


def _moment_buttons(
    past: Past, moment: Moment, told: Told, row: Sequence[Moment], place: int, every: bool
) -> Iterator[Button]:
    say, attempt = past.speak.say, past.attempt.id
    if told.reasons:
        yield Button(say("Why?"), ShowReason(attempt, moment.turn, every), main=True)
    if place + 1 < len(row):
        yield Button(say("Next moment"), ShowMoment(attempt, row[place + 1].turn, every))
    if place:
        yield Button(say("Previous moment"), ShowMoment(attempt, row[place - 1].turn, every))
    if moment.answer.critical:
        yield Button(say("How it is done well"), ShowWorked(attempt, moment.turn, 0))
    if not past.is_test:
        yield Button(say("Try this moment again"), GoBack(attempt, moment.turn))
    yield Button(say("Something is wrong here"), SomethingWrong(attempt, moment.turn))
    yield Button(say("Back to the overview"), LookBack(attempt))


def reason_screen(past: Past, moment: Moment, *, every: bool, others: bool) -> Screen:
    """Why, in the author's words.

    Args:
        past: What is looked back upon.
        moment: Which decision.
        every: Whether all are gone through.
        others: Whether enough others are known to tell how they chose.
    """
    say, told, attempt = past.speak.say, past.told(moment), past.attempt.id
    lines = [Line(Role.TITLE, say("Why?")), Line(Role.PROMPT, told.prompt)]
    lines += [Line(Role.REASON, reason_words(one)) for one in told.reasons]
    if not told.reasons:
        lines.append(Line(Role.TEXT, say("Nothing more is said about this moment.")))
    buttons = [
        Button(say("Back to the moment"), ShowMoment(attempt, moment.turn, every), main=True)
    ]
    if told.grounds.signs or told.grounds.sources:
        buttons.append(Button(say("Signs and sources"), ShowGrounds(attempt, moment.turn, every)))
    if others:
        buttons.append(Button(say("How others chose"), ShowOthers(attempt, moment.turn, every)))
    return Screen(tuple(lines), tuple(buttons))


def grounds_screen(past: Past, moment: Moment, *, every: bool) -> Screen:
    """On which signs and sources a reason rests, and how far they were checked."""
    speak, grounds = past.speak, past.told(moment).grounds
    known, lines = catalogue(), [Line(Role.TITLE, speak.say("Signs and sources"))]
    signs = [known.signs[one] for one in grounds.signs if one in known.signs]
    if signs:
        texts = (one.get(past.language, one["en"]) for one in signs)
        lines.append(Line(Role.HEADING, speak.say("Signs in this moment")))
        lines.append(Line(Role.TEXT, "\n".join(speak.bullet(text) for text in texts)))
        lines.append(Line(Role.NOTE, speak.say("One sign proves nothing; signs count together.")))
    works = [known.works[one] for one in grounds.sources if one in known.works]
    if works:
        lines.append(Line(Role.HEADING, speak.say("Sources")))
        lines.append(
            Line(Role.TEXT, "\n".join(speak.bullet(work_words(speak, one)) for one in works))
        )
    if len(lines) == 1:
        lines.append(Line(Role.TEXT, speak.say("No sign or source is named for this moment.")))
    back = ShowReason(past.attempt.id, moment.turn, every)
    return Screen(tuple(lines), (Button(speak.say("Back to the reason"), back, main=True),))


def others_screen(past: Past, moment: Moment, others: Others, *, every: bool) -> Screen:
    """How others chose: first answers of people, and nothing that could endanger someone."""
    speak, decision = past.speak, debrief.decision_of(past.scenario, moment)
    lines = [Line(Role.TITLE, speak.say("How others chose"))]
    shares = []
    for part, people in others.parts:
        done = debrief.tell_answer(past.scenario, past.language, past.attempt.seed, moment, part)
        text = speak.say(
            "{choice}: {people} of {all}",
            choice=done_words(speak, done),
            people=people,
            all=others.people,
        )
        shares.append(text)
    lines.append(Line(Role.TEXT, "\n".join(shares)))
    if PRESENTERS[decision.kind].takes_several:
        lines.append(Line(Role.NOTE, speak.say("More than one could be taken.")))
    lines.append(
        Line(
            Role.NOTE, speak.say("First answers. What most people do is not always what protects.")
        )
    )
    back = ShowReason(past.attempt.id, moment.turn, every)
    return Screen(tuple(lines), (Button(speak.say("Back to the reason"), back, main=True),))
