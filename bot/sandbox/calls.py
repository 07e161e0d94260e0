"""One call of a Bot API method, validated against the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox import refusals, schema
from bot.sandbox.schema import Kind

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox
    from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RawCall:
    """A call as received, before validation."""

    method: str
    args: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A call with known parameters of the right types."""

    sandbox: "Sandbox"
    method: str
    args: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    @property
    def world(self) -> "World":
        """The state of the sandbox."""
        return self.sandbox.world

    def get(self, name: str, default: Any = None) -> Any:
        """An optional parameter."""
        return self.args.get(name, default)


def checked(sandbox: "Sandbox", asked: RawCall) -> Call:
    """Validate a call.

    Raises:
        Refusal: The method or a parameter does not exist, or a value is invalid.
    """
    method = schema.method_named(asked.method)
    if method is None:
        raise refusals.no_method()
    declared = schema.parameters(method)
    args = {name: _read(declared, name, value) for name, value in asked.args.items()}
    uploads = {name: _placed(declared, name, file) for name, file in asked.uploads.items()}
    for parameter in declared.values():
        if parameter.required and parameter.name not in args and parameter.name not in uploads:
            raise refusals.missing(parameter.name)
    return Call(sandbox, method, args, uploads)


def _read(declared: Mapping[str, schema.Parameter], name: str, value: object) -> object:
    if name not in declared:
        raise refusals.unknown_parameter(name)
    try:
        given = declared[name].read(value)
    except ValueError as problem:
        if name == "reply_markup":
            reason = (
                refusals.MARKUP_NOT_JSON if isinstance(value, str) else refusals.MARKUP_NOT_OBJECT
            )
            raise refusals.bad(reason) from None
        raise refusals.ill_typed(name, str(problem)) from None
    if unknown := declared[name].unknown_field(given):
        raise refusals.unknown_field(name, unknown)
    return given


def _placed(declared: Mapping[str, schema.Parameter], name: str, file: Upload) -> Upload:
    # A file that is no parameter itself is one that `attach://` refers to.
    if name in declared and Kind.FILE not in declared[name].kinds:
        raise refusals.ill_typed(name, declared[name].wanted)
    return file
