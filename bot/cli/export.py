"""`basira export`: what people did, as tables for spreadsheets and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import ALL
from bot.cli.export_options import clean, party_options
from bot.cli.program import CommandError
from scenarios.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from bot.export.data_export import Exported, ExportRequest
    from bot.export.named_people import NamedPeopleCounts
    from bot.settings import Settings

DATASETS = ("people", "attempts", "decisions", "practice", "refreshers", "cohorts", "gain")
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
XAPI = "xapi"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument(
    "datasets",
    nargs=-1,
    required=True,
    type=click.Choice((*DATASETS, ALL, XAPI)),
    metavar="DATASET...",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    show_default="csv; of xapi, jsonl",
    help="csv, or xlsx with a sheet that explains the columns, for spreadsheets; jsonl, or parquet "
    "with typed columns (needs the extra `parquet`), for programs.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write, by default named after the set, here. Replaces what is there.",
)
@click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="The language of a workbook, and of the texts of cases in any file.",
)
@click.option(
    "--to",
    metavar="URL",
    help="With xapi: also send what is new to this record store.",
)
@click.option("--agency", metavar="ID", help="Only this agency.")
@click.option("--cohort", metavar="ID", help="Only this cohort, by its id in these files.")
@click.option("--scenario", metavar="ID", help="Only this case.")
@click.option("--since", type=_DAY, metavar="DATE", help="Only from this day on, in UTC.")
@click.option(
    "--until", type=_DAY, metavar="DATE", help="Only up to and including this day, in UTC."
)
@party_options
@click.option(
    "--with-names",
    is_flag=True,
    help="Include names, in people, attempts, decisions; whoever is named is told.",
)
@click.option("--reason", metavar="TEXT", help="With names: why. Everybody who is named reads it.")
@click.option("--yes", is_flag=True, help="With names: do not ask for confirmation.")
def export(
    datasets: tuple[str, ...],
    *,
    kind: str | None,
    out: Path | None,
    lang: str,
    to: str | None,
    agency: str | None,
    cohort: str | None,
    scenario: str | None,
    since: datetime | None,
    until: datetime | None,
    by: str | None,
    whom: str | None,
    with_names: bool,
    reason: str | None,
    yes: bool,
) -> None:
    """Write what people did as tables.

    Files contain no names unless you ask for them; whoever is named is told. DATASET is people,
    attempts, decisions, practice, refreshers, cohorts or gain; "all" is for xlsx, which takes
    several. "xapi" writes attempts and decisions as statements of xAPI instead, one per line.
    docs/exports.md explains every column. The bot may be running. Ctrl-C cancels and leaves no
    file. Every file is logged: `basira export-log`. Prints the file's path.
    """
    import asyncio

    from bot import settings
    from bot.cli.files import display_path
    from bot.export.data_export import ExportRequest, validate
    from bot.export.errors import PersonErased
    from bot.export.writers.formats import Format
    from bot.interpreter import tune
    from storage.exports.scope import Scope

    if agency == ALL:
        raise CommandError("Omit `--agency` for all agencies.")
    chosen = settings.load()
    if to is not None:
        _refuse_unsafe(to, chosen, is_xapi=XAPI in datasets)
    request = ExportRequest(
        DATASETS if ALL in datasets else datasets,
        Format(kind or (Format.JSONL if XAPI in datasets else Format.CSV)),
        Scope(
            agency,
            cohort.removeprefix("c_") if cohort else None,
            scenario,
            since.replace(tzinfo=UTC) if since else None,
            until.replace(tzinfo=UTC) + timedelta(days=1) if until else None,
        ),
        lang,
        operator=clean(by),
        handed_to=clean(whom),
        sent_to=to,
        reason=clean(reason),
        with_names=with_names,
        xapi_home=chosen.xapi_iri,
    )
    validate(request)
    file = out or Path(request.file_name)
    tune()  # without it, a third of the time went into garbage collection
    try:
        exported = asyncio.run(_export(chosen, request, file, ask=not yes))
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from None
    except PersonErased:
        raise CommandError(
            "Somebody was erased while it was made, so it did not leave. Try again."
        ) from None
    if exported.reach is not None:
        reach = exported.reach
        click.echo(f"told: {reach.notified:,}; cannot be told: {reach.untold:,}", err=True)
    for name, rows in exported.rows.items():
        click.echo(f"{name}: {rows:,} rows", err=True)
    click.echo(display_path(file))
    if to is not None:
        _send(file, to, chosen)


async def _export(chosen: Settings, request: ExportRequest, file: Path, *, ask: bool) -> Exported:
    from bot.app.ports import SystemClock, SystemDice
    from bot.cli.database import open_database
    from bot.cli.progress_bar import progress_bars
    from bot.export import data_export
    from bot.export.schema.assessment_forms import load_forms

    async with open_database(chosen, ("set", request.audit_object)) as database:
        with progress_bars() as on_progress:
            return await data_export.export(
                database,
                SystemClock(),
                SystemDice(),
                request,
                file,
                load_forms,
                on_progress=on_progress,
                confirm=_confirm if ask else None,
            )


def _confirm(reach: NamedPeopleCounts) -> None:
    """Ask for confirmation of a file with names, after stating how many people are notified.

    Raises:
        Abort: It is not.
    """
    click.confirm(
        f"With {reach.people:,} people, {reach.named:,} of them by name. {reach.notified:,} "
        f"of these "
        "will be told in the chat: what, when, by whom and why. "
        f"{reach.untold:,} have no account and cannot be told. Make it?",
        abort=True,
        err=True,
    )


def _refuse_unsafe(to: str, known: Settings, *, is_xapi: bool) -> None:
    """Refuse, before anything is written, an address or settings that cannot work."""
    from bot.cli.lrs_client import is_local, usable
    from bot.settings import NOBODYS

    if not is_xapi:
        raise CommandError("`--to` sends statements: `basira export xapi`.")
    if not usable(to):
        raise CommandError(
            "`--to` takes an address that begins with https://, without a key in it."
        )
    if not (known.lrs_key.get_secret_value() and known.lrs_secret.get_secret_value()):
        raise CommandError(
            "Set BASIRA_LRS_KEY and BASIRA_LRS_SECRET: the store's key, and its password."
        )
    if known.xapi_iri == NOBODYS and not is_local(to):
        raise CommandError(
            "Set BASIRA_XAPI_IRI first: an address of yours, below which all in statements is "
            "named. What a store has taken keeps its names for good."
        )


def _send(file: Path, to: str, known: Settings) -> None:
    import asyncio

    from rich.console import Console

    from bot.cli.lrs_client import LrsError, send_statements

    key, secret = known.lrs_key.get_secret_value(), known.lrs_secret.get_secret_value()
    proxy = known.proxy_to(to)
    with Console(stderr=True).status("Sending …") as status:
        try:
            taken = asyncio.run(
                send_statements(
                    file,
                    to,
                    key,
                    secret,
                    lambda so_far: status.update(f"Sent: {so_far:,} …"),
                    proxy=proxy,
                )
            )
        except LrsError as error:
            raise CommandError(
                f"The store did not take everything: {error}. The same command goes on there."
            ) from None
    click.echo(f"sent: {taken:,} statements", err=True)
