"""What changed between two editions: in few words ("2 choices changed"), and one by one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from bot.chat.author.scenarios.change_phrases import Telling
from bot.chat.author.scenarios.long_lists import as_file, fitting, on_screen
from bot.chat.kit.request import File
from bot.chat.kit.screen import Line
from bot.locale import Words
from scenarios.edition_diff import Change, Difference, Followed, Place, Sort
from scenarios.kinds import KINDS
from scenarios.rendering import told

LETTERS = 1_500  # of changes on a screen
BESIDE = 900  # where a card stands on it, too


class Kind(Enum):
    """What sort of part changed."""

    SCENE = auto()
    CHOICE = auto()
    ENDING = auto()
    OTHER = auto()


_CHOICES = (*(kind.decision.parts for kind in KINDS.values()), "bands", "before")
_KINDS = {"endings": Kind.ENDING, **dict.fromkeys(_CHOICES, Kind.CHOICE)}
_APART = ("objectives", "cast", "variables", "recall")


def in_short(speak: Words, found: Difference) -> list[str]:
    """What changed, counted; empty where nothing did."""
    texts = Counter(one.language for one in found.changes if one.sort is Sort.TEXT)
    parts = {(_word(one.sort), one.place): kind_of(one.place) for one in _parts(found.changes)}
    counted = Counter((kind, how) for (how, _), kind in parts.items())
    said = [
        _counted(speak, kind, how, counted[kind, how])
        for kind in Kind
        for how in ("changed", "new", "gone")
        if counted[kind, how]
    ]
    said += [
        speak.count(
            "{n} text changed ({language})",
            "{n} texts changed ({language})",
            n,
            language=speak.tongue(one),
        )
        for one, n in texts.items()
    ]
    return said


def sort_of(speak: Words, found: Difference) -> str:
    """Whether only texts changed, or how it plays as well."""
    if not found.changes:
        return speak.say("Nothing has changed for learners.")
    if found.same_structure:
        return speak.say("Only texts have changed; the case plays as before.")
    return speak.say("How the case plays has changed, and not only its texts.")


def one_by_one(speak: Words, found: Difference) -> list[str]:
    """Each change in a line: where, what, and the text as it is now."""
    telling = Telling(speak, found)
    return [
        telling.line(one) for one in sorted(found.changes, key=lambda one: one.sort is Sort.TEXT)
    ]


def warnings(speak: Words, found: Difference, *, back: bool = False) -> list[str]:
    """What an author would not think of: translations left behind, statistics that begin anew.

    Args:
        speak: The language.
        found: What is different.
        back: Whether it leads to an earlier edition, whose translations were left behind by none.
    """
    said = [] if back else behind(speak, found)
    anew = sum(one.followed is Followed.ANEW for one in found.fates)
    if anew:
        told = speak.count(
            "At {n} decision answers or credit changed: its statistics and refreshers begin anew.",
            "At {n} decisions answers or credit changed: their statistics and refreshers begin "
            "anew.",
            anew,
        )
        said.append(told)
    return said


def behind(speak: Words, found: Difference) -> list[str]:
    """How many translations, and whether that of the title, may say what the texts said before."""
    if not found.languages:
        return []
    own = speak.tongue(found.languages[0])
    said = [
        speak.count(
            "{n} text changed in {own} and not in {other}: look whether the translation still "
            "says the same.",
            "{n} texts changed in {own} and not in {other}: look whether the translations still "
            "say the same.",
            n,
            own=own,
            other=speak.tongue(one),
        )
        for one, n in found.left_behind.items()
    ]
    said += [
        speak.say(
            "The title is among them: in {other} it is still “{title}”.",
            other=speak.tongue(one),
            title=told(found.after, one, 0, "title", found.after.opening) or "",
        )
        for one in found.titles_behind
    ]
    return said


def change_lines(speak: Words, found: Difference, letters: int = LETTERS) -> list[Line]:
    """The changes as far as they fit."""
    return on_screen(speak, one_by_one(speak, found), letters)


def changes_file(speak: Words, found: Difference, letters: int = LETTERS) -> tuple[File, ...]:
    """All changes as a text file, where they do not fit on a screen."""
    told = one_by_one(speak, found)
    if fitting(told, letters) == len(told):
        return ()
    return as_file("changes.txt", [speak.bullet(one) for one in told], speak.say("All changes"))


def kind_of(place: Place) -> Kind:
    """What sort of part stands at a place."""
    for one in reversed(place):
        if one.among in _KINDS:
            return _KINDS[one.among]
        if one.among in _APART:
            return Kind.OTHER
    return Kind.SCENE if place else Kind.OTHER


def _parts(changes: Iterable[Change]) -> Iterator[Change]:
    return (one for one in changes if one.sort is not Sort.TEXT)


def _word(sort: Sort) -> str:
    return {Sort.ADDED: "new", Sort.REMOVED: "gone"}.get(sort, "changed")


def _counted(speak: Words, kind: Kind, how: str, n: int) -> str:
    count = speak.count
    match kind, how:
        case Kind.SCENE, "new":
            return count("{n} scene is new", "{n} scenes are new", n)
        case Kind.SCENE, "gone":
            return count("{n} scene is gone", "{n} scenes are gone", n)
        case Kind.SCENE, _:
            return count("{n} scene changed", "{n} scenes changed", n)
        case Kind.CHOICE, "new":
            return count("{n} choice is new", "{n} choices are new", n)
        case Kind.CHOICE, "gone":
            return count("{n} choice is gone", "{n} choices are gone", n)
        case Kind.CHOICE, _:
            return count("{n} choice changed", "{n} choices changed", n)
        case Kind.ENDING, "new":
            return count("{n} ending is new", "{n} endings are new", n)
        case Kind.ENDING, "gone":
            return count("{n} ending is gone", "{n} endings are gone", n)
        case Kind.ENDING, _:
            return count("{n} ending changed", "{n} endings changed", n)
    return count("{n} other thing changed", "{n} other things changed", n)
