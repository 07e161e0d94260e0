"""The format as JSON Schema, for completion, explanations and checks in editors.

It is generated from the pydantic models, so it cannot fall behind them. It covers only structure,
and errs on the permissive side: whatever loads is valid. Editors see
numbers and booleans where the loader sees strings, so both are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from scenarios.catalogue import catalogue
from scenarios.document import ScenarioSpec
from scenarios.kinds import KINDS
from scenarios.languages import LANGUAGES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/"
_WORDING = {"$ref": f"{_REF}VariantSpec"}
_WHOLE = r"^\s*[-+]?[0-9]+(_[0-9]+)*(\.0+)?\s*$"  # an integer in quotes


def scenario_schema() -> dict[str, Any]:
    """The schema of `scenario.yaml`."""
    schema = ScenarioSpec.model_json_schema(schema_generator=_Generator)
    _tidy(schema)
    bricks = schema.pop("$defs")
    _explain("ScenarioSpec", schema)
    for name, brick in bricks.items():
        _explain(name, brick)
    bricks["VariableSpec"]["oneOf"] = [{"required": ["start"]}, {"required": ["fact"]}]
    return {"$schema": DRAFT, "title": "A scenario of Basira", **schema, "$defs": bricks}


def translation_schema() -> dict[str, Any]:
    """The schema of a translation file, such as `ar.yaml`: the paths of texts, all optional."""
    whole = scenario_schema()
    pruned = _Pruned(whole["$defs"])
    properties = {
        "language": {"enum": list(LANGUAGES), "description": "The language of this file."},
        "of": {"type": "string", "description": "The id of the scenario, for people."},
        **pruned.properties(whole["properties"]),
        "cast": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "The names of each part, as many as in the scenario.",
        },
    }
    return {
        "$schema": DRAFT,
        "title": "A translation of a scenario of Basira",
        "description": "The same keys as in `scenario.yaml`, and texts alone.",
        "type": "object",
        "properties": properties,
        "required": ["language"],
        "additionalProperties": False,
        "$defs": pruned.bricks(),
    }


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, adapted to files in which every scalar may be quoted or not."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Optional keys are omitted: the format has no `null`."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Editors would offer to insert the defaults, which are all empty."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """A key needs no title."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Omit docstrings and class names, which are for programmers."""
        made = super().model_schema(schema)
        return {name: entry for name, entry in made.items() if name not in ("title", "description")}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Texts are quoted; other strings may look like numbers or booleans."""
        made = super().str_schema(schema)
        if "pattern" in made:
            made["pattern"] = made["pattern"].replace(r"\Z", "$")  # in JavaScript syntax
            made["type"] = ["string", "boolean"]  # a scene may be called `true`
        elif "minLength" not in made:
            made["type"] = ["string", "number", "boolean"]
        return made

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """An integer, quoted or not."""
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": _WHOLE}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """One of a few words; digits may be unquoted."""
        words = [str(entry) for entry in schema["expected"]]
        digits = [int(word) for word in words if word.isdecimal()]
        return {"enum": [*words, *digits]} if digits else {"type": "string", "enum": words}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """All keys follow the rule for ids, which pydantic exports for some only."""
        made = super().dict_schema(schema)
        for pattern, inner in made.pop("patternProperties", {}).items():
            names = {**made.get("propertyNames", {}), "pattern": pattern.replace(r"\Z", "$")}
            made |= {"propertyNames": names, "additionalProperties": inner}
        return made


def _tidy(schema: Any) -> None:
    """Undo pydantic applying the length of a list to the alternative string."""
    if isinstance(schema, dict):
        if "anyOf" in schema:
            for length in ("minLength", "maxLength"):
                schema.pop(length, None)
        for entry in schema.values():
            _tidy(entry)
    elif isinstance(schema, list):
        for entry in schema:
            _tidy(entry)


def _explain(brick: str, schema: dict[str, Any]) -> None:
    """Add a description to every key, and the catalogue's ids where they are expected."""
    for name, field in schema["properties"].items():
        field["description"] = about(brick, name)
        if name in _NAMED:
            field.get("items", field)["examples"] = sorted(_known(brick, name))


