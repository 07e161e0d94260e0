"""`basira people data`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import known_person, open_database
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from bot.files import OutgoingFile


@click.command("data")
@click.argument("person")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="Folder for the two files; created if missing.",
)
def people_data(*, person: str, folder: Path) -> None:
    """Write all data about a person into two files, as `/mydata` in the chat does.

    One file is for reading, one for programs. It is recorded in the audit log. PERSON is an id of
    `basira people list --all`.
    """
    import asyncio

    from bot import settings
    from bot.app.library import Library, shelf
    from bot.app.ports import SystemClock
    from bot.chat.learner.own_data import data_files
    from storage.db import audit_context

    async def made() -> list[OutgoingFile]:
        async with open_database(settings.load(), ("person", person)) as database:
            found = await database.read(lambda conn: known_person(conn, person))
            await database.write(audit_context.record_unchanged)
            library = Library(database, shelf())
            return [*await data_files(database, library, found, SystemClock().now())]

    files = asyncio.run(made())
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        path = folder / file.name
        try:
            path.touch(0o600, exist_ok=False)
        except FileExistsError:
            raise CommandError(f"{path} exists already and is left as it is.") from None
        path.write_bytes(file.content)
        click.echo(path)
