"""`docs/settings.md`: from the fields of `bot.settings.Settings` and their docstrings."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import SecretStr

from bot.settings import Settings
from tests.docs.pages.docstrings import attribute_docstrings


def sections() -> dict[str, str]:
    """The table of settings, and a section for each."""
    described = descriptions()
    lines = ["| setting | default | unit |", "| --- | --- | --- |"]
    texts: list[str] = []
    for field, info in Settings.model_fields.items():
        name = f"BASIRA_{field.upper()}"
        shown, unit = _shown(info.default), _unit(field)
        lines.append(f"| [`{name}`](#{name.lower()}) | {shown} | {unit} |")
        texts += [f"## {name}", "", described[field], ""]
    return {"table": "\n".join(lines), "settings": "\n".join(texts).rstrip()}


def descriptions() -> Mapping[str, str]:
    """The docstring below each field.

    Raises:
        KeyError: A field has none.
    """
    found = attribute_docstrings(Settings)
    return {field: found[field] for field in Settings.model_fields}


def _shown(default: object) -> str:
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    if isinstance(plain, bool):
        return f"`{plain}`".lower()
    return f"`{plain}`" if plain or isinstance(plain, int) else "none"


def _unit(field: str) -> str:
    if field.startswith("keep_"):
        return "months; 0 keeps for good"
    return {"chat_burst": "messages"}.get(field, "")
