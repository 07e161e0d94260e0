"""Between bytes and calls: bodies of three kinds, answers of one."""

from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox import refusals
from bot.sandbox.calls import RawCall, Upload
from bot.sandbox.files import LARGEST_UPLOAD

# Room for the other fields beside the largest file.
LARGEST_BODY = LARGEST_UPLOAD + 2**20


async def read_call(request: Request) -> RawCall:
    """The method and parameters of a request to the Bot API.

    Raises:
        Refusal: The body cannot be read.
    """
    method = request.path_params["method"]
    args: dict[str, object] = dict(parse_qsl(request.url.query, keep_blank_values=True))
    if request.method != "POST":
        return RawCall(method, args)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if int(request.headers.get("content-length", 0)) > LARGEST_BODY:
        raise refusals.too_large()
    match kind:
        case "application/json":
            return RawCall(method, args | _json_object(await request.body()))
        case "multipart/form-data":
            return await _read_multipart(request, method, args)
        case "application/x-www-form-urlencoded":
            text = (await request.body()).decode("utf-8", "replace")
            return RawCall(method, args | dict(parse_qsl(text, keep_blank_values=True)))
    return RawCall(method, args)


def answer(body: Any, status: int = 200) -> Response:
    """JSON, quickly."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def _json_object(body: bytes) -> dict[str, object]:
    try:
        read = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        read = None
    if not isinstance(read, dict):
        raise refusals.bad("can't parse request body as a JSON object")
    # Telegram takes null for "left out".
    return {name: value for name, value in read.items() if value is not None}


async def _read_multipart(request: Request, method: str, args: dict[str, object]) -> RawCall:
    uploads: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = await read_upload(value)
            else:
                args[name] = value
    return RawCall(method, args, uploads)


async def read_upload(file: UploadFile) -> Upload:
    """A file of a form, whole."""
    return Upload(
        file.filename or "file", file.content_type or "application/octet-stream", await file.read()
    )
