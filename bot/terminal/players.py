"""Players: someone at the keyboard, a list of answers, or the seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.kinds import PRESENTERS
from bot.lines import Line, LineRole
from bot.locale import words
from bot.terminal import texts
from bot.terminal.attempt import Attempt
from bot.terminal.display import Display
from bot.terminal.typed import STOP, Command, read
from scenarios.model import TIMED_OUT, Act, Decision
from scenarios.seeded_random import draw


class InvalidAnswers(Exception):
    """The answers do not fit the story; the message says where."""


class Player(Protocol):
    def decide(self, attempt: Attempt) -> Act | None:
        """Choose a possible act, or None to stop."""


class KeyboardPlayer:
    """Reads answers from the keyboard."""

    def __init__(self, display: Display, language: str) -> None:
        self._display = display
        self._speak = words(language)

    def decide(self, attempt: Attempt) -> Act | None:
        """Ask until the input is valid."""
        decision, options = attempt.decision, attempt.options
        kind, letters = decision.kind if decision else STOP, self._letters(decision, options)
        while True:
            asks = texts.asks(self._speak, kind, letters)
            try:
                typed = self._display.ask(_note(asks.hint))
            except (EOFError, KeyboardInterrupt):
                return None
            match read(typed, kind, options):
                case Command.HELP:
                    self._display.print_lines(_note(texts.help_text(self._speak, asks.how)))
                case Command.PAUSE:
                    return None
                case str() as act:
                    return attempt.act(act)
                case None if typed.strip():
                    refused = texts.asks(self._speak, kind, letters, typed.strip())
                    self._display.print_lines(_note(refused.sorry))
                case None:
                    self._display.print_lines(_note(asks.how))

    def _letters(self, decision: Decision | None, options: Mapping[int, str]) -> str:
        if decision is not None and not decision.worded:
            return " ".join(options.values())
        return " ".join(map(self._speak.letter, options))


def _note(text: str) -> Line:
    return Line(LineRole.NOTE, text)


class ScriptedPlayer:
    """One complete answer for each decision, as in events; stops are passed."""

    def __init__(self, answers: Iterable[str]) -> None:
        self._answers = iter([answer.strip() for answer in answers])
        self._acts: tuple[str, ...] = ()

    def decide(self, attempt: Attempt) -> Act:
        """The next act of the list.

        Raises:
            Unplayable: It is not available, or the list is finished.
        """
        asked = len(attempt.position.asked)
        if attempt.decision is None:
            return attempt.act("")
        if not asked:
            self._acts = self._next(attempt, attempt.decision)
        return attempt.act(self._acts[asked])

    def finish(self) -> None:
        """Check that all answers were used.

        Raises:
            Unplayable: The story ended before.
        """
        if left := [answer or _EMPTY for answer in self._answers]:
            raise InvalidAnswers(f"The story was over before {', '.join(left)} could be taken.")

    def _next(self, attempt: Attempt, decision: Decision) -> tuple[str, ...]:
        where = f"at the scene `{attempt.position.scene}`; it {_expected(attempt, decision)}."
        answer = next(self._answers, None)
        if answer is None:
            raise InvalidAnswers(f"The choices ran out {where}")
        acts = decision.acts(answer, attempt.position.state)
        if not attempt.is_answer(acts):
            name = f"`{answer}`" if answer else _EMPTY.capitalize()
            verb = "offered" if decision.is_choice else "possible"
            raise InvalidAnswers(f"{name} is not {verb} {where}")
        return acts


_EMPTY = "an empty answer"


def _expected(attempt: Attempt, decision: Decision) -> str:
    """The valid answers of a scene."""
    ids = ", ".join(sorted(attempt.options.values()))
    most = min(decision.questions_left(attempt.position.asked), len(attempt.options))
    late = f", or `{TIMED_OUT}`" if decision.limit else ""
    return f"{PRESENTERS[decision.kind].wants(ids, most)}{late}"


class RandomPlayer:
    """Random answers from the seed."""

    def decide(self, attempt: Attempt) -> Act:
        """One act of a complete answer, drawn again at each question from the remaining ones."""
        decision, position = attempt.decision, attempt.position
        if decision is None:
            return attempt.act("")
        asked = len(position.asked)
        ways = tuple(decision.every_act(position.state))
        way = ways[draw(attempt.seed, f"player/{position.turn - asked}") % len(ways)]
        return attempt.act(decision.acts(way, position.state)[asked])
