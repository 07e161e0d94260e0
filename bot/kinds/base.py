"""The interface of presenters of kinds of decision."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Generic, Literal, Protocol, TypeAlias, TypeVar

from bot.chat.kit.screen import Button, in_rows
from bot.kinds.typed import Options
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.conditions import Condition
from scenarios.debrief import AnswerText
from scenarios.kinds.base import split_parts
from scenarios.languages import RTL
from scenarios.model import TIMED_OUT, Answer, Decision, Key, Lead
from scenarios.rendering import Consequence, Option, Turn
from scenarios.turn_layout import OFF, ON, on_buttons, option_rows

D = TypeVar("D", bound=Decision)
Lines: TypeAlias = "Iterable[Line]"
# How the page for the browser lets one answer; each is a function of `page.js`.
Control: TypeAlias = Literal["taps", "talk", "ticks", "steps", "words", "numbers"]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as put to a person: its place, and what is marked so far."""

    attempt: str
    turn: int
    told: Turn
    draft: tuple[str, ...] = ()  # ids that are ticked or put in order, and not yet done


ENTER = "Enter"
"""The key, as keyboards of every language call it."""


@dataclass(frozen=True, slots=True)
class Asks:
    """Prompts at a keyboard."""

    hint: str  # above the line where one types
    how: str  # in the help, and after an empty line
    sorry: str  # after what is not understood


class Sheet(Protocol):
    """A decision on the sheet for the table, in a language."""

    @property
    def speak(self) -> Words:
        """The language."""

    @property
    def parts(self) -> Sequence[str]:
        """The parts that can be picked, as the sheet lists them."""

    def label(self, part: str) -> str:
        """A part's letter and a few words."""

    def letter(self, part: str) -> str:
        """A part's letter, or its number."""

    def text(self, key: Key) -> str:
        """A text; where it has several wordings, all of them with when they hold."""

    def when(self, condition: Condition | None) -> str:
        """A condition in words; empty for none."""

    def points(self, number: Fraction) -> str: ...

    def numbers(self, leads: Iterable[Lead]) -> Sequence[tuple[int, str]]:
        """The numbers that leads lead to, each with when it does."""


@dataclass(frozen=True, slots=True)
class Block:
    """The leader's note on an answer at a table.

    Attributes:
        head: The heading.
        key: The key of its texts.
        answer: The complete answer that it amounts to; None if it has remarks only.
        earned: Its points; None if it has none of its own.
        read: The text that is read aloud.
        goes: Whether it leads to another scene.
    """

    head: str
    key: Key
    answer: Answer | None = None
    earned: Fraction | None = None
    read: Literal["feedback", "answer"] = "feedback"
    goes: bool = True


