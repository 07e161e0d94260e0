"""The changes between two editions: counted ("2 choices changed"), and one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum, auto

from bot.app.authoring.edition_use import Comparison
from bot.chat.author.long_lists import list_file, list_lines
from bot.files import OutgoingFile
from bot.lines import Line, heading, text
from bot.locale import Words
from bot.phrases.edition_phrases import one_by_one, warning_lines
from scenarios.edition_diff import ChangeKind, EditionDiff, Place
from scenarios.kinds import KINDS

LETTERS = 1_500  # of changes on a screen
BESIDE_CARD = 900  # where the card stands on it, too


class Kind(Enum):
    """The kind of the changed part."""

    SCENE = auto()
    CHOICE = auto()
    ENDING = auto()
    OTHER = auto()


_CHOICES = (*(kind.decision.parts for kind in KINDS.values()), "bands", "before")
_KINDS = {"endings": Kind.ENDING, **dict.fromkeys(_CHOICES, Kind.CHOICE)}
_APART = ("objectives", "cast", "variables", "recall")


def change_lines(
    words: Words, comparison: Comparison, letters: int = LETTERS, *, back: bool = False
) -> Iterator[Line]:
    """The changes: counted, whether the case plays as before, and one by one.

    Args:
        comparison: The compared edition, and the differences.
        letters: The maximum length of the list.
        back: Whether the compared edition is the later one.
    """
    found = comparison.difference
    yield heading(words.say("Compared with edition {n}", n=comparison.before.number))
    yield text(_summary(words, found))
    if counted := words.listed(_counts(words, found)):
        yield text(counted + ".")
    yield from list_lines(words, one_by_one(words, found), letters)
    yield from warning_lines(words, found, back=back)


def changes_file(
    words: Words, found: EditionDiff, letters: int = LETTERS
) -> tuple[OutgoingFile, ...]:
    """All changes as a text file, where they do not fit on a screen."""
    changes = one_by_one(words, found)
    bullets = list(map(words.bullet, changes))
    return list_file("changes.txt", words.say("All changes"), bullets, changes, letters)


def _summary(words: Words, found: EditionDiff) -> str:
    if not found.changes:
        return words.say("Nothing has changed for learners.")
    if found.same_structure:
        return words.say("Only texts have changed; the case plays as before.")
    return words.say("How the case plays has changed, not only its texts.")


def _counts(words: Words, found: EditionDiff) -> Iterator[str]:
    texts = Counter(change.language for change in found.changes if change.kind is ChangeKind.TEXT)
    others = [change for change in found.changes if change.kind is not ChangeKind.TEXT]
    parts = {(_word(change.kind), change.path): _kind_of(change.path) for change in others}
    counted = Counter((kind, how) for (how, _), kind in parts.items())
    for kind in Kind:
        for how in ("changed", "new", "gone"):
            if counted[kind, how]:
                yield _counted(words, kind, how, counted[kind, how])
    for language, n in texts.items():
        yield words.count(
            "{n} text changed ({language})",
            "{n} texts changed ({language})",
            n,
            language=words.tongue(language),
        )


def _kind_of(place: Place) -> Kind:
    for at in reversed(place):
        if at.container in _KINDS:
            return _KINDS[at.container]
        if at.container in _APART:
            return Kind.OTHER
    return Kind.SCENE if place else Kind.OTHER


def _word(sort: ChangeKind) -> str:
    return {ChangeKind.ADDED: "new", ChangeKind.REMOVED: "gone"}.get(sort, "changed")


def _counted(words: Words, kind: Kind, how: str, n: int) -> str:
    count = words.count
    match kind, how:
        case Kind.SCENE, "new":
            return count("{n} scene is new", "{n} scenes are new", n)
        case Kind.SCENE, "gone":
            return count("{n} scene removed", "{n} scenes removed", n)
        case Kind.SCENE, _:
            return count("{n} scene changed", "{n} scenes changed", n)
        case Kind.CHOICE, "new":
            return count("{n} choice is new", "{n} choices are new", n)
        case Kind.CHOICE, "gone":
            return count("{n} choice removed", "{n} choices removed", n)
        case Kind.CHOICE, _:
            return count("{n} choice changed", "{n} choices changed", n)
        case Kind.ENDING, "new":
            return count("{n} ending is new", "{n} endings are new", n)
        case Kind.ENDING, "gone":
            return count("{n} ending removed", "{n} endings removed", n)
        case Kind.ENDING, _:
            return count("{n} ending changed", "{n} endings changed", n)
    return count("{n} other thing changed", "{n} other things changed", n)
