"""Who decides: somebody at the keyboard, a list of choices, or the seed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeAlias

from bot.services.actions import Continue, Take
from bot.services.screen import Line, Role
from bot.terminal.attempt import Attempt
from bot.terminal.display import Display
from bot.terminal.texts import TEXTS
from bot.terminal.typed import Wish, read
from bot.words import words
from scenarios.draw import draw
from scenarios.isolate import insert, isolated

Deed: TypeAlias = Take | Continue


class Unplayable(Exception):
    """The list of choices does not fit the story; the text says where."""


class Player(Protocol):
    """Decides what is done next."""

    def decide(self, attempt: Attempt) -> Deed | None:
        """One of the things that are offered, or None to stop here."""


class AtKeyboard:
    """Somebody who reads and types."""

    def __init__(self, display: Display, language: str) -> None:
        self._display = display
        self._language = language
        self._texts = TEXTS[language]

    def decide(self, attempt: Attempt) -> Deed | None:
        """Ask until the answer is understood."""
        offered = attempt.offered
        at_stop = isinstance(offered[0], Continue)
        letters = self._letters(len(offered))
        hint = self._line(self._texts.go_on if at_stop else self._texts.choose, letters)
        sorry = self._texts.not_a_choice if at_stop else self._texts.not_offered
        while True:
            try:
                typed = self._display.ask(hint)
            except (EOFError, KeyboardInterrupt):
                return None
            match read(typed, offered):
                case Wish.HELP:
                    self._display.say(self._line(self._texts.help, letters))
                case Wish.PAUSE:
                    return None
                case None:
                    self._display.say(self._line(sorry, letters, typed.strip()))
                case Take() | Continue() as deed:
                    return deed

    def _letters(self, count: int) -> str:
        return " ".join(words(self._language).letter(index) for index in range(count))

    def _line(self, text: str, letters: str, typed: str = "") -> Line:
        filled = text.format(
            letters=letters, typed=insert(typed, self._language), enter=isolated("Enter")
        )
        return Line(Role.NOTE, filled)


class FromList:
    """Choices by their ids, in order; stops are passed."""

    def __init__(self, choices: Iterable[str]) -> None:
        self._choices = iter(choices)

    def decide(self, attempt: Attempt) -> Deed:
        """The next of the list.

        Raises:
            Unplayable: It is not offered, or there is none.
        """
        deeds = {deed.choice: deed for deed in attempt.offered if isinstance(deed, Take)}
        if not deeds:
            return attempt.offered[0]
        where = f"at the scene `{attempt.position.scene}`; it offers {', '.join(sorted(deeds))}."
        choice = next(self._choices, None)
        if choice is None:
            raise Unplayable(f"The choices ran out {where}")
        if choice not in deeds:
            raise Unplayable(f"`{choice}` is not offered {where}")
        return deeds[choice]

    def finish(self) -> None:
        """Look for choices that nobody asked for.

        Raises:
            Unplayable: The story was over before they could be taken.
        """
        if left := list(self._choices):
            raise Unplayable(f"The story was over before {', '.join(left)} could be taken.")


class ByChance:
    """Whatever the seed draws: the same every time."""

    def decide(self, attempt: Attempt) -> Deed:
        """One of the offered."""
        turn = attempt.position.turn
        return attempt.offered[draw(attempt.seed, f"player/{turn}") % len(attempt.offered)]
