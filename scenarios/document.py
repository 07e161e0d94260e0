"""The shape of `scenario.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.kinds import SPECS, DecisionSpec
from scenarios.kinds.choose import ChooseSpec
from scenarios.model import Level
from scenarios.schema import Brick, EndingSpec, Id, Leads, SlotSpec, Text, VariableSpec


class SceneSpec(Brick):
    """A scene: a text, and either a decision of one kind or a lead on."""

    stop: Text | None = None
    text: Text | None = None
    choose: ChooseSpec | None = None
    go: Leads | None = None

    @property
    def kind(self) -> str | None:
        """The name of the decision's kind."""
        return next((name for name in SPECS if getattr(self, name) is not None), None)

    @property
    def decision(self) -> DecisionSpec | None:
        """The decision, whatever its kind."""
        spec: DecisionSpec | None = getattr(self, self.kind) if self.kind else None
        return spec


class ScenarioSpec(Brick):
    """A whole case."""

    format: Literal["1"]
    id: Id
    language: Literal["en", "ar"]
    title: Text
    track: Id
    level: Level
    truth: Literal[
        "trafficking",
        "probable-trafficking",
        "smuggling",
        "labour-dispute",
        "other-harm",
        "no-concern",
        "not-a-case",
    ]
    should_refer: Literal["refer", "do-not", "other-door"]
    your_part: Text
    hard: tuple[Id, ...] = ()
    brief: Text
    objectives: Annotated[dict[Id, Text], Field(min_length=1)]
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cast: dict[Id, SlotSpec] = {}
    variables: dict[Id, VariableSpec] = {}
    start: Id
    scenes: Annotated[dict[Id, SceneSpec], Field(min_length=1)]
    endings: Annotated[dict[Id, EndingSpec], Field(min_length=1)]
