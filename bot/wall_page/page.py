"""Serves the wall page of a live session, read-only, to anyone with its token."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route

from bot.app.errors import StorageTrouble
from bot.app.live_session.session_state import on_wall
from bot.application import App
from bot.http_server import serving
from bot.locale import words
from bot.phrases.class_view import class_view
from bot.pictures import fonts
from bot.wall_page import drawing
from bot.wall_page.drawing import Scene

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address is what opens the page
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
STAYS: Final = 0.5
"""Seconds for which a drawn page is served again."""
_HERE = Path(__file__).parent / "look"
LOOK: Final = {
    "room.css": (_HERE / "room.css", "text/css"),
    "room.js": (_HERE / "room.js", "text/javascript"),
    "regular.ttf": (fonts.REGULAR, "font/ttf"),
    "bold.ttf": (fonts.BOLD, "font/ttf"),
}


Scenes: TypeAlias = Callable[[str], Awaitable[Scene | None]]
"""The content of the wall page with a token; None if there is no such page."""


def scenes_of(app: App) -> Scenes:
    """The scenes of running sessions."""

    async def scene(token: str) -> Scene | None:
        now = app.clock.now()
        found = await app.database.read(lambda conn: on_wall(conn, app.library, token, now))
        if found is None:
            return None
        speak, state = words(found.language), found.state
        return Scene(speak, class_view(speak, app.links, state) if state is not None else None)

    return scene


def asgi_app(scenes: Scenes, path: str = "") -> Starlette:
    """The application.

    Args:
        scenes: Finds the scene of a page.
        path: The path prefix of its URLs; may be empty.
    """
    pages = _Pages(scenes)
    routes = [
        Route("/look/{name}", _look, methods=["GET"]),
        Route("/{token}", pages.whole, methods=["GET"]),
        Route("/{token}/now", pages.now, methods=["GET"]),
    ]
    return Starlette(routes=[Mount(path, routes=routes)] if path else routes)


@asynccontextmanager
async def served(url: str, listen: str, scenes: Scenes) -> AsyncIterator[None]:
    """Serve pages until the block ends.

    Args:
        url: The public base URL, as opened on a projector.
        listen: The address to bind, such as `127.0.0.1:8444`.
        scenes: Finds the scene of a page.

    Raises:
        CannotListen: The address cannot be bound.
    """
    async with serving(asgi_app(scenes, urlsplit(url).path.rstrip("/")), listen):
        yield


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The drawn content of a page."""

    html: str
    status: int
    tag: str


class _Pages:
    """Answers for tokens."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._drawing: dict[str, asyncio.Task[_Drawn]] = {}

    async def whole(self, request: Request) -> Response:
        try:
            scene = await self._scenes(request.path_params["token"])
        except StorageTrouble:
            return Response(status_code=503, headers=HEADERS)
        status = drawing.status(scene)
        return HTMLResponse(drawing.page(scene), status, headers=HEADERS)

    async def now(self, request: Request) -> Response:
        """The changing part, if it differs from the browser's."""
        try:
            drawn = await asyncio.shield(self._drawn(request.path_params["token"]))
        except StorageTrouble:
            return Response(status_code=503, headers=HEADERS)
        headers = HEADERS | {"ETag": drawn.tag}
        if request.headers.get("If-None-Match") == drawn.tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(drawn.html, drawn.status, headers=headers)

    def _drawn(self, token: str) -> asyncio.Task[_Drawn]:
        """The content of a page, drawn once for all who ask while it stays."""
        found = self._drawing.get(token)
        if found is None:
            found = self._drawing[token] = asyncio.create_task(self._draw(token))
            found.add_done_callback(partial(self._stays, token))
        return found

    async def _draw(self, token: str) -> _Drawn:
        scene = await self._scenes(token)
        html = drawing.main(scene)
        tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
        return _Drawn(html, drawing.status(scene), tag)

    def _stays(self, token: str, drawn: asyncio.Task[_Drawn]) -> None:
        """Keep what was drawn for a moment; a page that is not there is not kept."""
        good = not drawn.cancelled() and drawn.exception() is None
        if good and drawn.result().status != drawing.NOTHING:
            asyncio.get_running_loop().call_later(STAYS, self._drawing.pop, token, None)
        else:
            self._drawing.pop(token, None)


async def _look(request: Request) -> Response:
    found = LOOK.get(request.path_params["name"])
    if found is None:
        return Response(status_code=404, headers=HEADERS)
    path, kind = found
    return FileResponse(path, media_type=kind, headers=HEADERS | {"Cache-Control": "no-cache"})
