"""What is different between two editions, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bot.app.authoring.concerns import Concerns
from bot.app.authoring.edition_use import EditionDetails
from bot.lines import Line, heading, note, text
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from bot.phrases.change_phrases import ChangePhrases
from bot.pictures.cards import outcome
from scenarios.edition_diff import ChangeKind, EditionDiff, HistoryStatus
from scenarios.model import Outcome, Scenario
from scenarios.rendering import render_text


def one_by_one(words: Words, found: EditionDiff) -> list[str]:
    """Each change in a line: place, kind, current text."""
    phrases = ChangePhrases(words, found)
    changes = sorted(found.changes, key=lambda change: change.kind is ChangeKind.TEXT)
    return [phrases.line(change) for change in changes]


def warning_lines(words: Words, found: EditionDiff, *, back: bool = False) -> Iterator[Line]:
    """Warnings for authors: stale translations, statistics that begin anew.

    Args:
        found: What is different.
        back: Whether it leads to an earlier edition, whose translations are not stale.
    """
    if not back:
        yield from _stale_translations(words, found)
    anew = sum(fate.status is HistoryStatus.ANEW for fate in found.histories)
    if anew:
        yield note(
            words.count(
                "At {n} decision, answers or credit changed: its statistics and "
                "refreshers start again.",
                "At {n} decisions, answers or credit changed: their statistics and "
                "refreshers start again.",
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
                "{n} text changed in {own} but not in {other}: check that the "
                "translation still matches.",
                "{n} texts changed in {own} but not in {other}: check that the "
                "translations still match.",
                n,
                own=own,
                other=words.tongue(language),
            )
        )
    for language in found.outdated_titles:
        yield note(
            words.say(
                "The title changed too: in {other} it is still “{title}”.",
                other=words.tongue(language),
                title=render_text(found.after, language, 0, "title", found.after.opening) or "",
            )
        )


MOST_STAYING = 5  # editions with attempts under way


def staying_lines(words: Words, found: EditionDetails) -> Iterator[Line]:
    """The number of attempts on each edition, newest first."""
    if found.is_used or found.scenario.used is None:
        return
    newest_first = sorted(found.staying, reverse=True)
    for number, n in newest_first[:MOST_STAYING]:
        yield text(
            words.count(
                "{n} attempt is under way and stays on edition {number}.",
                "{n} attempts are under way and stay on edition {number}.",
                n,
                number=number,
            )
        )
    if rest := sum(n for _, n in newest_first[MOST_STAYING:]):
        yield text(
            words.count(
                "{n} more attempt stays on an earlier edition.",
                "{n} more attempts stay on earlier editions.",
                rest,
            )
        )


_OUTCOMES: Final[Sequence[Outcome]] = ("safe", "mixed", "harmful")


def edition_figures(words: Words, scenario: Scenario) -> Iterator[str]:
    """What an edition has, in short lines."""
    decisions = sum(scene.decision is not None for scene in scenario.scenes.values())
    yield words.count("{n} decision in all", "{n} decisions in all", decisions)
    if scenario.reference is not None:
        best = len(scenario.reference.path)
        yield words.count("{n} decision on the best path", "{n} decisions on the best path", best)
    ends = Counter(ending.outcome for ending in scenario.endings.values())
    yield " · ".join(f"{outcome(each, words)}: {ends[each]}" for each in _OUTCOMES if ends[each])
    yield words.say("Languages:") + " " + words.listed(map(words.tongue, scenario.scripts))
