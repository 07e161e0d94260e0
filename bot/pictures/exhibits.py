"""Exhibits as pictures: chats and documents drawn from their texts, and picture files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.pictures import typeset
from scenarios import media
from scenarios.exhibits import ShownExhibit
from scenarios.languages import RTL

_TEMPLATE = "exhibit.typ"
_PPI = 216  # 1080 pixels wide


def png(exhibit: ShownExhibit, files: Mapping[str, str]) -> bytes:
    """An exhibit that can be seen, as one picture.

    Args:
        exhibit: A chat, a document or a picture.
        files: The scenario's files, as an edition keeps them.
    """
    if exhibit.file.endswith(".png"):
        return media.as_bytes(exhibit.file, files[exhibit.file])
    return typeset.png(_TEMPLATE, data(exhibit, files), ppi=_PPI)


def can_draw(path: str, content: str) -> bool:
    """Whether a picture from anyone can be drawn; to be asked in a child process.

    Args:
        path: Of an SVG or PNG file that `media.problem` has nothing against.
        content: Its content, as an edition keeps it.
    """
    shown = ShownExhibit("file", "picture", "en", "", "", file=path)
    try:
        typeset.png(_TEMPLATE, data(shown, {path: content}), ppi=_PPI)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  Typst fails in any way on a broken file
        return False
    return True


def data(exhibit: ShownExhibit, files: Mapping[str, str]) -> dict[str, Any]:
    """The data for `exhibit_parts.typ`; of a voice note there is nothing to draw."""
    paper, path = exhibit.paper, exhibit.file
    return {
        "language": exhibit.language,
        "rtl": exhibit.language in RTL,
        "bubbles": [asdict(bubble) for bubble in exhibit.chat],
        "paper": None if paper is None else asdict(paper),
        "svg": files[path] if path.endswith(".svg") else "",
        "png": [*media.as_bytes(path, files[path])] if path.endswith(".png") else [],
    }
