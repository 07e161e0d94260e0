"""Programmes: ordered cases with pass marks, and a guide for classroom sessions.

A programme is one file in this folder, with every text in both languages: the
trainer prints the language of the class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints, ValidationError, model_validator

from scenarios.languages import DEFAULT, LANGUAGES
from scenarios.schema import Brick, Id, LocalizedText, collect_languages
from scenarios.yaml_source import read

Line = Annotated[str, StringConstraints(min_length=1, max_length=1_200)]
Percent = Annotated[int, Field(ge=1, le=100)]
Minutes = Annotated[int, Field(ge=1, le=120)]
Months = Annotated[int, Field(ge=1, le=60)]


class Points(Brick):
    """Short texts by language, equally many in each."""

    texts: dict[str, Annotated[tuple[Line, ...], Field(min_length=1)]]

    @model_validator(mode="before")
    @classmethod
    def _collect(cls, data: object) -> object:
        return collect_languages(data)

    @model_validator(mode="after")
    def _alike(self) -> Points:
        if len({len(points) for points in self.texts.values()}) > 1:
            counts = (
                f"{len(points)} points in {LANGUAGES[code].english}"
                for code, points in self.texts.items()
            )
            raise ValueError(", ".join(counts))
        return self

    def in_(self, language: str) -> tuple[str, ...]:
        """The texts in a language, or in the default one where they are missing."""
        return self.texts.get(language) or self.texts[DEFAULT]


class Step(Brick):
    """A case of a programme, and its pass mark in percent; without one, playing it is enough."""

    scenario: Id
    pass_mark: Percent | None = Field(default=None, alias="pass")


class Tests(Brick):
    """Parallel forms: before the programme, after it, and some months later."""

    before: Id
    after: Id
    delayed: Id
    months: Annotated[int, Field(ge=1, le=24)]

    @property
    def forms(self) -> tuple[str, str, str]:
        return self.before, self.after, self.delayed


class Criterion(Brick):
    """A criterion for assessing a session, and its evidence."""

    id: Id
    title: LocalizedText
    evidence: LocalizedText


class Part(Brick):
    title: LocalizedText
    minutes: Minutes
    does: LocalizedText
    asks: Points
    watch: Points


class Guide(Brick):
    """A guide for running the session."""

    prepare: Points
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    close: LocalizedText

    @property
    def minutes(self) -> int:
        """The duration of the session."""
        return sum(part.minutes for part in self.parts)


class Programme(Brick):
    """An ordered set of cases that ends in a certificate."""

    id: Id
    track: Id | None = None
    level: Literal["foundation", "practitioner", "trainer"]
    title: LocalizedText
    about: LocalizedText
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    holds: Months = 12  # validity of the certificate
    tests: Tests | None = None
    rubric: tuple[Criterion, ...] = ()
    guide: Guide

    def cases(self) -> Iterator[str]:
        yield from (step.scenario for step in self.steps)
        if self.tests is not None:
            yield from self.tests.forms

    @model_validator(mode="after")
    def _trainers_are_tested(self) -> Programme:
        if self.level == "trainer" and self.tests is None:
            raise ValueError("a programme for trainers names the test that they take again later")
        return self


Programmes: TypeAlias = Mapping[str, Programme]


@cache
def programmes() -> Programmes:
    """The programmes of this release by id, in order of their files.

    Raises:
        ValueError: A file is invalid; the message says where and why.
    """
    folder = files("scenarios.programmes")
    found = sorted(path.name for path in folder.iterdir() if path.name.endswith(".yaml"))
    made = (programme(name, (folder / name).read_bytes()) for name in found)
    return {course.id: course for course in made}


def programme(file: str, raw: bytes) -> Programme:
    """Parse a programme.

    Args:
        file: The file name: the programme's id with `.yaml`.
        raw: Its content.

    Raises:
        ValueError: The file is invalid; the message says where and why.
    """
    source = read(file, raw)
    if source.findings:
        raise ValueError("\n".join(str(finding) for finding in source.findings))
    try:
        made = Programme.model_validate(source.data)
    except ValidationError as error:
        raise ValueError(f"{file}: {error}") from error
    if file != f"{made.id}.yaml":
        raise ValueError(f"{file}: its id is `{made.id}`")
    return made
