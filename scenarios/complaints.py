"""What pydantic found wrong, in words for an author and at its place in the file."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from scenarios.document import ScenarioSpec, SceneSpec
from scenarios.findings import did_you_mean
from scenarios.kinds import SPECS
from scenarios.kinds.choose import ChoiceSpec
from scenarios.schema import Brick, EndingSpec, SlotSpec, VariableSpec
from scenarios.source import Path, Source

_BRICKS: tuple[type[Brick], ...] = (
    ScenarioSpec,
    SceneSpec,
    EndingSpec,
    SlotSpec,
    VariableSpec,
    ChoiceSpec,
    *SPECS.values(),
)
_KEYS = frozenset(name for brick in _BRICKS for name in brick.model_fields)
_SHAPES = {
    "tuple_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
    "string_type": "a text",
}


def complain(source: Source, detail: ErrorDetails) -> None:
    """Note one of pydantic's errors as a finding of the file."""
    path: Path = tuple(part for part in detail["loc"] if part != "[key]")
    if any(path[:length] in source.blank for length in range(len(path) + 1)):
        return  # what was wrong there was said already
    name = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    context = detail.get("ctx", {})
    match kind := detail["type"]:
        case "extra_forbidden":
            source.find(
                "unknown-key", path, f"`{name}` is no key of the format.", did_you_mean(name, _KEYS)
            )
        case "missing":
            source.find("missing-key", path[:-1], f"`{name}` is missing.")
        case "literal_error":
            source.find("bad-value", path, f"`{name}` must be {context.get('expected')}.")
        case "string_pattern_mismatch" | "string_too_long":
            source.find(
                "bad-id",
                path,
                f"`{detail['input']}` is no id.",
                "Small letters, digits and hyphens, a letter first, and not too long.",
            )
        case "tuple_type" | "dict_type" | "model_type" | "string_type":
            source.find("bad-value", path, f"`{name}` must be {_SHAPES[kind]}.")
        case "too_short":
            source.find("bad-value", path, f"`{name}` needs at least {context.get('min_length')}.")
        case "string_too_short":
            source.find("empty-value", path, "There is no text here.")
        case "no_decimal":
            source.find("bad-value", path, f"`{name}` must be a number such as 1 or 0.5.")
        case _:
            reason = detail["msg"][:1].lower() + detail["msg"][1:]
            source.find("bad-value", path, f"`{name}` is not right: {reason}.")
