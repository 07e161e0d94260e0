"""`basira export`: what people did, as tables for spreadsheets and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import leaving
from bot.cli.program import Told
from bot.cli.units import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bot.cli.leaving import Why
    from bot.export.dataset import Dataset
    from bot.export.dataset_files import Progress
    from bot.export.writers.writer import Opens
    from bot.locale import Words
    from bot.settings import Settings
    from storage.db.database import Database
    from storage.exports.export_log import Release
    from storage.exports.scope import Scope

SETS = ("people", "attempts", "decisions", "practice", "refreshers", "cohorts", "gain")
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
XAPI = "xapi"
_STATED = ("attempts", "decisions")  # what statements tell of
_NO_PARQUET = (
    "The package that writes Parquet is not installed. It is the extra `parquet`:\n"
    "  pip install 'pyarrow>=26,<27'\n"
    "Nothing was written. The other formats need no more than is there."
)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument(
    "sets", nargs=-1, required=True, type=click.Choice((*SETS, ALL, XAPI)), metavar="SET..."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    show_default="csv; of xapi, jsonl",
    help="For spreadsheets: csv, or xlsx with a sheet that explains; for programs: jsonl, or "
    "parquet, with typed columns (needs the extra `parquet`).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to; left out, the set's name, here. What is there is replaced.",
)
@click.option(
    "--lang",
    type=click.Choice(("en", "ar")),
    default="en",
    show_default=True,
    help="The language of a workbook.",
)
@click.option(
    "--to",
    metavar="URL",
    help="Of xapi: the store to which it is sent as well, what is new to it.",
)
@click.option("--agency", metavar="ID", help="Only of this agency.")
@click.option("--cohort", metavar="ID", help="Only of this cohort, by its id in these files.")
@click.option("--scenario", metavar="ID", help="Only of this case.")
@click.option("--since", type=_DAY, metavar="DATE", help="Only from this day on, in UTC.")
@click.option("--until", type=_DAY, metavar="DATE", help="Only until this day, in UTC.")
@leaving.options
def export(
    sets: tuple[str, ...],
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
    **why: Any,
) -> None:
    """Write what people did as tables.

    No names stand in them unless they are asked for; then whoever is named is told of it.
    SET is people, attempts, decisions, practice, refreshers, cohorts or gain; all are for xlsx,
    which takes several. xapi is none of them: attempts and decisions as statements of xAPI, a line
    each. Every column is explained in docs/exports.md. The bot may be running. Ctrl-C calls it off
    and leaves no file. Each is recorded: `basira files list`. Prints the file's path.
    """
    import asyncio
    from functools import partial

    from bot import settings
    from bot.cli.shelves import shown
    from bot.cli.units import opened
    from bot.export.dataset_list import DATASETS
    from bot.export.export_log import Gone
    from bot.export.writers import parquet_writer
    from bot.export.writers.formats import SEVERAL, Format, opening
    from bot.export.writers.xapi_writer import Statements
    from bot.interpreter import tune
    from bot.locale import words

    stated = XAPI in sets
    if stated and ({*sets} != {XAPI} or kind not in (None, Format.JSONL)):
        raise Told("Statements of xAPI are JSON Lines, and a file of their own.")
    chosen_settings = settings.load()
    if to is not None:
        _refuse_unsafe(to, chosen_settings, stated=stated)
    form = Format.JSONL if stated else Format(kind or Format.CSV)
    wanted = _STATED if stated else SETS if ALL in sets else sets
    chosen = [DATASETS[one] for one in DATASETS if one in wanted]
    if len(chosen) > 1 and form not in SEVERAL and not stated:
        raise Told("A file of this kind holds one set. Several go into one workbook: xlsx.")
    if form is Format.PARQUET and not parquet_writer.is_there():
        raise Told(_NO_PARQUET)
    opens = (
        partial(Statements, home=chosen_settings.xapi_iri) if stated else opening(form, words(lang))
    )
    narrowed = {
        "agency": agency is not None,
        "cohort": cohort is not None,
        "scenario": scenario is not None,
        "since": since is not None,
        "until": until is not None,
    }
    _refuse_idle(chosen, [name for name, given in narrowed.items() if given])
    name = XAPI if stated else chosen[0].name if len(chosen) == 1 else "basira"
    file = out or Path(f"{name}.{form}")
    reasons = leaving.asked_why(wanted, why, stated=stated)
    told_of = (XAPI,) if stated else tuple(one.name for one in chosen)

    async def made() -> Mapping[str, int]:
        async with opened(chosen_settings, _about(told_of, reasons, to)) as database:
            scope = await _scope(database, agency, cohort, scenario, since, until)
            release = _release(told_of, form, scope, reasons, to)
            return await _written(
                database, chosen, release, file, opens, words(lang), ask=not reasons.yes
            )

    tune()  # looking for garbage among rows that are soon gone took a third of the time
    try:
        counts = asyncio.run(made())
    except OSError as error:
        raise Told(f"{file} cannot be written: {error.strerror or error}.") from None
    except Gone:
        raise Told(
            "Somebody was erased while it was made, so it did not leave. Try again."
        ) from None
    for one, rows in counts.items():
        click.echo(f"{one}: {rows:,} rows", err=True)
    click.echo(shown(file))
    if to is not None:
        _send(file, to, chosen_settings)


def _refuse_unsafe(to: str, known: Settings, *, stated: bool) -> None:
    """Before anything is written."""
    from bot.cli.sending import here, usable
    from bot.settings import NOBODYS

    if not stated:
        raise Told("`--to` sends statements: `basira export xapi`.")
    if not usable(to):
        raise Told("`--to` takes an address that begins with https://, without a key in it.")
    if not (known.lrs_key.get_secret_value() and known.lrs_secret.get_secret_value()):
        raise Told("Set BASIRA_LRS_KEY and BASIRA_LRS_SECRET: the store's key, and its password.")
    if known.xapi_iri == NOBODYS and not here(to):
        raise Told(
            "Set BASIRA_XAPI_IRI first: an address of yours, below which all in statements is "
            "named. What a store has taken keeps its names for good."
        )


def _send(file: Path, to: str, known: Settings) -> None:
    import asyncio

    from rich.console import Console

    from bot.cli.sending import NotSent, send

    key, secret = known.lrs_key.get_secret_value(), known.lrs_secret.get_secret_value()
    proxy = known.proxy_to(to)
    with Console(stderr=True).status("Sending …") as status:
        try:
            taken = asyncio.run(
                send(
                    file,
                    to,
                    key,
                    secret,
                    lambda so_far: status.update(f"Sent: {so_far:,} …"),
                    proxy=proxy,
                )
            )
        except NotSent as error:
            raise Told(
                f"The store did not take everything: {error}. The same command goes on there."
            ) from None
    click.echo(f"sent: {taken:,} statements", err=True)


def _refuse_idle(chosen: Sequence[Dataset], named: Sequence[str]) -> None:
    """A filter that changes nothing would make a file look like less than it is."""
    for dataset in chosen:
        for name in named:
            if name not in dataset.filters:
                raise Told(f"`--{name}` does not narrow the set `{dataset.name}`.")


async def _scope(
    database: Database,
    agency: str | None,
    cohort: str | None,
    scenario: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Scope:
    from sqlalchemy import Connection

    from bot.cli.units import one_agency
    from storage.cohorts import cohorts
    from storage.exports.scope import Scope

    cohort_id = cohort.removeprefix("c_") if cohort else None

    def unit(conn: Connection) -> None:
        one_agency(conn, agency)
        if cohort_id is not None and cohorts.get(conn, cohort_id) is None:
            raise Told(f"There is no cohort `{cohort}`. `basira export cohorts` has their ids.")

    await database.read(unit)
    after = until + timedelta(days=1) if until else None
    ends = (one.replace(tzinfo=UTC) if one else None for one in (since, after))
    return Scope(agency, cohort_id, scenario, *ends)


def _about(sets: Sequence[str], why: Why, to: str | None) -> tuple[str, str]:
    """What is recorded that it was about: never what was written of it."""
    more = " sent" if to else " with names" if why.names else ""
    return ("set", " ".join(sets) + more)


def _release(sets: Sequence[str], kind: str, scope: Scope, why: Why, to: str | None) -> Release:
    """What is recorded of a file, before it is there."""
    from bot.app.ports import SystemClock, SystemDice
    from storage.exports.export_log import Release

    handed = ", ".join(one for one in (why.whom, to) if one) or None
    return Release(
        SystemDice().id(),
        None,
        why.by,
        SystemClock().now(),
        [*sets],
        kind,
        scope.agency,
        scope.cohort,
        scope.scenario,
        scope.since,
        scope.until,
        named=why.names,
        reason=why.reason,
        handed_to=handed,
    )


async def _written(
    database: Database,
    chosen: Sequence[Dataset],
    release: Release,
    file: Path,
    opens: Opens,
    speak: Words,
    *,
    ask: bool,
) -> Mapping[str, int]:
    from functools import partial

    from bot.app.library import Library, shelf
    from bot.app.ports import SystemClock
    from bot.export.dataset import Asked
    from bot.export.dataset_files import write
    from bot.export.export_log import leave
    from bot.export.named_people import WithNames
    from storage.exports import export_log

    clock, named = SystemClock(), WithNames()
    asked = Asked(release.scope, clock.now(), Library(database, shelf()))
    sets = [named.of(one) for one in chosen] if release.named else chosen
    if release.named and ask:
        await leaving.confirmed(database, named, sets, asked)

    async def make(place: Path) -> Mapping[str, int]:
        with bar() as told:
            return await write(database, sets, asked, place, opens, speak, told)

    await database.write(partial(export_log.begin, release=release))
    counts = await leave(
        database,
        clock,
        release,
        file,
        make,
        lambda: named.standing,
        nameless=lambda: named.nameless,
    )
    if release.named:
        reached, others = await leaving.reach(database, named.standing - named.nameless)
        click.echo(f"told: {reached:,}; cannot be told: {others:,}", err=True)
    return counts


def bar() -> AbstractContextManager[Callable[[Progress], None]]:
    """A bar for each set, where somebody looks on."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    console = Console(stderr=True)

    @contextmanager
    def shown() -> Iterator[Callable[[Progress], None]]:
        with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:
            known: dict[str, TaskID] = {}

            def told(progress: Progress) -> None:
                name = progress.dataset
                if name not in known:
                    known[name] = bars.add_task(name, total=1.0)
                what = f"{name}: {progress.rows:,}"
                bars.update(known[name], completed=progress.share, description=what)

            yield told

    return shown()
