"""Pictures, voices and documents."""

from typing import Any, TypeAlias

from bot.sandbox import keyboards, objects, refusals
from bot.sandbox.calls import Call, Upload
from bot.sandbox.files import LARGEST_DOWNLOAD, File, photo_sizes
from bot.sandbox.message_methods import caption_of, change, edited, send
from bot.sandbox.method_registry import method
from bot.sandbox.text import read_caption

Json: TypeAlias = dict[str, Any]


@method
def send_photo(call: Call) -> Json:
    caption = caption_of(call)
    return send(call, _media(call, "photo", call.get("photo")) | caption.shown("caption"), caption)


@method
def send_document(call: Call) -> Json:
    caption = caption_of(call)
    return send(
        call, _media(call, "document", call.get("document")) | caption.shown("caption"), caption
    )


@method
def send_voice(call: Call) -> Json:
    caption = caption_of(call)
    return send(call, _media(call, "voice", call.get("voice")) | caption.shown("caption"), caption)


@method
def edit_message_media(call: Call) -> Json:
    """Another picture or document in the same place."""
    asked = call.args["media"]
    kind = str(asked.get("type"))
    if kind not in {"photo", "document"}:
        raise refusals.not_built(f"editMessageMedia for {kind}")
    objects.check(f"InputMedia{kind.capitalize()}", asked, "can't parse InputMedia: ")
    caption = read_caption(
        asked.get("caption", ""), asked.get("parse_mode"), asked.get("caption_entities")
    )
    markup = keyboards.read(call.get("reply_markup"))
    person, message = edited(call)
    content = _media(call, kind, asked.get("media")) | caption.shown("caption")
    return change(call, person, message, content, markup, caption.source)


@method
def get_file(call: Call) -> Json:
    file = call.world.files.get(str(call.args["file_id"]))
    if file is None:
        raise refusals.bad(refusals.NO_SUCH_FILE)
    if len(file.data) > LARGEST_DOWNLOAD:
        raise refusals.bad(refusals.FILE_TOO_BIG)
    return file.shown() | {"file_path": file.path}


def shown(file: File) -> Json:
    """The field of a Message that shows the file."""
    if file.kind == "photo":
        return {"photo": photo_sizes(file)}
    if file.kind == "voice":
        return {"voice": file.shown() | {"duration": 1, "mime_type": file.content_type}}
    return {file.kind: file.shown() | {"file_name": file.name, "mime_type": file.content_type}}


def _media(call: Call, kind: str, given: object) -> Json:
    upload = _upload(call, kind, given)
    if upload is not None:
        return shown(call.world.files.add(kind, upload.name, upload.content_type, upload.data))
    file = call.world.files.get(given) if isinstance(given, str) else None
    if file is None:
        raise refusals.bad(refusals.WRONG_FILE)
    if file.kind != kind:
        raise refusals.bad(
            f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}"
        )
    return shown(file)


def _upload(call: Call, kind: str, given: object) -> Upload | None:
    if isinstance(given, str) and given.startswith("attach://"):
        return call.uploads.get(given.removeprefix("attach://"))
    return call.uploads.get(kind)
