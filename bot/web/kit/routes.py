"""Routes of the console: the pages that it shows and the acts that their forms ask for.

A handler is a plain function of a context and the values in its path. A page returns what its
template shows; an act changes something and returns where to go::

    @page("/cohorts/{cohort_id}/settings", right=Right.KEEP_COHORT, template="trainer/settings")
    def cohort_settings(ctx: Context, cohort_id: Key) -> Values:
        return {"settings": cohort_admin.settings(ctx.conn, ctx.request, cohort_id)}


    @act("/cohorts/{cohort_id}/rename", right=Right.KEEP_COHORT, form=cohort_settings)
    def rename_cohort(ctx: Context, cohort_id: Key) -> Redirect:
        cohort_admin.rename(ctx.conn, ctx.request, cohort_id, ctx.form.text("name"))
        return redirect(cohort_settings, cohort_id)

The function's name is the route's: it is unique, and it is what the audit log records. The
annotations of the values are the codec of the path, as they are that of buttons in the chat.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from types import ModuleType
from typing import Any, Final, TypeVar, get_type_hints
from urllib.parse import quote, urlencode

from bot.app.access.rights import Right
from bot.fields import Field

F = TypeVar("F", bound=Callable[..., Any])

_PLACEHOLDER: Final = re.compile(r"{(\w+)}")


class Method(Enum):
    """The kind of a route: reads, writes, or streams."""

    PAGE = auto()  # GET: reads
    ACT = auto()  # POST: writes
    STREAM = auto()  # GET: reads again and again


@dataclass(frozen=True)
class Route:
    """A handler and its route."""

    method: Method
    path: str
    """Below the console's address; names of the handler's values stand in braces."""
    handler: Callable[..., Any]
    right: Right | None
    """The right without which nobody reaches the handler. Whether someone has it for the very
    object that the path names is checked by the use case."""
    template: str = ""
    """The file below `templates` without its ending. An act has one where what it made can be shown
    only once, since it is kept nowhere."""
    form: str = ""
    """Of an act: the name of the page that is shown again where its form has an error."""
    largest_file: int = 0
    """Bytes of each file that an act takes; 0 where it takes none."""

    @property
    def name(self) -> str:
        """Unique among all routes."""
        return self.handler.__name__

    @cached_property
    def is_async(self) -> bool:
        """Whether its handler opens its own transactions."""
        return inspect.iscoroutinefunction(self.handler)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The codec of each value in the path, in the order of the handler's parameters."""
        hints = get_type_hints(self.handler, include_extras=True)
        names = list(inspect.signature(self.handler).parameters)[1:]
        assert set(names) == set(_PLACEHOLDER.findall(self.path)), f"{self.name}: {self.path}"
        return {name: _field(hints[name], f"{self.name}({name})") for name in names}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a whole path; its groups are the values."""
        parts = _PLACEHOLDER.split(self.path)
        found = [
            f"(?P<{part}>{self.fields[part].pattern.pattern})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        ]
        return re.compile("".join(found))

    def read(self, path: str) -> Mapping[str, Any] | None:
        """The values in a path, decoded; None where it is another route's."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return {name: field.decode(found[name]) for name, field in self.fields.items()}

    def address(self, values: Mapping[str, Any], query: Mapping[str, str]) -> str:
        """The path with these values, and a query that may be empty."""
        path = _PLACEHOLDER.sub(
            lambda found: quote(self.fields[found[1]].encode(values[found[1]]), safe=""), self.path
        )
        return f"{path}?{urlencode(query)}" if query else path


def _field(hint: Any, what: str) -> Field:
    found = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Field)]
    assert found, f"no codec for {what}"
    return found[0]


_declared: Final[dict[str, Route]] = {}


def page(path: str, *, template: str, right: Right | None = None) -> Callable[[F], F]:
    """Show a page at a path.

    Args:
        path: See `Route.path`.
        template: See `Route.template`.
        right: See `Route.right`.
    """
    return _declare(lambda handler: Route(Method.PAGE, path, handler, right, template))


def act(
    path: str,
    *,
    form: Callable[..., Any] | str = "",
    right: Right | None = None,
    template: str = "",
    largest_file: int = 0,
) -> Callable[[F], F]:
    """Let a form at a path change something.

    Args:
        path: See `Route.path`.
        form: The page that shows the form. It takes no values that the act has not.
        right: See `Route.right`.
        template: See `Route.template`.
        largest_file: See `Route.largest_file`.
    """
    shown = form if isinstance(form, str) else form.__name__
    return _declare(
        lambda handler: Route(Method.ACT, path, handler, right, template, shown, largest_file)
    )


def stream(path: str, *, right: Right | None = None) -> Callable[[F], F]:
    """Follow what a page shows, as server-sent events; see `bot.web.kit.streams`.

    The handler returns a `Snapshot`. Who does not ask for events is answered with the first one.

    Args:
        path: See `Route.path`.
        right: See `Route.right`. It is asked for each time.
    """
    return _declare(lambda handler: Route(Method.STREAM, path, handler, right))


def _declare(route: Callable[[F], Route]) -> Callable[[F], F]:
    def register(handler: F) -> F:
        found = route(handler)
        assert found.name not in _declared, f"two handlers: {found.name}"
        _declared[found.name] = found
        return handler

    return register


def route_of(handler: Callable[..., Any] | str) -> Route:
    """The route of a handler, given itself or, from another module, by its name.

    Raises:
        KeyError: There is none.
    """
    return _declared[handler if isinstance(handler, str) else handler.__name__]


def address(handler: Callable[..., Any] | str, *values: Any, **query: str) -> str:
    """The path of a handler with these values, and what follows it as a query."""
    route = route_of(handler)
    return route.address(dict(zip(route.fields, values, strict=True)), query)


class Routes:
    """The routes of the modules that serve the console."""

    def __init__(self, *modules: ModuleType) -> None:
        names = {module.__name__ for module in modules}
        assert len(names) == len(modules), "a module is listed twice"
        self._routes = [each for each in _declared.values() if each.handler.__module__ in names]
        paths = {
            (each.method is Method.ACT, _PLACEHOLDER.sub("{}", each.path)) for each in self._routes
        }
        assert len(paths) == len(self._routes), "two routes have the same path"

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def match(self, path: str, *, acts: bool) -> tuple[Route, Mapping[str, Any]] | None:
        """The route of a path and the values in it; one without values comes first.

        Args:
            path: The path of the request.
            acts: Whether it is to change something.
        """
        for route in sorted(self._routes, key=lambda each: len(each.fields)):
            if (route.method is Method.ACT) is acts and (values := route.read(path)) is not None:
                return route, values
        return None
