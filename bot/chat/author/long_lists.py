"""Lists that may be longer than a message: what fits on a screen, and all of it as a text file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.kit.request import FollowUp
from bot.files import OutgoingFile
from bot.lines import Line, note, text
from bot.locale import Words

LETTERS = 2_600  # of a list on a screen; a message has 4,096, and marks count too


def list_lines(words: Words, entries: Sequence[str], letters: int = LETTERS) -> Iterator[Line]:
    """As many entries as fit, and where the others are."""
    fitting = _fitting(entries, letters)
    yield from (text(words.bullet(entry)) for entry in entries[:fitting])
    if more := len(entries) - fitting:
        yield note(
            words.count(
                "{n} more is in the text file below.",
                "{n} more are in the text file below.",
                more,
            )
        )


def list_file(
    name: str,
    caption: str,
    paragraphs: Sequence[str],
    entries: Sequence[str],
    letters: int = LETTERS,
) -> tuple[OutgoingFile, ...]:
    """All entries as a UTF-8 text file; nothing if they all fit on the screen.

    Args:
        name: The file name.
        caption: The file's caption in the chat.
        paragraphs: The entries in the file.
        entries: The entries on the screen.
        letters: The maximum length of the screen's list.
    """
    if _fitting(entries, letters) == len(entries):
        return ()
    content = "\n\n".join(paragraphs) + "\n"
    return (OutgoingFile(name, content.encode("utf-8-sig"), caption=caption),)


def following(*files: OutgoingFile) -> FollowUp:
    """Files that are ready to follow a screen."""

    async def then() -> Sequence[OutgoingFile]:
        return files

    return then


def _fitting(entries: Sequence[str], letters: int) -> int:
    taken = 0
    for count, entry in enumerate(entries):
        taken += len(entry) + 2
        if taken > letters:
            return count
    return len(entries)