class Presenter(ABC, Generic[D]):
    """Puts decisions of one kind, and answers to them, into words.

    Attributes:
        rows: The number of short buttons in a row; long ones get a row each.
        boxed: Whether a printed sheet has a tick box before each part.
        takes_several: Whether several parts can be chosen, so that shares can exceed 100 %.
    """

    rows: ClassVar[Sequence[int]] = ()
    boxed: ClassVar[bool] = False
    takes_several: ClassVar[bool] = False

    @property
    @abstractmethod
    def control(self) -> Control:
        """The control of the browser page."""

    # On a phone

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The lines below the prompt."""
        return lettered(speak, asking.told.options)

    def listing(self, speak: Words, asking: Asking) -> Lines:
        """The options where no buttons say them."""
        return listed(speak, asking.told.options)

    @abstractmethod
    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        """The ways to answer."""

    @abstractmethod
    def picked(self, speak: Words, asking: Asking) -> Lines:
        """The answer awaiting confirmation, in an assessment."""

    @abstractmethod
    def done(self, speak: Words, after: Consequence) -> Lines:
        """The answer, above its feedback."""

    def explained(self, speak: Words, after: Consequence) -> Lines:
        """The lines below the feedback, where reasons are given at once."""
        return ()

    def in_rows(self, speak: Words, buttons: Iterable[Button]) -> Iterable[Button]:
        """The buttons of all parts, in rows where they are short."""
        if not self.rows:
            return buttons
        return in_rows(tuple(buttons), self.rows, rtl=speak.language in RTL)

    # Words

    def name(self, speak: Words, part: str) -> str:
        """The words of a part that no author has written; empty for what one has."""
        return ""

    def step(self, speak: Words, part: str) -> str:
        """A step of a scale, with its words where it has any."""
        name = self.name(speak, part)
        return f"{part} · {name}" if name else part

    def letter(self, speak: Words, option: Option) -> str:
        """The mark before an option in a list for several people."""
        # An interview may have as many questions as there are letters, and then its end has none.
        return speak.letter(option.place) if option.place < len(speak.traits.letters) else "·"

    def listed(self, speak: Words, option: Option) -> str:
        """The text of an option on the browser page."""
        return option.text

    def named(self, speak: Words, option: Option) -> str:
        """The name of an option once it is picked."""
        return option.short

    def band(self, speak: Words, decision: D, name: str) -> str:
        """A band, or in an interview no question at all, in statistics; empty for none."""
        return ""

    def band_rule(self, speak: Words, decision: D, name: str) -> str:
        """The rule of a band, on the table sheet."""
        return name

    # Looking back

    def nothing(self, speak: Words) -> str:
        """An answer in which nothing was picked."""
        return speak.say("nothing ticked")

    def answer(self, speak: Words, done: AnswerText) -> str:
        """An answer by the short words of what was picked."""
        return speak.listed(done.shorts) if done.shorts else self.nothing(speak)

    def correction(self, speak: Words, chosen: AnswerText, better: Sequence[AnswerText]) -> str:
        """The better answer: instead of this one, or beside its right parts."""
        say = speak.say
        if len(better) == 1:
            wrong, missing = _without(chosen, better[0]), _without(better[0], chosen)
            kept = len(wrong) < len(chosen.shorts)  # something right was picked
            if kept and missing and not wrong:
                picked, also = speak.listed(chosen.shorts), speak.listed(missing)
                return say("Besides “{chosen}” also: “{better}”.", chosen=picked, better=also)
            if kept and wrong and not missing:
                return say("Better without “{chosen}”.", chosen=speak.listed(wrong))
            if kept and wrong:
                instead, of = speak.listed(missing), speak.listed(wrong)
                return say("Instead of “{chosen}”: “{better}”.", chosen=of, better=instead)
        chosen_text, instead = self.told(speak, chosen), self.any_of(speak, better)
        return say("Instead of “{chosen}”: “{better}”.", chosen=chosen_text, better=instead)

    def told(self, speak: Words, done: AnswerText) -> str:
        """An answer, or that the time ran out before or during it."""
        if done.act == TIMED_OUT:
            return speak.say("no answer in time")
        picked = self.answer(speak, done)
        if TIMED_OUT in split_parts(done.act):
            return speak.say("{picked}; then time ran out", picked=picked)
        return picked

    def alternatives(
        self, speak: Words, better: Sequence[AnswerText], *, in_full: bool = False
    ) -> Sequence[str]:
        """Several answers, of which each is as good.

        Args:
            in_full: Whether a single pick is quoted in full.
        """
        return [(done.text if in_full else "") or self.told(speak, done) for done in better]

    def any_of(self, speak: Words, better: Sequence[AnswerText]) -> str:
        """Several answers, of which each is as good, in one sentence."""
        return speak.say(" or ").join(self.alternatives(speak, better))

    @abstractmethod
    def heading(self, speak: Words) -> str:
        """The heading above the answer counts."""

    # A class

    def wall_task(self, speak: Words) -> str:
        return speak.say("Vote on your phone, or raise a hand.")

    def lead_task(self, speak: Words) -> str:
        """The trainer's task, if the class does not vote."""
        return ""

    # Paper

    @abstractmethod
    def how_at_table(self, speak: Words, decision: D) -> str:
        """Instructions for a table's answer; empty if obvious."""

    @abstractmethod
    def how_alone(self, speak: Words, decision: D) -> str:
        """Instructions for a single person's answer on paper."""

    @abstractmethod
    def blocks(self, sheet: Sheet, decision: D) -> Iterable[Block]:
        """The leader's notes on each answer."""

    def band_blocks(
        self, sheet: Sheet, decision: D, bands: Mapping[str, Answer]
    ) -> Iterable[Block]:
        """The leader's notes on each band."""
        for name, answer in bands.items():
            head = self.band_rule(sheet.speak, decision, name)
            yield Block(head, f"{decision.key}.bands.{name}", answer)

    @abstractmethod
    def rules(self, sheet: Sheet, decision: D) -> Iterable[tuple[str, str]]:
        """The rules by which an answer is judged, for the leader; each with its condition."""

    def left_blank(self, speak: Words) -> str:
        """An answer on paper in which nothing was picked."""
        return speak.say("nothing ticked")

    # A keyboard

    @abstractmethod
    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        """The prompts at a keyboard.

        Args:
            letters: The valid letters.
            typed: The last input, if it was not understood.
        """

    @abstractmethod
    def read(self, word: str, options: Options) -> str | None:
        """The act that a typed word means; None where that cannot be told.

        Args:
            word: The word, in lower case, without diacritics.
            options: The ids of what may be picked, by the place of their letter.
        """

    @abstractmethod
    def wants(self, ids: str, most: int) -> str:
        """The valid answers of a list here, for the command line.

        Args:
            ids: The ids that may be picked.
            most: The maximum number of picks.
        """


