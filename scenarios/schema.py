"""Elements of the file format: texts, leads, credits and others.

All scalars arrive as strings (see `yaml_source`). Alternative spellings are normalised
before pydantic validates them, so that error messages are specific and paths correct.
"""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scenarios import limits
from scenarios.languages import LANGUAGES, REQUIRED, localized
from scenarios.model import COMPETENCIES, Competency, Error, Role
from scenarios.yaml_source import fold

_ID = r"^[a-z][a-z0-9-]*\Z"
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=limits.ID_LENGTH)]
ChoiceId = Annotated[str, StringConstraints(pattern=_ID, max_length=limits.CHOICE_ID_LENGTH)]
ShouldRefer = Literal["refer", "do-not", "other-door"]
Number = Annotated[int, Field(ge=-limits.NUMBER, le=limits.NUMBER)]


def _folded(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


class Brick(BaseModel):
    """A mapping without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, regex_engine="python-re")

    def name_in(self, place: int) -> str:
        """Its name in keys of texts, for an item of a list."""
        return str(place)


class NamedSpec(Brick):
    """A list item named by its content instead of its index."""

    @property
    @abstractmethod
    def title(self) -> str:
        """Its display name."""


_Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1_200)]


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        expected = " or ".join(f"'{known}'" for known in LANGUAGES)
        raise PydanticCustomError(
            "literal_error", "Input should be {expected}", {"expected": expected}
        )
    return code


LanguageCode = Annotated[str, AfterValidator(_known_language)]


class LocalizedText(Brick):
    """A text written by language, `en: …` beside `ar: …`, in every required language at least."""

    texts: dict[str, _Sentence]

    @model_validator(mode="before")
    @classmethod
    def _collect(cls, data: object) -> object:
        return collect_languages(data)

    def in_(self, language: str) -> str:
        """The text in a language, or in the default one where it is missing."""
        return localized(self.texts, language)


def collect_languages(data: object) -> object:
    """A mapping with what it has by language moved into its `texts`.

    Raises:
        ValueError: A required language is missing.
    """
    if not isinstance(data, dict):
        return data
    missing = [code for code in REQUIRED if code not in data]
    if missing:
        raise ValueError(f"texts are missing in: {', '.join(missing)}")
    rest = {key: value for key, value in data.items() if key not in LANGUAGES}
    return {**rest, "texts": {code: data[code] for code in LANGUAGES if code in data}}


class VariantSpec(Brick):
    """A wording: `{when: "…", text: "…"}`."""

    when: str | None = None
    text: Annotated[str, StringConstraints(min_length=1), BeforeValidator(_folded)]


class LeadSpec(Brick):
    """A line of a `go` list: `{when: "…", go: scene}`."""

    when: str | None = None
    go: Id


def _variants(value: Any) -> Any:
    return [{"text": value}] if isinstance(value, str) else value


def _leads(value: Any) -> Any:
    return [{"go": value}] if isinstance(value, str) else value


def _credit(value: Any) -> Any:
    return dict.fromkeys(COMPETENCIES, value) if isinstance(value, str) else value


def _decimal(value: Any) -> Any:
    # By default pydantic accepts `1/3` and `1e99` as well.
    if isinstance(value, str) and not _is_decimal(value):
        raise PydanticCustomError("no_decimal", "no decimal number")
    return _fraction(value) if isinstance(value, str) else value


@lru_cache(maxsize=256)  # the same few values occur everywhere
def _fraction(value: str) -> Fraction:
    return Fraction(value)


def _is_decimal(value: str) -> bool:
    whole, _, part = value.partition(".")
    return (whole + part).isdecimal() and len(value) <= 6 and (not part or part.isdecimal())


def _points(most: int) -> WithJsonSchema:
    """The JSON schema of a number of points: a number, or digits in quotes."""
    digits = "[0-9٠-٩۰-۹]*"
    return WithJsonSchema(
        {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": most,
            "pattern": rf"^{digits}\.?{digits}$",
        }
    )


# Input types accompany the parsed ones, for the JSON schema.
_Written = Annotated[str, StringConstraints(min_length=1)]
_Wordings = Annotated[tuple[VariantSpec, ...], Field(min_length=1)]
_Lines = Annotated[tuple[LeadSpec, ...], Field(min_length=1)]
Text = Annotated[
    tuple[VariantSpec, ...],
    BeforeValidator(_variants, json_schema_input_type=_Written | _Wordings),
    Field(min_length=1),
]
Leads = Annotated[
    tuple[LeadSpec, ...],
    BeforeValidator(_leads, json_schema_input_type=Id | _Lines),
    Field(min_length=1),
]
Decimal = Annotated[Fraction, BeforeValidator(_decimal)]
Share = Annotated[Decimal, Field(ge=0, le=1), _points(1)]
Credit = Annotated[
    dict[Competency, Share],
    BeforeValidator(_credit, json_schema_input_type=Share | dict[Competency, Share]),
]
Worth = dict[Competency, Annotated[Decimal, Field(ge=0, le=10), _points(10)]]


class Remark(Brick):
    """Feedback texts of a choice."""

    feedback: Text | None = None
    why: Text | None = None
    critical: Text | None = None
    error: Error | None = None
    sources: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


class Consequence(Remark):
    """Consequences of a choice, a band or a question."""

    add: dict[Id, Number] = {}
    set: dict[Id, str] = {}
    go: Leads | None = None


class VariableSpec(Brick):
    """A variable: `{start: 2, min: 0, max: 5}`, `{start: false}` or `{fact: duty-to-report}`."""

    start: str | None = None
    fact: Id | None = None
    min: Number | None = None
    max: Number | None = None


class SlotSpec(Brick):
    """A role in the cast."""

    gender: Literal["f", "m"]
    role: Role | None = None
    age: Literal["child"] | None = None
    name: tuple[str, ...] = ()
    draw: Literal["apart"] | None = None


class AfterSpec(Brick):
    """Follow-up of an ending: a worked example now, a similar case two days later."""

    worked: Id | None = None
    parallel: Id | None = None


class EndingSpec(Brick):
    """A final scene."""

    outcome: Literal["safe", "mixed", "harmful"]
    text: Text
    signs: tuple[str, ...] = ()
    fact: str | None = None
    after: AfterSpec | None = None
