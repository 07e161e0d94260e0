"""The changes between two editions: counted ("2 choices changed"), and one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum, auto

from bot.app.authoring.concerns import Concerns
from bot.app.authoring.edition_use import Comparison
from bot.chat.author.change_phrases import ChangePhrases
from bot.chat.author.long_lists import list_file, list_lines
from bot.chat.kit.request import OutgoingFile
from bot.chat.kit.screen import Line, heading, note, text
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from scenarios.edition_diff import ChangeKind, EditionDiff, HistoryStatus, Place
from scenarios.kinds import KINDS
from scenarios.rendering import render_text

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
        words: The language.
        comparison: With which edition, and what is different.
        letters: How many there is room for.
        back: Whether that edition is the later one.
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


def one_by_one(words: Words, found: EditionDiff) -> list[str]:
    """Each change in a line: place, kind, current text."""
    phrases = ChangePhrases(words, found)
    changes = sorted(found.changes, key=lambda change: change.kind is ChangeKind.TEXT)
    return [phrases.line(change) for change in changes]


def warning_lines(words: Words, found: EditionDiff, *, back: bool = False) -> Iterator[Line]:
    """Warnings for authors: stale translations, statistics that begin anew.

    Args:
        words: The language.
        found: What is different.
        back: Whether it leads to an earlier edition, whose translations are not stale.
    """
    if not back:
        yield from _stale_translations(words, found)
    anew = sum(fate.status is HistoryStatus.ANEW for fate in found.histories)
    if anew:
        yield note(
            words.count(
                "At {n} decision answers or credit changed: its statistics and refreshers begin "
                "anew.",
                "At {n} decisions answers or credit changed: their statistics and refreshers begin "
                "anew.",
                anew,
            )
        )


def concern_lines(words: Words, concerns: Concerns) -> Iterator[Line]:
    """The concerns about publishing a case."""
    if concerns.original is not None:
        yield heading(
            words.say(
                "Nearly a copy: {percent}% of its wording is already in “{title}”.",
                percent=round(100 * concerns.overlap),
                title=title_of(words, concerns.original),
            )
        )
    if concerns.difference is not None:
        yield from _stale_translations(words, concerns.difference)


def _stale_translations(words: Words, found: EditionDiff) -> Iterator[Line]:
    """The number of translations that may be outdated, the title's included."""
    if not found.languages:
        return
    own = words.tongue(found.languages[0])
    for language, n in found.outdated_texts.items():
        yield note(
            words.count(
                "{n} text changed in {own} and not in {other}: look whether the translation still "
                "says the same.",
                "{n} texts changed in {own} and not in {other}: look whether the translations "
                "still say the same.",
                n,
                own=own,
                other=words.tongue(language),
            )
        )
    for language in found.outdated_titles:
        yield note(
            words.say(
                "The title is among them: in {other} it is still “{title}”.",
                other=words.tongue(language),
                title=render_text(found.after, language, 0, "title", found.after.opening) or "",
            )
        )


def _summary(words: Words, found: EditionDiff) -> str:
    if not found.changes:
        return words.say("Nothing has changed for learners.")
    if found.same_structure:
        return words.say("Only texts have changed; the case plays as before.")
    return words.say("How the case plays has changed, and not only its texts.")


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
