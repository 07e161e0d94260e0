"""Routes: what buttons, commands, typed answers and files lead to, declared once each.

A handler is a plain function whose first parameter is its context. The annotations of the
others are the codec of the 64 bytes that a button carries (see `codec`)::

    @tap("ny", right=Right.KEEP_AGENCY, writes=True)
    def close_agency(ctx: Context, agency_id: Id) -> Screen:
        agencies.close(ctx.conn, ctx.request, agency_id)
        return agency_page(ctx, agency_id)

The function's name is the route's: it is unique, it is what the audit log records, and modules
that would import each other in a circle name it as a string in `button`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import cached_property
from importlib import import_module
from inspect import Parameter
from types import ModuleType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, get_type_hints, overload

from bot.app.access.rights import Right
from bot.chat.kit.context import AsyncPublicContext, BaseContext, PublicContext
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.screen import Button
from bot.fields import MAX_BYTES, VERSION, Field

Handler = Callable[..., Any]
F = TypeVar("F", bound=Handler)
C = TypeVar("C", bound=BaseContext | PublicContext | AsyncPublicContext)
P = ParamSpec("P")


class RouteKind(StrEnum):
    """The kind of a route."""

    TAP = auto()
    COMMAND = auto()
    ANSWER = auto()  # a typed message that answers a question
    UPLOAD = auto()  # a file that answers a question


@dataclass(frozen=True)
class Route:
    """A handler and its route."""

    kind: RouteKind
    key: str
    """A tap's code, a command's name, a question's name."""
    handler: Handler
    right: Right | None = None
    """The right without which nobody reaches the handler. Whether someone has it for the very
    object that they name is checked by the use case."""
    writes: bool = False
    place: ScreenPlacement = ScreenPlacement.SAME
    before_consent: bool = False
    """Whether someone may use it who has not accepted the current notice."""
    public: bool = False
    """Whether accounts reach it that nobody has registered. Its handler takes a `PublicContext` or
    an `AsyncPublicContext`; nothing that it does is recorded in the audit log. Registered people
    must have accepted the current notice nevertheless, unless `before_consent` is set."""
    again: str = ""
    """Of a question: the button's route that asks it again, where something came that cannot be
    its answer."""
    anytime: bool = False
    """Of files: whether they are taken whatever the person was asked; the question stands."""
    answers_anything: bool = False
    """Of a question: whether its handler is called with an empty text in that case."""

    @property
    def name(self) -> str:
        """Unique among the routes of a kind."""
        return self.handler.__name__

    @cached_property
    def is_async(self) -> bool:
        """Whether its handler opens its own transactions."""
        return inspect.iscoroutinefunction(self.handler)

    @property
    def ends_question(self) -> bool:
        """Whether the person's question is answered once its handler returns."""
        return self.kind in (RouteKind.ANSWER, RouteKind.UPLOAD) and not self.anytime

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The codec of each parameter that a button or a question carries."""
        hints = get_type_hints(self.handler, include_extras=True)
        return {name: _field(hints[name], f"{self.name}({name})") for name in self._parameters}

    @cached_property
    def required(self) -> int:
        """The number of required fields; older buttons lack those with a default."""
        return sum(each.default is each.empty for each in self._parameters.values())

    @cached_property
    def _parameters(self) -> Mapping[str, Parameter]:
        """Without the context, and without the text or the file that answers a question."""
        injected = {
            RouteKind.TAP: 1,
            RouteKind.COMMAND: 2,
            RouteKind.ANSWER: 2,
            RouteKind.UPLOAD: 2,
        }[self.kind]
        found = inspect.signature(self.handler).parameters
        return dict(list(found.items())[injected:])

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        parameters = self._parameters.values()
        return {each.name: each.default for each in parameters if each.default is not each.empty}

    def bound(self, *values: Any, **named: Any) -> tuple[Any, ...]:
        """The values of all fields, in order, given as in a call of the handler.

        Without `inspect.Signature.bind`, which takes five times as long, for each button.
        """
        if len(values) == len(self._parameters) and not named:
            return values
        arguments = {**self._defaults, **named}
        rest = tuple(self._parameters)[len(values) :]
        if (
            len(values) > len(self._parameters)
            or named.keys() - set(rest)
            or set(rest) - arguments.keys()
        ):
            raise TypeError(f"{self.name} does not take {values} and {named}")
        return (*values, *(arguments[name] for name in rest))

    def encode(self, values: Sequence[Any]) -> str:
        """The values as texts between colons."""
        pairs = zip(self.fields.values(), values, strict=True)
        return ":".join(field.encode(value) for field, value in pairs)

    def decode(self, text: str | None) -> tuple[Any, ...] | None:
        """The values of a text; None where the fields do not match.

        Without a text all fields have their defaults; an empty text is that of one empty field.
        """
        fields = tuple(self.fields.values())
        texts = [] if text is None else text.split(":", len(fields) - 1)
        if not self.required <= len(texts) <= len(fields):
            return None
        pairs = list(zip(fields, texts, strict=False))
        if not all(field.pattern.fullmatch(each) for field, each in pairs):
            return None
        return self.bound(*(field.decode(each) for field, each in pairs))


def _field(hint: Any, what: str) -> Field:
    found = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Field)]
    assert found, f"no codec for {what}"
    return found[0]


_declared: Final[dict[tuple[RouteKind, str], Route]] = {}  # by kind and name


def _named(kind: RouteKind, name: str) -> Route:
    """The route of a handler.

    Raises:
        KeyError: There is none of that name.
    """
    if (kind, name) not in _declared:  # its module was not needed before
        import_module("bot.chat.routes")
    return _declared[kind, name]


def tap(
    code: str,
    *,
    right: Right | None = None,
    writes: bool = False,
    place: ScreenPlacement = ScreenPlacement.SAME,
    before_consent: bool = False,
    public: bool = False,
) -> Callable[[F], F]:
    """Route buttons to a handler.

    Args:
        code: The prefix of the callback data. It is never reused for another handler, since
            old buttons stay in chats for years.
        right: See `Route.right`.
        writes: Whether the handler's transaction may write.
        place: The placement of its screen.
        before_consent: See `Route.before_consent`.
        public: See `Route.public`.
    """
    return _declare(
        lambda handler: Route(
            RouteKind.TAP, code, handler, right, writes, place, before_consent, public
        )
    )


def command(
    name: str,
    *,
    right: Right | None = None,
    writes: bool = False,
    before_consent: bool = False,
    public: bool = False,
) -> Callable[[F], F]:
    """Lead a command to a handler, which takes what follows the command's name as a text."""
    return _declare(
        lambda handler: Route(
            RouteKind.COMMAND,
            name,
            handler,
            right,
            writes,
            ScreenPlacement.NEW,
            before_consent,
            public,
        )
    )


