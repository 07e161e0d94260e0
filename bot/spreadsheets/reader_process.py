"""Reads workbooks in a child process."""

from __future__ import annotations

from dataclasses import asdict

from bot.parsing import ParsingError, ParsingTooDemanding, bounded_process
from bot.spreadsheets import UnreadableFile, archive_check, workbook_reader
from bot.spreadsheets.workbook_reader import Numbered, ReadOptions


async def read_rows(content: bytes, name: str, options: ReadOptions) -> list[Numbered]:
    """Read the rows of a workbook that are not empty.

    Args:
        content: The workbook, from anyone.
        name: Its name in errors.

    Raises:
        WorkbookTooLarge: It exceeds its bounds, or takes too much memory or time.
        UnreadableFile: It is no workbook.
    """
    if len(content) > workbook_reader.BYTES:
        raise workbook_reader.too_large(name)
    asked = {**asdict(options), "name": name}
    try:
        answer = await bounded_process.call(workbook_reader.answer, asked, content)
    except ParsingTooDemanding:
        raise archive_check.workbook_too_large(name) from None
    except ParsingError:
        raise UnreadableFile(f"{name} cannot be read just now; send it again later.") from None
    return workbook_reader.decoded(answer)
