"""Opens zips and loads cases that authors send, within the limits of a child process.

A zip is unpacked in the child. A case is loaded there first, all checks and exploration included;
only one that stays within the limits is loaded here.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from typing import IO, Any

from bot.parsing import ParsingError, ParsingTooDemanding, bounded_process
from bot.scenario_files.uploaded_files import (
    FileRejected,
    RejectionReason,
    ScenarioFiles,
    Workbook,
    is_zip,
    open_upload,
)
from scenarios.loader import Loaded, load


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
    """Load a case.

    Raises:
        CaseTooDemanding: It takes too much memory or time.
    """
    sizes = {name: len(raw) for name, raw in files.items()}
    try:
        await bounded_process.call(try_to_load, sizes, b"".join(files.values()))
    except ParsingError:
        raise CaseTooDemanding from None
    return await asyncio.to_thread(load, files)


def try_to_load(sizes: dict[str, int], file: IO[bytes]) -> None:
    """Load a case of files of these sizes, in a child process."""
    load({name: file.read(size) for name, size in sizes.items()})
