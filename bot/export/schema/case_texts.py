"""Titles, questions and answers of cases, as exports show them beside their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from scenarios.kinds.base import split_parts
from scenarios.languages import DEFAULT, REQUIRED
from scenarios.loader import rebuild
from scenarios.model import Decision, Key, Scenario
from scenarios.rendering import render_outside_attempt
from storage.authoring import editions

_SEPARATORS = {"ar": "؛ "}
_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class LanguageTexts:
    """The texts of one edition in one language.

    Attributes:
        title: The title of the case.
        questions: By scene.
        options: By scene, of its choices, by their ids; empty where an answer is a number.
        separator: Between several options.
    """

    title: str | None = None
    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    separator: str = _SEPARATOR

    def answer(self, scene: str, act: str | None) -> str | None:
        """Put an answer into words; None where its ids say all there is."""
        options = self.options.get(scene, {})
        texts = [options[part] for part in split_parts(act or "") if part in options]
        return self.separator.join(texts) or None


EditionTexts = Mapping[str, LanguageTexts]
"""The texts of one edition, by language."""
_UNKNOWN: EditionTexts = dict.fromkeys(REQUIRED, LanguageTexts())


class CaseTexts:
    """Reads the texts of editions, each once per export.

    They are those of the opening state with one cast, so they are the same for everyone: names that
    are drawn per attempt would tell attempts apart.

    Args:
        language: Of the columns.
        per_edition: Whether texts come from the edition that was played; otherwise from the
            current one, so that they do not tell which edition it was.
    """

    def __init__(self, language: str = DEFAULT, *, per_edition: bool = True) -> None:
        self._language = language
        self._per_edition = per_edition
        self._by_edition: dict[str, EditionTexts] = {}
        self._current: dict[str, EditionTexts] = {}

    def of(self, conn: Connection, scenario: str, edition: str | None = None) -> LanguageTexts:
        """The texts of an edition, or of the current one, in the language of the columns."""
        return self.in_all_languages(conn, scenario, edition)[self._language]

    def in_all_languages(
        self, conn: Connection, scenario: str, edition: str | None = None
    ) -> EditionTexts:
        """The texts of an edition, or of the current one, by language."""
        if edition is not None and self._per_edition:
            if edition not in self._by_edition:
                self._by_edition[edition] = _read(conn, edition)
            return self._by_edition[edition]
        if scenario not in self._current:
            current = editions.current(conn, scenario)
            self._current[scenario] = _read(conn, current) if current else _UNKNOWN
        return self._current[scenario]

    def known(self, scenario: str, edition: str | None) -> EditionTexts:
        """The texts of an edition whose rows have been read, by language."""
        return self._by_edition.get(edition or "") or self._current.get(scenario, _UNKNOWN)


def _read(conn: Connection, edition: str) -> EditionTexts:
    stored = editions.get(conn, edition)
    case = rebuild(stored.content) if stored else None
    return _UNKNOWN if case is None else {lang: _texts(case, lang) for lang in REQUIRED}


def _texts(case: Scenario, language: str) -> LanguageTexts:
    def text(key: Key) -> str:
        return " ".join((render_outside_attempt(case, language, key) or "").split())

    decisions = {scene.id: scene.decision for scene in case.scenes.values() if scene.decision}
    return LanguageTexts(
        text("title") or None,
        {scene: text(f"{decision.key}.prompt") for scene, decision in decisions.items()},
        {
            scene: {part: text(f"{key}.text") for part, key in _options(decision)}
            for scene, decision in decisions.items()
        },
        _SEPARATORS.get(language, _SEPARATOR),
    )


def _options(decision: Decision) -> Iterator[tuple[str, Key]]:
    if decision.worded:
        yield from ((part, decision.part_key(part)) for part in decision.ids)
