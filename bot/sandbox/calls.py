"""One call of a Bot API method: what was asked, checked against what the method takes."""

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
    """A file that came along with a call."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What came over the wire, before anyone has looked at it."""

    method: str
    args: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose parameters exist and have the right types."""

    sandbox: "Sandbox"
    method: str
    args: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    @property
    def world(self) -> "World":
        """What the sandbox remembers."""
        return self.sandbox.world

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter that may be left out."""
        return self.args.get(name, default)


def checked(sandbox: "Sandbox", asked: Asked) -> Call:
    """The call, if the method exists and takes what it was given.

    Raises:
        Refusal: It does not.
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
        return declared[name].read(value)
    except ValueError as problem:
        if name == "reply_markup":
            reason = (
                refusals.MARKUP_NOT_JSON if isinstance(value, str) else refusals.MARKUP_NOT_OBJECT
            )
            raise refusals.bad(reason) from None
        raise refusals.ill_typed(name, str(problem)) from None


def _placed(declared: Mapping[str, schema.Parameter], name: str, file: Upload) -> Upload:
    # A file that is no parameter itself is one that `attach://` refers to.
    if name in declared and Kind.FILE not in declared[name].kinds:
        raise refusals.ill_typed(name, declared[name].wanted)
    return file
