"""`basira scenarios schema`: what editors are told is what the loader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from scenarios.document import ScenarioSpec
from scenarios.json_schema import ABOUT, about, scenario_schema, translation_schema
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.schema import Brick
from scenarios.yaml_source import Data, read
from tests.commands.calling import call
from tests.helpers import five_kinds_case, place_case, small_case
from tests.helpers.every_case import every_case
from tests.helpers.examples import examples
from tests.helpers.exhibits import EXHIBITS, EXHIBITS_ARABIC
from tests.rules.stories import Story, stories, written
from tests.rules.tales import tales

MAIN = Draft202012Validator(scenario_schema())
TRANSLATION = Draft202012Validator(translation_schema())


class _Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers, true and false; `yes` and 12:30 are words."""


_Core.yaml_implicit_resolvers = {}
for _tag, _form in (
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), None)


def seen(text: str) -> Any:
    """What an editor sees of a file; its keys are words."""
    return json.loads(json.dumps(yaml.load(text, Loader=_Core)))


def wrong(validator: Draft202012Validator, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def bricks() -> set[tuple[str, str]]:
    """Every class and key of the format."""
    named = {*scenario_schema()["$defs"], ScenarioSpec.__name__}
    every = (subclass for subclass in _subclasses(Brick) if subclass.__name__ in named)
    return {(kind.__name__, key) for kind in every for key in kind.model_fields}


def _subclasses(of: type[Brick]) -> Iterator[type[Brick]]:
    for subclass in of.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


# --- what loads is not marked


def test_both_are_schemas_of_the_draft() -> None:
    Draft202012Validator.check_schema(scenario_schema())
    Draft202012Validator.check_schema(translation_schema())


@every_case()
def editors_mark_nothing_in_a_case(case: Scenario) -> None:
    not_marked(case.files["scenario.yaml"], case.files["ar.yaml"])


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        (five_kinds_case.ENGLISH, five_kinds_case.ARABIC),
        (small_case.BASE, small_case.ARABIC),
        (place_case.PLACE, place_case.PLACE_ARABIC),
    ],
    ids=["five-ways", "night-desk", "place"],
)
def test_editors_mark_nothing_in_a_right_case(text: str, translation: str) -> None:
    not_marked(text, translation)


def test_a_scene_names_one_exhibit_or_up_to_three() -> None:
    """The greatest number of names in a list is no greatest number of letters."""
    one = EXHIBITS.replace("exhibit: [talk, roster]", "exhibit: roster")
    four = EXHIBITS.replace("exhibit: [talk, roster]", "exhibit: [talk, roster, plan, call]")
    assert EXHIBITS not in (one, four)

    not_marked(EXHIBITS, EXHIBITS_ARABIC)
    not_marked(one, EXHIBITS_ARABIC)
    assert wrong(MAIN, seen(four)) != []


def not_marked(text: str, translation: str) -> None:
    """With quotes, and without."""
    assert wrong(MAIN, seen(text)) == []
    assert wrong(MAIN, read("scenario.yaml", text.encode()).data) == []
    assert wrong(TRANSLATION, seen(translation)) == []


@given(stories())
@examples(30)
def test_generated_cases_are_not_marked(story: Story) -> None:
    assert wrong(MAIN, seen(written(story))) == []


@given(tales())
@examples(30)
def test_generated_cases_of_every_kind_are_not_marked(file: str) -> None:
    assert wrong(MAIN, seen(file)) == []
    assert wrong(MAIN, read("scenario.yaml", file.encode()).data) == []


SCALARS = st.sampled_from(
    ["0", "1", "3", "0.5", ".5", "07", "+2", "-1", "1.0", "true", "false", "yes", "no", "a-b",
     "٠.٥", "12:30", "picked(gate, ask)", "refer", "safe", "", "A text.", "999999", "[1, 2]",
     "[gate, lift]", "{recognise: 0.5}", "{go: lift}", "[{go: lift}]", "[{text: \"A\"}]", "[]"]
)  # fmt: skip


