"""The client API: what the chat page and the tests speak. No login, so only for this machine."""

from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.sandbox import refusals, views
from bot.sandbox.events import stream
from bot.sandbox.groups import Group
from bot.sandbox.people import ClientError
from bot.sandbox.wire import answer, read_upload
from bot.sandbox.world import LARGEST_ID, Person

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

Json: TypeAlias = dict[str, Any]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

PAGE = Path(__file__).with_name("page")
# Texts come from a bot under test. Whatever slips into the page cannot run or call elsewhere.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-src {frames}; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY.format(frames="'none'"),
    "X-Content-Type-Options": "nosniff",
}
LONGEST_WAIT = 50.0
# What a browser may show in place; anything else, such as HTML, could act in the page's name.
SHOWN_IN_PLACE = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "audio/",
    "video/",
    "application/pdf",
)
CONTENT_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
}


def routes(sandbox: "Sandbox") -> list[Route]:
    """The requests of pages and tests."""
    phones = Phones(sandbox)
    desk = Desk(sandbox)
    return [
        Route("/", desk.index, methods=["GET"]),
        Route("/page/{file:path}", page, methods=["GET"]),
        Route("/people", desk.people, methods=["GET"]),
        Route("/people", told(desk.add_person), methods=["POST"]),
        Route("/files/{file_id}", desk.file, methods=["GET"]),
        Route("/web-app-key", desk.web_app_key, methods=["GET"]),
        Route("/faults", desk.faults, methods=["GET"]),
        Route("/faults", told(desk.add_fault), methods=["POST"]),
        Route("/faults", desk.clear_faults, methods=["DELETE"]),
        Route("/client/{user}/chat", told(phones.chat), methods=["GET"]),
        Route("/client/{user}/events", told(phones.events), methods=["GET"]),
        Route("/client/{user}/messages", told(phones.says), methods=["POST"]),
        Route("/client/{user}/taps", told(phones.taps), methods=["POST"]),
        Route("/client/{user}/files", told(phones.sends), methods=["POST"]),
        Route("/client/{user}/shares", told(phones.shares), methods=["POST"]),
        Route("/client/{user}/edits", told(phones.edits), methods=["POST"]),
        Route("/client/{user}/block", told(phones.blocks), methods=["POST"]),
        Route("/client/{user}/web-app", told(phones.opens), methods=["POST"]),
        Route("/client/{user}/web-app-data", told(phones.sends_data), methods=["POST"]),
        Route("/client/{user}/groups", told(phones.makes_group), methods=["POST"]),
        Route("/client/{user}/groups/{group}", told(phones.group), methods=["GET"]),
        Route("/client/{user}/groups/{group}", told(phones.leaves_alone), methods=["DELETE"]),
        Route("/client/{user}/groups/{group}/messages", told(phones.says_there), methods=["POST"]),
    ]


