"""Names as people type them: hostile until cleaned."""

from __future__ import annotations

import unicodedata

from scenarios.languages import SCRIPTS, Script

MOST = 60
_PREFIXES: dict[Script, str] = {"latin": "LATIN ", "arabic": "ARABIC LETTER "}
_BETWEEN = "-'’."  # Al-Ansari, O'Brien, J. Smith
_TATWEEL = "ـ"


def clean_name(typed: str, script: Script) -> str | None:
    """Normalise a name for storage and display.

    Invisible characters are removed: direction marks, control characters, excess spaces. If any
    visible character does not belong to a name in this script, the whole name is rejected.

    Args:
        typed: Untrusted text: typed, or the profile name of a Telegram client.
        script: The required script.

    Returns:
        The name; None if it is invalid.
    """
    if len(typed) > 10 * MOST:  # so that nobody makes work with a whole book
        return None
    shown = "".join(" " if char.isspace() else char for char in typed if not _hidden(char))
    name = " ".join(unicodedata.normalize("NFKC", shown).split())
    if len(name) > MOST or not all(_fits(char, script) for char in name):
        return None
    letters = sum(char.isalpha() for char in name)
    return name if letters > 1 and name[0].isalpha() and not _piled(name) else None


def invalid_characters(typed: str) -> str:
    """The characters of a text that no name contains, each once, in order."""
    plain = unicodedata.normalize("NFKC", "".join(char for char in typed if not _hidden(char)))
    strange = (
        char
        for char in plain
        if not char.isspace() and not any(_fits(char, script) for script in SCRIPTS)
    )
    return "".join(dict.fromkeys(strange))


def _hidden(char: str) -> bool:
    """Whether a character is invisible; a line break separates words like a space."""
    return char == _TATWEEL or (unicodedata.category(char) in ("Cc", "Cf") and not char.isspace())


def is_of_script(char: str, script: Script) -> bool:
    """Whether a character is a letter of a script."""
    return unicodedata.name(char, "").startswith(_PREFIXES[script])


def _fits(char: str, script: Script) -> bool:
    if char == " " or char in _BETWEEN or unicodedata.category(char) == "Mn":
        return True
    return char.isalpha() and is_of_script(char, script)


def _piled(name: str) -> bool:
    """Whether marks are stacked; a letter of a real name has at most two."""
    run = 0
    for char in name:
        run = run + 1 if unicodedata.category(char) == "Mn" else 0
        if run > 2:
            return True
    return False


def single_line(typed: str, most: int) -> str:
    """A text without direction marks, control characters and stacked accents."""
    kept, marks = [], 0
    for char in unicodedata.normalize("NFC", typed[: 20 * most]):
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char)[0] != "C" and marks <= 2:
            kept.append(char)
    return " ".join("".join(kept).split())[:most].strip()