def _places(data: Data, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else ()
    for name, value in items:
        yield from _places(value, (*path, name))
    for index, value in enumerate(data if isinstance(data, list) else ()):
        yield from _places(value, (*path, index))


def _put(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The data with another value at a path."""
    inner = data = deepcopy(data)
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return data


FIVE_WAYS = read("scenario.yaml", five_kinds_case.ENGLISH.encode()).data
PLACES = list(_places(FIVE_WAYS))[1:]
# The texts of a case stand in quotes: lint wants them to, and so an editor may mark a plain number.
TEXTS = {"text", "title", "brief", "your_part", "short", "prompt", "feedback", "why", "answer",
         "critical", "stop", "steps", "objectives"}  # fmt: skip


@given(st.sampled_from(PLACES), SCALARS)
@examples(300)
def test_schema_accepts_every_loadable_file(path: tuple[str | int, ...], value: str) -> None:
    """Any value at any place: the schema is never stricter than the shape."""
    assume(not (path[-1] == "objectives" and "0.5" in value))  # a text that is a plain number
    is_text = TEXTS & {*map(str, path[-2:])} and value[:1] not in ("[", "{")
    quoted = json.dumps(value, ensure_ascii=False) if is_text else value or '""'
    as_strings = read("value.yaml", quoted.encode()).data
    try:
        ScenarioSpec.model_validate(_put(FIVE_WAYS, path, as_strings))
    except ValidationError:
        return
    assert wrong(MAIN, _put(seen(five_kinds_case.ENGLISH), path, seen(quoted))) == []
    assert wrong(MAIN, _put(seen(five_kinds_case.ENGLISH), path, as_strings)) == []


# --- what does not load is marked


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("level: foundation", "levle: foundation", "$"),
        ("level: foundation", "level: beginner", "$.level"),
        ("credit: 1\n          add", "crdit: 1\n          add", "choices.ask"),
        ("credit: {recognise: 0.5}", "credit: {recognize: 0.5}", "wave"),
        ("credit: {recognise: 0.5}", "credit: 1.5", "wave"),
        ("error: over-called", "error: overcalled", "accuse.error"),
        ("trust: {start: 1, min: 0", "trust: {start: 1, mim: 0", "variables.trust"),
        ("trust: {start: 1, min: 0, max: 3}", "trust: {min: 0, max: 3}", "variables.trust"),
        ("go: gone\n  lift", "go: Not an id\n  lift", "wave.go"),
        ("outcome: mixed", "outcome: middling", "doubt.outcome"),
        ("gender: f", "gender: x", "cast.guest.gender"),
        ("\n  lift:", "\n  The lift:", "$.scenes"),
    ],
)
def test_a_slip_is_marked_at_its_place(old: str, new: str, place: str) -> None:
    text = small_case.edited((old, new))

    assert load({"scenario.yaml": text.encode()}).scenario is None
    assert place in " ".join(wrong(MAIN, seen(text)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("feedback: ", "fedback: "), ("scenes:", "scense:"), ("text: ", "credit: 1\n    text: ")],
)
def test_a_slip_in_a_translation_is_marked(old: str, new: str) -> None:
    assert wrong(TRANSLATION, seen(small_case.ARABIC.replace(old, new, 1)))


# --- what it says


def test_every_key_has_a_sentence_and_every_sentence_a_key() -> None:
    """What a trainer reads on hover."""
    assert all(about(brick, key).endswith(".") for brick, key in bricks())
    keys = {name for brick, key in bricks() for name in (key, f"{brick}.{key}")}
    assert ABOUT.keys() - keys == set()


def test_schema_goes_to_stdout_and_hints_to_stderr() -> None:
    asked = call("scenarios", "schema")

    assert json.loads(asked.stdout) == scenario_schema()
    assert asked.stderr.endswith("# yaml-language-server: $schema=./scenario.schema.json\n")


def test_that_of_translations_is_written_to_a_file(somewhere: Path) -> None:
    asked = call("scenarios", "schema", "--translation", "--out", "ar.json")

    assert (asked.exit_code, asked.stdout) == (0, "ar.json\n")
    assert asked.stderr.endswith("$schema=./ar.json\n")
    assert json.loads((somewhere / "ar.json").read_text("utf-8")) == translation_schema()
    assert [file.name for file in somewhere.iterdir()] == ["ar.json"]


def test_unwritable_place_is_reported() -> None:
    asked = call("scenarios", "schema", "--out", "nowhere/x.json")

    assert asked.exit_code == 2
    assert "nowhere/x.json cannot be written: " in asked.stderr
