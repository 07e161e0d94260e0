"""What refreshers look like. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.chat.date_phrases import moment_of
from bot.chat.kinds.base import label, lettered
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.refreshers.actions import (
    AnswerItem,
    AskHowSure,
    AskNow,
    NextItem,
    SayHowSure,
    ShowRefreshers,
    SnoozeRefreshers,
    WantRefreshers,
    WorkNights,
)
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words
from scenarios.spaced_repetition.items import Asked, Judged
from scenarios.spaced_repetition.memory import Grade
from storage.people.people import Person
from storage.refreshers.prompts import Prompt, RefresherPreferences

SNOOZE = 7  # days


@dataclass(frozen=True, slots=True)
class Known:
    """How many items someone has, by how well they are likely to be known now."""

    strong: int
    fading: int
    weak: int
    themes: tuple[str, ...]  # titles of the cases with what fades most

    @property
    def all(self) -> int:
        """All of them."""
        return self.strong + self.fading + self.weak


def discreet_screen(speak: Words, prompt: Prompt) -> Screen:
    """A prompt that comes unasked, as a locked screen may show it: nothing of its items."""
    say = speak.say
    return Screen(
        (Line(Role.TITLE, say("A minute for you?")),),
        (Button(say("Open"), NextItem(prompt.id, prompt.turn), main=True),),
    )


def item_screen(speak: Words, person: Person, prompt: Prompt, place: int, asked: Asked) -> Screen:
    """An item as it is asked.

    Args:
        speak: The person's language.
        person: Whose prompt.
        prompt: Which.
        place: Of the item in it, from 0.
        asked: The item in words.
    """
    say = speak.say
    first = say("A minute for you?") if person.discreet else say("A minute to keep what you know")
    return Screen(
        (
            Line(Role.TITLE, first),
            *_place(speak, place, len(prompt.items)),
            Line(Role.TEXT, asked.text),
            Line(Role.PROMPT, asked.prompt),
            *lettered(speak, asked.options),
        ),
        (
            *(
                Button(label(speak, option), AnswerItem(prompt.id, place, option.id))
                for option in asked.options
            ),
            Button(say("Not now, or less often"), ShowRefreshers()),
        ),
    )


def _place(speak: Words, place: int, many: int) -> Iterator[Line]:
    if many > 1:
        yield Line(Role.NOTE, speak.say("{part} of {parts}", part=place + 1, parts=many))


def judged_screen(
    speak: Words, prompt: Prompt, place: int, judged: Judged, *, counted: bool
) -> Screen:
    """What is said of an answer, and the way on.

    Args:
        speak: The person's language.
        prompt: Which.
        place: Of the item that was answered.
        judged: What is said.
        counted: Whether it counts; one that was answered this very day does not.
    """
    say = speak.say
    lines = [Line(Role.TITLE, _headline(speak, judged))]
    lines += _place(speak, place, len(prompt.items))
    lines.append(Line(Role.CHOSEN, say("You chose: {choice}", choice=judged.short)))
    if judged.came:
        lines.append(Line(Role.TEXT, judged.came))
    if judged.why:
        lines.append(Line(Role.REASON, judged.why))
    if judged.critical:
        lines.append(Line(Role.CRITICAL, judged.critical))
    if judged.better is not None:
        lines += _better(speak, *judged.better)
    if not counted:
        lines.append(
            Line(Role.NOTE, say("It was answered today already, so this answer is not counted."))
        )
    on = NextItem(prompt.id, place + 1)
    last = place + 1 >= len(prompt.items)
    buttons = [Button(say("Done") if last else say("Next one"), on, main=True)]
    if judged.grade is Grade.AGAIN and counted:
        buttons.append(Button(say("How sure was I?"), AskHowSure(prompt.id, place)))
    return Screen(tuple(lines), tuple(buttons))


def _headline(speak: Words, judged: Judged) -> str:
    say = speak.say
    if judged.grade is Grade.GOOD:
        return say("Yes, that is it.")
    return say("Partly.") if judged.grade is Grade.HARD else say("Look again.")


def _better(speak: Words, short: str, why: str) -> Iterator[Line]:
    yield Line(Role.HEADING, speak.say("Better here: {choice}", choice=short))
    if why:
        yield Line(Role.REASON, why)


def how_sure_screen(speak: Words, prompt: Prompt, place: int) -> Screen:
    """How sure someone was of a wrong answer."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("How sure were you?")),
            Line(Role.TEXT, say("What one was sure of and got wrong comes back first.")),
        ),
        (
            Button(say("Quite sure"), SayHowSure(prompt.id, place, sure=True)),
            Button(say("Rather guessed"), SayHowSure(prompt.id, place, sure=False)),
            Button(say("Next one"), NextItem(prompt.id, place + 1)),
        ),
    )


