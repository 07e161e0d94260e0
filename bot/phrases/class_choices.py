"""The choices of a class, in words, and its discussion questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.kinds import PRESENTERS
from bot.locale import Words
from scenarios.languages import LANGUAGES
from scenarios.programmes import Programme, programmes
from scenarios.rendering import Option, Turn

# A letter, or the number of a step with something behind it, and how many.
_HANDS = re.compile(r"(?<!\w)(\d{1,3}|\w)(?:\s*[:=·.–-]\s*|\s+|(?<=[^\W\d]))(\d{1,3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the class may choose."""

    id: str
    letter: str
    text: str
    short: str
    n: int = 0
    """Votes by phone, by hand and on paper, once they are counted."""

    @property
    def label(self) -> str:
        """The letter and a few words, where it has any."""
        return f"{self.letter} · {self.short}" if self.short else self.letter


def choices_of(words: Words, turn: Turn, numbers: Mapping[str, int]) -> tuple[Choice, ...]:
    """The options at a turn, each with its votes."""
    return tuple(
        _choice(words, turn.kind, option, numbers.get(option.id, 0)) for option in turn.options
    )


def _choice(words: Words, kind: str, option: Option, n: int) -> Choice:
    presenter = PRESENTERS[kind]
    name = presenter.name(words, option.id)
    letter = presenter.letter(words, option)
    return Choice(option.id, letter, name or option.text, name or option.short, n)


def vote_questions(words: Words, choices: Sequence[Choice], asked: Sequence[str]) -> list[str]:
    """Questions to discuss once a vote is closed.

    They depend on the numbers of votes only, never on the best answer: the class finds that out.

    Args:
        asked: The questions of a programme's guide about this case.
    """
    say, found = words.say, []
    ahead, *others = sorted(choices, key=lambda choice: -choice.n)
    chosen = [choice for choice in others if choice.n]
    if chosen:
        found.append(say("Why might a good colleague choose {letter}?", letter=chosen[0].letter))
    elif others and ahead.n:
        found.append(say("Nobody chose {letter}. When would it be right?", letter=others[0].letter))
    if ahead.n:
        found.append(
            say(
                "{letter}: what would have to be different for you to do something else?",
                letter=ahead.letter,
            )
        )
    found.append(say("What did you see, and what did you only conclude?"))
    return [*found, *asked]


def stop_questions(words: Words) -> list[str]:
    return [words.say("What do we know now, and what are we only assuming?")]


def ending_questions(words: Words, asked: Sequence[str]) -> list[str]:
    return [*asked, words.say("What will you do differently tomorrow?")]


def programme_of(scenario_id: str) -> Programme | None:
    """The first programme that a case is a step of, whose guide is about it."""
    every = programmes().values()
    return next(
        (each for each in every if scenario_id in {step.scenario for step in each.steps}), None
    )


def guide_questions(scenario_id: str, title: str, language: str) -> tuple[str, ...]:
    """The questions of programme guides about a case.

    A section of a guide is about a case if its title begins with the case's place.

    Args:
        title: Its title in English, such as `Gate 12, 21:50`.
    """
    place = title.split(",")[0]
    for programme in programmes().values():
        if scenario_id not in {step.scenario for step in programme.steps}:
            continue
        for part in programme.guide.parts:
            if re.match(re.escape(place) + r"\b", part.title.in_("en")):
                return part.asks.in_(language)
    return ()


def read_hands(typed: str, choices: Sequence[Choice]) -> dict[str, int] | None:
    """Numbers of hands as typed, such as `A 5, B 12`.

    Args:
        typed: The message, with letters of any supported language and digits of any script.
        choices: The choices of the vote.

    Returns:
        Hands by choice; None if the text is invalid or has an unknown letter.
    """
    offered = {_PLACES.get(_plain(each.letter), each.letter): each.id for each in choices}
    found = {}
    for letter, number in _HANDS.findall(_plain(typed)):
        choice = offered.get(_PLACES.get(letter, letter))
        if choice is None:
            return None
        found[choice] = int(number)
    return found or None


def _plain(typed: str) -> str:
    return typed.replace("هـ", "ه").replace("أ", "ا").lower()


_PLACES = {
    _plain(letter): place
    for language in LANGUAGES.values()
    for place, letter in enumerate(language.letters)
}
