"""What a class may choose, in words, and what the room is asked about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat.kinds import PRESENTERS
from bot.locale import LETTERS, Words
from scenarios.programmes import programmes
from scenarios.rendering import Option, Turn

# A letter, or the number of a step with something behind it, and how many.
_HANDS = re.compile(r"(?<!\w)(\d{1,3}|\w)(?:\s*[:=·.–-]\s*|\s+|(?<=[^\W\d]))(\d{1,3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the class may choose."""

    id: str
    letter: str
    text: str
    short: str
    n: int = 0  # phones, hands and paper, once they are counted

    @property
    def label(self) -> str:
        """The letter and a few words, where it has any."""
        return f"{self.letter} · {self.short}" if self.short else self.letter


def offers(speak: Words, turn: Turn, numbers: Mapping[str, int]) -> tuple[Offer, ...]:
    """What is offered at a turn, each with how many are for it."""
    return tuple(_offer(speak, turn.kind, one, numbers.get(one.id, 0)) for one in turn.options)


def _offer(speak: Words, kind: str, option: Option, n: int) -> Offer:
    presenter = PRESENTERS[kind]
    said = presenter.name(speak, option.id)
    letter = presenter.letter(speak, option)
    return Offer(option.id, letter, said or option.text, said or option.short, n)


def questions(speak: Words, choices: Sequence[Offer], asks: Sequence[str]) -> list[str]:
    """Questions for the room once a vote is closed.

    They are made of the numbers alone and never of what is best: it is the room that finds out.

    Args:
        speak: The language.
        choices: What was voted on.
        asks: What a programme's guide asks about this case.
    """
    say, found = speak.say, []
    ahead, *others = sorted(choices, key=lambda one: -one.n)
    chosen = [one for one in others if one.n]
    if chosen:
        text = say("Why might a good colleague choose {letter}?", letter=chosen[0].letter)
        found.append(text)
    elif others and ahead.n:
        text = say("Nobody chose {letter}. When would it be right?", letter=others[0].letter)
        found.append(text)
    if ahead.n:
        text = say(
            "{letter}: what would have to be different for you to do something else?",
            letter=ahead.letter,
        )
        found.append(text)
    found.append(say("What did you see, and what did you only conclude?"))
    return [*found, *asks]


def stop_questions(speak: Words) -> list[str]:
    """Questions for the room at a stop."""
    return [speak.say("What do we know now, and what do we only suppose?")]


def last_questions(speak: Words, asks: Sequence[str]) -> list[str]:
    """Questions for the room at the end."""
    return [*asks, speak.say("What will you do differently tomorrow?")]


def asks_of(scenario: str, title: str, language: str) -> tuple[str, ...]:
    """What programmes' guides ask about a case.

    A part of a guide is about a case where it is called after the case's place.

    Args:
        scenario: Its id.
        title: Its title in English, such as `Gate 12, 21:50`.
        language: In which the questions are wanted.
    """
    place = title.split(",")[0]
    for programme in programmes().values():
        if scenario not in {step.scenario for step in programme.steps}:
            continue
        for part in programme.guide.parts:
            if re.match(re.escape(place) + r"\b", part.title.en):
                return part.asks.in_(language)
    return ()


def hands_in(typed: str, choices: Sequence[Offer]) -> dict[str, int] | None:
    """Hands and paper as somebody types them, such as `A 5, B 12`.

    Args:
        typed: With letters of any language of ours, and any digits.
        choices: What is voted on.

    Returns:
        How many for which choice; None where nothing could be read, or a letter is no choice's.
    """
    offered = {_PLACES.get(_plain(one.letter), one.letter): one.id for one in choices}
    found = {}
    for letter, number in _HANDS.findall(_plain(typed)):
        choice = offered.get(_PLACES.get(letter, letter))
        if choice is None:
            return None
        found[choice] = int(number)
    return found or None


def _plain(typed: str) -> str:
    return typed.replace("هـ", "ه").replace("أ", "ا").lower()


_PLACES = {_plain(one): place for letters in LETTERS.values() for place, one in enumerate(letters)}