def told(endpoint: Endpoint) -> Endpoint:
    """Say in a sentence why something cannot be."""

    @wraps(endpoint)
    async def told_endpoint(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ClientError as problem:
            return answer({"error": str(problem)}, problem.status)
        except refusals.Refusal as refusal:
            return answer({"error": refusal.description}, refusal.code)

    return told_endpoint


async def page(request: Request) -> Response:
    """A file of the chat page, and no other file."""
    path = (PAGE / request.path_params["file"]).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return answer({"error": "There is no such file."}, 404)
    kind = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
    return FileResponse(path, media_type=kind, headers=PAGE_HEADERS)


class Phones:
    """One person's phone."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def chat(self, request: Request) -> Response:
        """Everything the chat shows; with `after`, not before it has changed."""
        person = self._person(request)
        after, wait = (
            _number(request, "after", -1),
            min(_number(request, "timeout", 0.0), LONGEST_WAIT),
        )
        # A version from another run of the sandbox is larger than ours, and just as out of date.
        if person.version == after and not self._sandbox.closed:
            await person.signal.wait(wait)
        return answer(views.chat(self._sandbox.world, person))

    async def events(self, request: Request) -> Response:
        """A line whenever the chat changes."""
        return stream(self._sandbox, self._person(request))

    async def says(self, request: Request) -> Response:
        """The person writes."""
        body = await _body(request, text=str)
        message = self._sandbox.people.says(self._person(request), body["text"])
        return answer({"message": message.shown})

    async def taps(self, request: Request) -> Response:
        """The person taps a button."""
        body = await _body(request, message_id=int, data=str)
        query = self._sandbox.people.taps(self._person(request), body["message_id"], body["data"])
        return answer({"callback_query_id": query})

    async def sends(self, request: Request) -> Response:
        """The person sends a file."""
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise ClientError(400, "A form with a `file` is needed.")
            kind, caption = str(form.get("kind", "document")), str(form.get("caption", ""))
            upload = await read_upload(file)
        message = self._sandbox.people.sends(self._person(request), kind, upload, caption)
        return answer({"message": message.shown})

    async def shares(self, request: Request) -> Response:
        """The person shares a contact or a place."""
        body = await _body(request, kind=str)
        message = self._sandbox.people.shares(self._person(request), body["kind"], body)
        return answer({"message": message.shown})

    async def edits(self, request: Request) -> Response:
        """The person changes what they wrote."""
        body = await _body(request, message_id=int, text=str)
        person = self._person(request)
        message = self._sandbox.people.edits(person, body["message_id"], body["text"])
        return answer({"message": message.shown})

    async def opens(self, request: Request) -> Response:
        """The person opens a Mini App; the page shows it in a frame."""
        body = await _body(request)
        theme = body.get("theme_params", {})
        if not isinstance(theme, dict):
            raise ClientError(400, "`theme_params` is an object.")
        opened = self._sandbox.mini_apps.open(self._person(request), body, theme)
        return answer(opened)

    async def sends_data(self, request: Request) -> Response:
        """A Mini App that was opened from the reply keyboard sends data to the bot."""
        body = await _body(request, button_text=str, data=str)
        person = self._person(request)
        message = self._sandbox.people.sends_data(person, body["button_text"], body["data"])
        return answer({"message": message.shown})

    async def makes_group(self, request: Request) -> Response:
        """The person makes a group and adds the bot, perhaps as an admin of it."""
        body = await _body(request, title=str)
        admin = bool(body.get("admin", False))
        group = self._sandbox.groups.add(self._person(request), body["title"], admin=admin)
        return answer({"group": group.id})

    async def group(self, request: Request) -> Response:
        """Everything that a group shows."""
        group = self._group(request)
        shown = [views.message(message) for message in group.messages.values()]
        return answer({"chat": group.chat(), "messages": shown})

    async def leaves_alone(self, request: Request) -> Response:
        """The person takes the bot out of a group."""
        self._sandbox.groups.remove(self._person(request), self._group(request))
        return answer({})

    async def says_there(self, request: Request) -> Response:
        """The person writes in a group."""
        body = await _body(request, text=str)
        person, group = self._person(request), self._group(request)
        reply = body.get("reply_to")
        reply_to = reply if isinstance(reply, int) else None
        message = self._sandbox.groups.says(person, group, body["text"], reply_to)
        return answer({"message": message.shown})

    async def blocks(self, request: Request) -> Response:
        """The person blocks the bot, or takes it back."""
        person = self._person(request)
        self._sandbox.people.blocks(person, (await _body(request, blocked=bool))["blocked"])
        return answer({"blocked": person.blocked})

    def _group(self, request: Request) -> Group:
        written = request.path_params["group"]
        digits = written.removeprefix("-")
        known = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(LARGEST_ID))
        return self._sandbox.groups.find(int(written) if known else 0)

    def _person(self, request: Request) -> Person:
        user = request.path_params["user"]
        # Python refuses to read numbers of thousands of digits.
        written = user.isascii() and user.isdecimal() and len(user) <= len(str(LARGEST_ID))
        return self._sandbox.world.person(_id_of_size(int(user) if written else 0))


class Desk:
    """The requests about everyone."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def index(self, _request: Request) -> Response:
        """The chat page. It may frame the Mini Apps that the bot offers now, and nothing else."""
        origins = self._sandbox.mini_apps.origins()
        policy = POLICY.format(frames=" ".join(origins) or "'none'")
        html = (PAGE / "index.html").read_text("utf-8")
        html = html.replace('data-frames=""', f'data-frames="{" ".join(origins)}"')
        return HTMLResponse(html, headers=PAGE_HEADERS | {"Content-Security-Policy": policy})

    async def web_app_key(self, _request: Request) -> Response:
        """The public key that verifies the Ed25519 signature of `initData`."""
        return answer({"public_key": self._sandbox.mini_apps.public_key.hex()})

    async def people(self, _request: Request) -> Response:
        return answer(views.people(self._sandbox.world))

    async def add_person(self, request: Request) -> Response:
        """Add a person, or rename one."""
        body = await _body(request)
        world = self._sandbox.world
        person_id = body.get("id", world.free_id())
        # JSON's larger integers are read as floats.
        if type(person_id) not in {int, float} or person_id % 1:
            raise ClientError(400, "An `id` is a whole number.")
        person = world.person(_id_of_size(int(person_id)))
        person.first_name = str(body.get("first_name") or person.first_name)
        person.language_code = str(body.get("language_code") or person.language_code)
        person.started = bool(body.get("started", person.started))
        world.changed(person)
        return answer(views.person(person))

    async def file(self, request: Request) -> Response:
        """A file sent by a person."""
        file = self._sandbox.world.files.get(request.path_params["file_id"])
        if file is None:
            return answer({"error": "There is no such file."}, 404)
        shown = file.content_type.startswith(SHOWN_IN_PLACE)
        headers = {
            "Content-Disposition": "inline" if shown else "attachment",
            "X-Content-Type-Options": "nosniff",
        }
        kind = file.content_type if shown else "application/octet-stream"
        return Response(file.data, media_type=kind, headers=headers)

    async def faults(self, _request: Request) -> Response:
        """The faults still to be injected."""
        return answer({"faults": self._sandbox.faults.shown()})

    async def add_fault(self, request: Request) -> Response:
        """Plan something that goes wrong."""
        try:
            self._sandbox.faults.add(await _body(request))
        except ValueError as problem:
            raise ClientError(400, str(problem)) from None
        return answer({"faults": self._sandbox.faults.shown()})

    async def clear_faults(self, _request: Request) -> Response:
        self._sandbox.faults.clear()
        return answer({"faults": []})


def _id_of_size(person_id: int) -> int:
    if not 1 <= person_id <= LARGEST_ID:
        raise ClientError(404, f"A person's id is a number from 1 to {LARGEST_ID}.")
    return person_id


async def _body(request: Request, **needed: type) -> Json:
    try:
        body = orjson.loads(await request.body() or b"{}")
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise ClientError(400, "The body has to be a JSON object.")
    for name, kind in needed.items():
        if type(body.get(name)) is not kind:
            raise ClientError(400, f"`{name}` is needed.")
    return body


def _number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise ClientError(400, f"`{name}` has to be a number.") from None
