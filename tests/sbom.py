"""The components that a server installs, with their licences.

    python -m tests.sbom FOLDER

writes `basira.cdx.json` (CycloneDX 1.6) and `licences.tsv`, by `requirements/run.lock` and by what
the installed packages say of themselves.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements" / "run.lock"

_PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)((?:.*\\\n\s+--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_FIELDS = ("License-Expression", "License", "Classifier")
# What packages without an SPDX expression write, to the identifier that SPDX has for it.
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "BSD-3-Clause": "BSD-3-Clause",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "PSF-2.0": "PSF-2.0",
}
# The classifier for BSD does not tell which one it is; both of these have three clauses.
_BY_NAME = {"jinja2": "BSD-3-Clause", "segno": "BSD-3-Clause"}


class UnknownLicenceError(Exception):
    """A package tells its licence in no form that is known here."""


@dataclass(frozen=True, slots=True)
class Component:
    """A locked package."""

    name: str
    version: str
    licence: str
    """As an SPDX expression."""
    hashes: tuple[str, ...]
    """SHA-256 of each of its files that may be installed."""


def components(lock: Path = LOCK) -> Iterator[Component]:
    """Describe every package of a lock file.

    Raises:
        UnknownLicenceError: One has no licence that can be told.
    """
    for name, version, files in _PIN.findall(lock.read_text("utf-8")):
        try:
            about = metadata(name)
        except PackageNotFoundError:
            raise UnknownLicenceError(f"{name} is not installed.") from None
        if about["Version"] != version:
            raise UnknownLicenceError(f"{name} {about['Version']} is installed, not {version}.")
        said = {kind: about.get_all(kind) or [] for kind in _FIELDS}
        yield Component(name, version, licence_of(name, said), tuple(_HASH.findall(files)))


def licence_of(name: str, said: Mapping[str, Sequence[str]]) -> str:
    """Tell the licence of a package as an SPDX expression.

    Raises:
        UnknownLicenceError: It says none, or none that is known here.
    """
    expressions, texts, classifiers = (said.get(kind, ()) for kind in _FIELDS)
    if expressions:
        return expressions[0]
    known = [text.strip().partition("\n")[0].strip() for text in texts]
    known += [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ")]
    for each in known:
        if each in _SPDX:
            return _SPDX[each]
    if name in _BY_NAME:
        return _BY_NAME[name]
    raise UnknownLicenceError(f"{name} says {known}, which tells no SPDX licence.")


def document(found: list[Component]) -> dict[str, Any]:
    """Make the bill of materials; the same packages give the same one."""
    own = metadata("basira")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _reference("basira", own["Version"]),
                "name": "basira",
                "version": own["Version"],
                "licenses": [{"expression": str(own["License-Expression"])}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": _reference(each.name, each.version),
                "name": each.name,
                "version": each.version,
                "purl": _reference(each.name, each.version),
                "licenses": [{"expression": each.licence}],
                # Hashes of a component are those of one file; a lock names several.
                "properties": [
                    {"name": "basira:lock:sha256", "value": value} for value in each.hashes
                ],
            }
            for each in found
        ],
    }


def _reference(name: str, version: str) -> str:
    return f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"


def main(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    found = list(components())
    text = json.dumps(document(found), indent=2, ensure_ascii=False)
    (folder / "basira.cdx.json").write_text(text + "\n", "utf-8")
    rows = [f"{each.name}\t{each.version}\t{each.licence}\n" for each in found]
    (folder / "licences.tsv").write_text("".join(rows), "utf-8")
    print(f"{len(found)} components in {folder}/basira.cdx.json and {folder}/licences.tsv")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