def listed(speak: Words, options: Sequence[Option]) -> list[Line]:
    """The options, each after its letter."""
    return [
        Line(LineRole.OPTION, f"{speak.letter(option.place)} · {option.text}") for option in options
    ]


def lettered(speak: Words, options: Sequence[Option]) -> list[Line]:
    """The options, each after its letter; none where their buttons say them in full."""
    return [] if _on_buttons(speak, options) else listed(speak, options)


def label(speak: Words, option: Option) -> str:
    """An option's letter and its short words."""
    return f"{speak.letter(option.place)} · {option.short}"


def option_buttons(
    speak: Words,
    options: Sequence[Option],
    make: Callable[[str, Option], Button],
    *,
    among: Sequence[Option] | None = None,
    lettered: bool = False,
    ticked: Collection[str] | None = None,
    marks: bool = False,
) -> Iterator[Button]:
    """The buttons of options: their words where those fit, else their letters, side by side.

    Args:
        make: Makes a button of a label and an option.
        among: All options that are listed; left out, these.
        lettered: Whether they are listed in any case, so that letters are enough.
        ticked: The ids that are ticked; None where nothing is to be ticked.
        marks: Whether a tap can be undone, so that a row may hold more letters.
    """
    full = not lettered and _on_buttons(speak, options if among is None else among)

    def labelled(option: Option) -> str:
        letter = speak.letter(option.place)
        if ticked is None:
            return f"{letter} · {option.text}" if full else letter
        mark = ON if option.id in ticked else OFF
        return f"{letter} {mark} {option.text}" if full else f"{letter} {mark}"

    labels = [labelled(option) for option in options]
    buttons = [make(text, option) for text, option in zip(labels, options, strict=True)]
    yield from in_rows(
        buttons, option_rows(labels, full=full, marks=marks), rtl=speak.language in RTL
    )


def _on_buttons(speak: Words, options: Sequence[Option]) -> bool:
    """Whether a small phone shows all options in full on their buttons."""
    return on_buttons([f"{speak.letter(each.place)} {OFF} {each.text}" for each in options])


def numbered(shorts: Iterable[str]) -> str:
    """Steps in order, one a line."""
    return "\n".join(f"{place} · {short}" for place, short in enumerate(shorts, 1))


def _without(done: AnswerText, other: AnswerText) -> list[str]:
    """The parts picked in one and not in the other, by their short texts."""
    picked = zip(
        (act for act in split_parts(done.act) if act != TIMED_OUT), done.shorts, strict=False
    )
    return [short for name, short in picked if name not in split_parts(other.act)]