def answer(
    question: str,
    *,
    right: Right | None = None,
    again: str = "",
    answers_anything: bool = False,
) -> Callable[[F], F]:
    """Lead the typed answer to a question to a handler, which takes the text.

    The question is answered once the handler returns. Where the handler raises `RefusalError`, or
    asks the question again (see `ask`), it stands; where the handler asks another one, that one
    takes its place.
    """
    return _declare(
        lambda handler: Route(
            RouteKind.ANSWER,
            question,
            handler,
            right,
            writes=True,
            place=ScreenPlacement.NEW,
            again=again,
            answers_anything=answers_anything,
        )
    )


def upload(question: str, *, right: Right | None = None, anytime: bool = False) -> Callable[[F], F]:
    """Lead the file that answers a question to a handler, which takes an `UploadedFile`.

    Args:
        question: Its name.
        right: See `Route.right`.
        anytime: Whether such files are taken whatever the person was asked, and without being
            asked; then the handler's fields all have a default. The question stands until another
            one takes its place.
    """
    return _declare(
        lambda handler: Route(
            RouteKind.UPLOAD,
            question,
            handler,
            right,
            writes=True,
            place=ScreenPlacement.NEW,
            anytime=anytime,
        )
    )


def _declare(route: Callable[[F], Route]) -> Callable[[F], F]:
    def register(handler: F) -> F:
        found = route(handler)
        assert not (found.public and found.right), f"a public route needs no right: {found.name}"
        assert (found.kind, found.name) not in _declared, f"two handlers: {found.name}"
        _declared[found.kind, found.name] = found
        return handler

    return register


class Routes:
    """The routes of the modules that serve the chat."""

    def __init__(self, *modules: ModuleType) -> None:
        names = {module.__name__ for module in modules}
        assert len(names) == len(modules), "a module is listed twice"
        found = [route for route in _declared.values() if route.handler.__module__ in names]
        self._by_key = {(route.kind, route.key): route for route in found}
        assert len(self._by_key) == len(found), "two routes have the same code or name"

    def __iter__(self) -> Iterator[Route]:
        return iter(self._by_key.values())

    def get(self, kind: RouteKind, key: str) -> Route | None:
        """The route with a code, or of a command or question with a name."""
        return self._by_key.get((kind, key))

    def read(self, data: str) -> Call | None:
        """Parse callback data; None if it is not a button of ours."""
        if len(data.encode("utf-8", "replace")) > MAX_BYTES:
            return None
        version, _, rest = data.partition(":")
        code, colon, text = rest.partition(":")
        route = self.get(RouteKind.TAP, code)
        if route is None or version != VERSION:
            return None
        values = route.decode(text if colon else None)
        return None if values is None else Call(route.name, values)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a handler by a button."""

    name: str
    values: tuple[Any, ...] = ()

    @property
    def route(self) -> Route:
        return _named(RouteKind.TAP, self.name)

    @property
    def data(self) -> str:
        """The callback data."""
        route = self.route
        fields = (route.encode(self.values),) if self.values else ()
        data = ":".join((VERSION, route.key, *fields))
        assert len(data.encode()) <= MAX_BYTES, data
        return data

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The values by their parameters."""
        return dict(zip(self.route.fields, self.values, strict=True))


@overload
def call(handler: str, *values: Any, **named: Any) -> Call: ...
@overload
def call(
    handler: Callable[Concatenate[C, P], object], *values: P.args, **named: P.kwargs
) -> Call: ...
def call(handler: Any, *values: Any, **named: Any) -> Call:
    """A call of a handler, given itself or, from another folder, by its name."""
    name = handler if isinstance(handler, str) else handler.__name__
    return Call(name, _named(RouteKind.TAP, name).bound(*values, **named))


@overload
def button(text: str, handler: str, *values: Any, **named: Any) -> Button: ...
@overload
def button(
    text: str, handler: Callable[Concatenate[C, P], object], *values: P.args, **named: P.kwargs
) -> Button: ...
def button(text: str, handler: Any, *values: Any, **named: Any) -> Button:
    """A button that leads to a handler with these values."""
    return Button(text, call(handler, *values, **named))


def main(button: Button) -> Button:
    """The recommended button of a screen, highlighted."""
    return replace(button, main=True)


def danger(button: Button) -> Button:
    """A button that erases, withdraws or removes something, as one that warns."""
    return replace(button, danger=True)


def question(handler: Handler, kind: RouteKind) -> Route:
    """The route of the answer, or of the file, that a handler takes."""
    return _named(kind, handler.__name__)
