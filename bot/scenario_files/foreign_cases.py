"""Opens zips and loads cases that authors send, within the limits of a child process.

A zip is unpacked in the child. A case is loaded there first, all checks and exploration included;
only one that stays within the limits is loaded here.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import IO, Any

from bot.parsing import ParsingError, ParsingTooDemanding, bounded_process
from bot.pictures import exhibits
from bot.scenario_files.uploaded_files import (
    FileRejected,
    RejectionReason,
    ScenarioFiles,
    Workbook,
    is_zip,
    open_upload,
)
from scenarios import media
from scenarios.findings import Finding
from scenarios.loader import Loaded, load
from scenarios.saying import say


class CaseTooDemanding(Exception):
    """A case takes more memory or time to check than is allowed."""


async def opened(name: str, content: bytes) -> ScenarioFiles | Workbook:
    """Open a file by its name and content.

    Raises:
        FileRejected: The file is not supported, or a zip takes too much memory or time.
    """
    if not is_zip(name, content):
        return open_upload(name, content)
    answer: Any
    try:
        answer = await bounded_process.call(unpack, name, content)
    except ParsingTooDemanding:
        raise FileRejected(RejectionReason.LARGE) from None
    except ParsingError:
        raise FileRejected(RejectionReason.BROKEN) from None
    kind, found = answer
    if kind == "rejected":
        raise FileRejected(RejectionReason[found])
    if kind == "files":
        raw = {path: base64.b64decode(each) for path, each in found["files"].items()}
        return ScenarioFiles(raw, whole=True, unread=tuple(found["unread"]), names=found["names"])
    return Workbook(content)


def unpack(name: str, file: IO[bytes]) -> tuple[str, object]:
    """Unpack a zip for `opened`, in a child process."""
    try:
        found = open_upload(name, file.read())
    except FileRejected as error:
        return "rejected", error.reason.name
    if isinstance(found, Workbook):
        return "workbook", None
    files = {path: base64.b64encode(raw).decode() for path, raw in found.files.items()}
    return "files", {"files": files, "unread": found.unread, "names": dict(found.names)}


async def loaded(files: Mapping[str, bytes]) -> Loaded:
    """Load a case. One with a picture that cannot be drawn is not playable.

    Raises:
        CaseTooDemanding: It takes too much memory or time.
    """
    sizes = {name: len(raw) for name, raw in files.items()}
    try:
        broken = await bounded_process.call(try_to_load, sizes, b"".join(files.values()))
    except ParsingError:
        raise CaseTooDemanding from None
    found = await asyncio.to_thread(load, files)
    if not broken:
        return found
    findings = (*map(_broken_picture, broken), *found.findings)
    return replace(found, scenario=None, draft=None, untranslated=None, findings=findings)


def _broken_picture(path: str) -> Finding:
    name = path.removeprefix(media.FOLDER)
    form = name.rpartition(".")[2].upper()
    text = say("`{file}` cannot be read as {form}.", file=name, form=form)
    return Finding(path, 1, 1, "exhibit-file", text)


def try_to_load(sizes: dict[str, int], file: IO[bytes]) -> list[str]:
    """Load a case of files of these sizes, in a child process.

    Returns:
        The paths of pictures that cannot be drawn.
    """
    found = load({name: file.read(size) for name, size in sizes.items()})
    scenario = found.scenario or found.draft or found.untranslated
    files = scenario.files if scenario else {}
    return [
        path
        for path, content in files.items()
        if path.endswith((".svg", ".png")) and not exhibits.can_draw(path, content)
    ]