def _known(brick: str, name: str) -> Iterable[str]:
    """The ids of the catalogue that a key names."""
    if (brick, name) == ("VariableSpec", "fact"):
        return catalogue().settings
    return catalogue().indicators if _NAMED[name] == "indicator" else catalogue().sources


def about(brick: str, name: str) -> str:
    """The description of a key; keys of the same name mostly share one.

    Args:
        brick: The class of its mapping.
        name: The key.
    """
    return ABOUT.get(f"{brick}.{name}") or ABOUT[name]


class _Pruned:
    """Reduces a schema to texts, all optional."""

    def __init__(self, bricks: Mapping[str, Any]) -> None:
        self._bricks = bricks
        self._met: dict[str, Any] = {}

    def properties(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """The keys with texts at any depth."""
        return {
            name: {**self._texts(entry), "description": entry["description"]}
            for name, entry in properties.items()
            if self._has_text(entry, frozenset())
        }

    def bricks(self) -> dict[str, Any]:
        """The definitions that `properties` refers to."""
        return {**self._met, "Text": _TEXT}

    def _has_text(self, schema: Any, above: frozenset[str]) -> bool:
        if schema == _WORDING:
            return True
        if isinstance(schema, dict):
            name = _named(schema)
            if name and name not in above:
                return self._has_text(self._bricks[name], above | {name})
            return any(self._has_text(entry, above) for entry in schema.values())
        return isinstance(schema, list) and any(self._has_text(entry, above) for entry in schema)

    def _texts(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if name := _named(schema):
            return self._brick(name)
        ways = schema.get("anyOf", [])
        if any(way.get("items") == _WORDING for way in ways):
            return {"$ref": f"{_REF}Text"}
        if ways:
            return {"anyOf": [self._texts(way) if _named(way) else way for way in ways]}
        if "items" in schema:  # there, list items are keyed by name: `private-listen`
            return {"type": "object", "additionalProperties": self._texts(schema["items"])}
        names = {key: schema[key] for key in ("propertyNames",) if key in schema}
        inner = self._texts(schema["additionalProperties"])
        return {"type": "object", **names, "additionalProperties": inner}

    def _brick(self, name: str) -> dict[str, Any]:
        if name not in self._met:
            self._met[name] = {}  # recursive definitions are not expanded again
            self._met[name] = {
                "type": "object",
                "properties": self.properties(self._bricks[name]["properties"]),
                "additionalProperties": False,
            }
        return {"$ref": f"{_REF}{name}"}


def _named(schema: Mapping[str, Any]) -> str | None:
    ref = schema.get("$ref")
    return ref.removeprefix(_REF) if isinstance(ref, str) else None


_PLAIN = {"type": "string", "minLength": 1}
_TEXT = {
    "anyOf": [
        _PLAIN,
        {
            "type": "array",
            "minItems": 1,
            "items": {
                "anyOf": [
                    _PLAIN,
                    {
                        "type": "object",
                        "properties": {"text": _PLAIN},
                        "required": ["text"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    ]
}
_NAMED = {
    "indicators": "indicator",
    "signs": "indicator",
    "sign": "indicator",
    "sources": "source",
    "fact": "source",
}


ABOUT = {
    "format": "The version of this format: 1.",
    "id": "The name of the case for machines, and of its folder: small letters, digits, hyphens.",
    "language": "The language of this file: `en` or `ar`. Another language has a file of its own.",
    "title": "A place or a moment, such as “Clinic counter, 09:15”. It gives nothing away.",
    "track": "For whom it is, such as `airports`, `health` or `hotels`.",
    "level": "`foundation` has three choices and shows reasons at once; the others have four.",
    "use": "`practice`; `worked` where a colleague thinks aloud; `test` for what is assigned.",
    "truth": "What it really is. It is told at the end only.",
    "should_refer": "Whether it should be passed on: `refer`, `do-not`, or to another office.",
    "FormSpec.should_refer": "Likewise of this form, where it is not what its sort suggests.",
    "your_part": "Where the learner works: a place, not a person, so that it has no gender.",
    "hard": "What may be hard to read, such as `threats`; shown before the case to who asks.",
    "brief": "What is told before the story begins. It does not give the case away.",
    "objectives": "What can be learned here: a name and a sentence for each.",
    "indicators": "The signs of the catalogue that stand in this case.",
    "sources": "The sources of the catalogue on which this rests.",
    "cast": "The people of the story. Write `{name}` in a text where their name goes.",
    "variables": "What the story remembers: numbers that count, and truths.",
    "exhibits": "What is shown beside scenes: chats, documents, pictures, voices.",
    "exhibit": "The exhibit that is shown before this scene, or a list of up to three.",
    "caption": "One sentence below the exhibit.",
    "chat": "A chat on a phone; the program draws it.",
    "document": "A sheet of paper with paragraphs, a table, or both; the program draws it.",
    "picture": "An SVG or PNG file in the folder `media`.",
    "voice": "An Ogg Opus file in the folder `media`.",
    "people": "Who writes in this chat: an id and a name for each.",
    "owner": "Whose phone it is; their messages stand on the other side.",
    "messages": "The messages, each with an id.",
    "by": "Who writes it: an id of `people`.",
    "at": "When it was written, such as `21:04`.",
    "heading": "What stands above all.",
    "paragraphs": "The paragraphs, each with an id.",
    "columns": "The head of the table, with `|` between its cells.",
    "rows": "The rows of the table, each with an id, and with `|` between cells.",
    "foot": "What stands below all.",
    "file": "The name of the file, or one for each language.",
    "transcript": "The same in words, for who sees or hears nothing.",
    "scenes": "The story, scene by scene: each is a decision, or a passage that leads on.",
    "endings": "Where the story can end.",
    "ScenarioSpec.start": "The scene with which it begins.",
    "VariableSpec.start": "Its value at the beginning: a number, `true` or `false`.",
    "VariableSpec.fact": "A local fact with values, in place of `start`: `duty-to-report`.",
    "min": "The least it can be; it stops there. Left out: 0.",
    "max": "The most it can be; it stops there. Left out: 9.",
    "gender": "`f` or `m`. It does not change with the name.",
    "role": "`concerned`: whom the worry is about; `suspected`: who may control them; or a helper.",
    "age": "`child` for somebody under 18.",
    "name": "The names to draw from. All parts have the same number; one draw is for all of them.",
    "draw": "`apart`: its name is drawn for itself, and not with the others.",
    "stop": "One sentence that sums up, shown before this scene with a button to go on.",
    "SceneSpec.text": "What happens. In quotes, or after `|`; it may depend on conditions.",
    "recall": "Brings a `choose` back some days later, in up to three forms.",
    "go": "Where the story goes: a scene or an ending, or a list whose last line has no `when`.",
    "LeadSpec.go": "The scene or ending that this line leads to.",
    "when": "A condition in quotes, such as “trust >= 2 and not alone” or “picked(gate, ask)”.",
    "prompt": "The question.",
    "worth": "The points that full credit earns: `{recognise: 2, protect: 1}`.",
    "seconds": "A time limit of 10 to 600 seconds; it goes with `timeout`.",
    "timeout": "What comes when the time has run out.",
    "text": "The words. In quotes, or after `|`; a list where they depend on conditions.",
    "short": "The same in 1 to 4 words and at most 24 characters: it stands on the button.",
    "credit": "How right it is: from 0 to 1, or one number for each competency.",
    "feedback": "What happens next, told at once.",
    "why": "The reason, in one or two sentences.",
    "critical": "This could endanger someone. Say how; no points buy it back. Needs an `error`.",
    "error": "The sort of error: `missed`, `over-called` or `unsafe`.",
    "signs": "The signs of the catalogue that show here.",
    "add": "What counts up or down: `{trust: 1}`.",
    "set": "What gets a value: `{alone: true}`.",
    "bands": "What comes after a good, a middling and a poor answer.",
    "FormSpec.text": "The situation, in a few words and without names of the cast.",
    "FormSpec.choices": "Choices of its own; without them `same-move` takes those of the decision.",
    "outcome": "How it ends: `safe`, `mixed` or `harmful`.",
    "EndingSpec.text": "What the acts have led to; nobody is told that they failed.",
    "fact": "A source of the catalogue that tells how things really are.",
    "after": "What helps after this ending.",
    "worked": "The id of a worked example, offered at once.",
    "parallel": "The id of a like case, offered two days later.",
    **{key: text for kind in KINDS.values() for key, text in kind.about.items()},
}
