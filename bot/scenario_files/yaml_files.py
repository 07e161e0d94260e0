"""A scenario as the files that it was made of, as they can be sent back or put into a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from scenarios.loader import SCENARIO
from scenarios.model import Scenario

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first a zip knows, so that the same files are the same bytes


def packed(scenario: Scenario) -> tuple[str, bytes]:
    """The files of an edition: one as it is, more than one in a zip with a folder.

    Returns:
        The name of the file, and what is in it.
    """
    files = {name: text.encode() for name, text in sorted(scenario.files.items())}
    if list(files) == [SCENARIO]:
        return f"{scenario.id}.yaml", files[SCENARIO]
    return f"{scenario.id}.zip", zipped(scenario.id, files)


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Files by name, in a zip with a folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()
