"""A scenario with one of its translations, complete or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from scenarios.document import ScenarioSpec
from scenarios.languages import LANGUAGES, REQUIRED
from scenarios.loader import SCENARIO
from scenarios.model import Key
from scenarios.scope import path_of
from scenarios.texts import split
from scenarios.translation import Status, lock_name, parse_lock, statuses, texts_in
from scenarios.yaml_source import Source, read


class InvalidPair(Exception):
    """A file cannot be parsed, so its texts are unknown; the message says which."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The texts of both languages. Names of the cast count as texts: `cast.guest`."""

    scenario: str
    own: str  # the language of the original
    language: str
    original: Mapping[Key, tuple[str, ...]]  # in file order
    conditions: Mapping[Key, tuple[str | None, ...]]
    genders: Mapping[str, str]  # `f` or `m` for each slot of the cast
    translation: Mapping[Key, tuple[str, ...]]
    lock: Mapping[Key, str]
    main: str  # the content of scenario.yaml
    file: str  # and of the translation
    places: Source
    source: Source

    @property
    def statuses(self) -> dict[Key, Status]:
        return statuses(self.original, self.translation, self.lock)


def languages_of(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The languages a scenario is to be translated to, and those it has been translated to.

    Raises:
        Unpaired: The scenario is invalid.
    """
    own = _spec(read(SCENARIO, files.get(SCENARIO, b""))).language
    return tuple(
        language
        for language in LANGUAGES
        if language != own and (language in REQUIRED or f"{language}.yaml" in files)
    )


def pair(files: Mapping[str, bytes], language: str) -> Pair:
    """Load a scenario with a translation.

    Args:
        files: The content of its files by name. The translation and its lock may be missing.
        language: The language of the translation.

    Raises:
        Unpaired: A file is invalid.
    """
    main, name = read(SCENARIO, files.get(SCENARIO, b"")), f"{language}.yaml"
    spec = _spec(main)
    source = read(name, files[name]) if name in files else Source(name, {})
    if not isinstance(source.data, dict):
        raise InvalidPair(f"`{name}` cannot be read; `basira scenarios lint` says why.")
    parted = split(spec).texts
    texts = {key: tuple(wording.text for wording in wordings) for key, wordings in parted.items()}
    texts |= {
        f"cast.{slot}": slot_spec.name for slot, slot_spec in spec.cast.items() if slot_spec.name
    }
    return Pair(
        spec.id,
        spec.language,
        language,
        {key: texts[key] for key in sorted(texts, key=lambda key: main.at(path_of(key)))},
        {key: tuple(wording.when for wording in wordings) for key, wordings in parted.items()},
        {slot: slot_spec.gender for slot, slot_spec in spec.cast.items()},
        {full_key(key, texts): row for key, row in texts_in(source.data).items()},
        parse_lock(files.get(lock_name(language), b"")),
        files[SCENARIO].decode("utf-8-sig", "replace"),
        files.get(name, b"").decode("utf-8-sig", "replace"),
        main,
        source,
    )


def full_key(key: Key, known: Mapping[Key, object]) -> Key:
    """The full key of a translation's text; a part may be just its text."""
    return f"{key}.text" if key not in known and f"{key}.text" in known else key


def _spec(main: Source) -> ScenarioSpec:
    try:
        return ScenarioSpec.model_validate(main.data)
    except ValidationError:
        raise InvalidPair(
            f"`{SCENARIO}` has mistakes; `basira scenarios lint` tells them."
        ) from None
