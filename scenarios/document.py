"""The schema of `scenario.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model

from scenarios import limits
from scenarios.exhibits import ExhibitSpec
from scenarios.kinds import KINDS
from scenarios.kinds.base import DecisionSpec
from scenarios.model import Form, Level, Use
from scenarios.recall import FormSpec
from scenarios.schema import (
    Brick,
    EndingSpec,
    Id,
    LanguageCode,
    Leads,
    ShouldRefer,
    SlotSpec,
    Text,
    VariableSpec,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Ids = Annotated[tuple[Id, ...], Field(min_length=1, max_length=limits.EXHIBITS_SHOWN)]
ExhibitIds = Annotated[
    tuple[Id, ...],
    BeforeValidator(_listed, json_schema_input_type=Id | _Ids),
    Field(min_length=1, max_length=limits.EXHIBITS_SHOWN),
]


class _SceneText(Brick):
    stop: Text | None = None
    exhibit: ExhibitIds = ()
    text: Text | None = None


if TYPE_CHECKING:
    _Asked = _SceneText
else:  # with a field for each kind
    _fields: dict[str, Any] = {name: (kind.spec | None, None) for name, kind in KINDS.items()}
    _Asked = create_model("_Asked", __base__=_SceneText, **_fields)


class SceneSpec(_Asked):
    """A scene: a text, and either a decision or a lead."""

    recall: dict[Form, FormSpec] = {}
    go: Leads | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of decision present; at most one is valid."""
        return tuple(name for name in KINDS if getattr(self, name) is not None)

    @property
    def kind(self) -> str | None:
        return next(iter(self.kinds), None)

    @property
    def decision(self) -> DecisionSpec | None:
        spec: DecisionSpec | None = getattr(self, self.kind) if self.kind else None
        return spec


class ScenarioSpec(Brick):
    format: Literal["1"]
    id: Id
    language: LanguageCode
    title: Text
    track: Id
    level: Level
    use: Use = "practice"
    truth: Literal[
        "trafficking",
        "probable-trafficking",
        "smuggling",
        "labour-dispute",
        "other-harm",
        "no-concern",
        "not-a-case",
    ]
    should_refer: ShouldRefer
    your_part: Text
    hard: tuple[Id, ...] = ()
    brief: Text
    objectives: Annotated[dict[Id, Text], Field(min_length=1)]
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cast: dict[Id, SlotSpec] = {}
    variables: Annotated[dict[Id, VariableSpec], Field(max_length=limits.VARIABLES)] = {}
    exhibits: Annotated[dict[Id, ExhibitSpec], Field(max_length=limits.EXHIBITS)] = {}
    start: Id
    scenes: Annotated[dict[Id, SceneSpec], Field(min_length=1, max_length=limits.SCENES)]
    endings: Annotated[dict[Id, EndingSpec], Field(min_length=1, max_length=limits.SCENES)]
