"""Renders the console's templates, in the language of who reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from bot.locale import Words
from bot.web.kit.routes import address

LOOK: Final = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "mini_app.js": "text/javascript",
    "mini_app_start.js": "text/javascript",
}
"""Files beside the pages, by name, with their media types."""
_FOLDER: Final = files("bot.web") / "look"
_FOREVER: Final = "public, max-age=31536000, immutable"


@cache
def environment() -> Environment:
    """The templates. Everything that is put into them is escaped; what is missing is an error."""
    made = Environment(
        loader=PackageLoader("bot.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["address"] = address
    made.globals["look"] = look_address
    made.filters["sent"] = _sent
    return made


def render(template: str, words: Words, base: str, values: Mapping[str, object]) -> str:
    """Render a page in a language.

    Args:
        template: The path below `templates`, without the extension.
        base: The path prefix of the console; may be empty.
        values: The template's values.
    """
    return (
        environment()
        .get_template(f"{template}.html.j2")
        .render(
            values,
            words=words,
            say=words.say,
            count=words.count,
            language=words.language,
            direction="rtl" if words.traits.rtl else "ltr",
            base=base,
        )
    )


def _sent(values: Mapping[str, str], more: Mapping[str, str]) -> str:
    """A query of what is not empty."""
    return urlencode({name: value for name, value in {**values, **more}.items() if value})


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def _digest() -> str:
    """A hash of all the files; one for all, so that scripts find each other beside themselves."""
    hashed = hashlib.sha256()
    for name in LOOK:
        hashed.update(_content(name))
    return hashed.hexdigest()[:12]


def look_address(name: str) -> str:
    """The path of a file beside the pages, which changes with what any of them contains."""
    return f"/look/{_digest()}/{name}"


def look(request: Request) -> Response:
    """Serve a file beside the pages, at its address of today."""
    name = request.path_params["name"]
    if name not in LOOK or request.path_params["digest"] != _digest():
        return Response(status_code=404)
    headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
    return Response(_content(name), media_type=LOOK[name], headers=headers)