def done_screen(speak: Words, comes: datetime | None, person: Person, now: datetime) -> Screen:
    """The end of a prompt, and when the next one comes."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Done. Thank you.")),
            Line(Role.TEXT, _comes(speak, comes, person, now)),
        ),
        (
            Button(say("What stays with me"), ShowRefreshers()),
            Button(say("Today"), ShowToday()),
        ),
    )


def _comes(speak: Words, comes: datetime | None, person: Person, now: datetime) -> str:
    if comes is None:
        return speak.say("No further question is planned.")
    moment = moment_of(speak, comes, now, person.timezone)
    return speak.say("The next question comes {moment}.", moment=moment)


def over_screen(speak: Words) -> Screen:
    """What is answered to a button of a prompt that is gone."""
    say = speak.say
    return Screen(
        (Line(Role.TITLE, say("This question is over.")),),
        (Button(say("Ask me something now"), AskNow()), Button(say("Today"), ShowToday())),
    )


def nothing_screen(speak: Words) -> Screen:
    """What is answered to who asks for questions when there are none."""
    say = speak.say
    text = say("Questions come from the cases you have played. Play one first.")
    return Screen(
        (Line(Role.TITLE, say("Nothing to ask now")), Line(Role.TEXT, text)),
        (Button(say("Today"), ShowToday(), main=True),),
    )


def go_on_screen(speak: Words) -> Screen:
    """The one question after several prompts that were passed over."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Shall short questions go on?")),
            Line(
                Role.TEXT,
                say("The last ones stayed unanswered, which is fine. None comes until you say so."),
            ),
        ),
        (
            Button(say("Yes, go on"), WantRefreshers(on=True), main=True),
            Button(say("No more"), WantRefreshers(on=False)),
            Button(say("Other hours"), ShowRefreshers()),
        ),
    )


def refreshers_screen(
    speak: Words,
    person: Person,
    known: Known,
    rhythm: RefresherPreferences,
    comes: datetime | None,
    now: datetime,
) -> Screen:
    """What is strong, what fades, when the next question comes, and every wish about it.

    Args:
        speak: The person's language.
        person: Who.
        known: How well they are likely to know what they have met.
        rhythm: What they wish.
        comes: When the next prompt comes, if one does.
        now: The moment.
    """
    say = speak.say
    lines = [Line(Role.TITLE, say("What stays with me"))]
    lines += _known(speak, known)
    if rhythm.state == "on":
        lines.append(Line(Role.TEXT, _comes(speak, comes, person, now)))
    else:
        lines.append(Line(Role.TEXT, say("Short questions are off.")))
    lines.append(
        Line(
            Role.NOTE,
            say(
                "A forecast from your answers, which decides nothing. Only you see yours; of a "
                "group of five or more its trainer sees the share."
            ),
        )
    )
    return Screen(tuple(lines), tuple(_wishes(speak, known, rhythm, now)))


def _known(speak: Words, known: Known) -> Iterator[Line]:
    if not known.all:
        text = speak.say("Nothing yet: questions come from the cases you have played.")
        yield Line(Role.TEXT, text)
        return
    yield Line(Role.PROMPT, speak.say("A week from now, if nothing is asked"))
    yield Line(
        Role.TEXT,
        "\n".join(
            (
                speak.count("Strong: {n} point", "Strong: {n} points", known.strong),
                speak.count("Fading: {n} point", "Fading: {n} points", known.fading),
                speak.count(
                    "To be met again: {n} point", "To be met again: {n} points", known.weak
                ),
            )
        ),
    )
    if known.themes:
        yield Line(Role.HEADING, speak.say("What fades most comes from"))
        yield Line(Role.TEXT, "\n".join(speak.bullet(one) for one in known.themes))


def _wishes(
    speak: Words, known: Known, rhythm: RefresherPreferences, now: datetime
) -> Iterator[Button]:
    say = speak.say
    if known.all:
        yield Button(say("Ask me something now"), AskNow(), main=True)
    if rhythm.state != "on":
        yield Button(say("Let questions come again"), WantRefreshers(on=True))
    else:
        snoozed = rhythm.snoozed_until is not None and rhythm.snoozed_until > now
        if snoozed:
            yield Button(say("No pause any more"), SnoozeRefreshers(0))
        else:
            text = speak.count("Pause for {n} day", "Pause for {n} days", SNOOZE)
            yield Button(text, SnoozeRefreshers(SNOOZE))
        nights = rhythm.nights_until is not None and rhythm.nights_until > now
        text = say("Not on nights any more") if nights else say("I am on nights this week")
        yield Button(text, WorkNights(on=not nights))
        yield Button(say("No questions any more"), WantRefreshers(on=False))
    yield Button(say("Today"), ShowToday())
