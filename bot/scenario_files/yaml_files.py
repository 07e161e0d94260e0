"""A scenario as its files, to download or to store in a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from scenarios.loader import SCENARIO
from scenarios.media import as_bytes
from scenarios.model import Scenario

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the minimum date in a zip


def pack(scenario: Scenario) -> tuple[str, bytes]:
    """Pack the files of an edition: a single one as is, several in a zip with a folder.

    Returns:
        The name and the content of the file.
    """
    files = {name: as_bytes(name, text) for name, text in sorted(scenario.files.items())}
    if list(files) == [SCENARIO]:
        return f"{scenario.id}.yaml", files[SCENARIO]
    return f"{scenario.id}.zip", zip_files(scenario.id, files)


def zip_files(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Zip files in a folder; equal files give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()
