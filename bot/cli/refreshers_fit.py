"""`basira refreshers fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json, print_table
from bot.cli.program import CommandError
from bot.cli.refreshers_calibration import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.settings import Settings
    from scenarios.spaced_repetition.calibration import History
    from storage.db.database import Database
    from storage.refreshers.model_fits import Fit

_MISSING = (
    "The package that fits is not installed. It is the extra `optimise`:\n"
    "  pip install 'fsrs-rs-python>=0.9.3,<0.10'\n"
    "Nothing was changed, and refreshers go on with the parameters in use."
)


@click.command("fit")
@click.option("--use", "wanted", is_flag=True, help="Use the fitted parameters from now on.")
@click.option("--stop", is_flag=True, help="Return to the default parameters, and fit nothing.")
@json_option
def refreshers_fit(*, wanted: bool, stop: bool, as_json: bool) -> None:
    """Fit the memory model to all answers, and compare its forecasts before and after.

    Needs the extra `optimise`, 400 answers, and five people in each of the two halves used for
    cross-validation. Each fit is stored. Only `--use` changes when items come back, and never sends
    more prompts than before: the caps hold whatever a fit says.
    """
    import asyncio

    from bot import settings

    if wanted and stop:
        raise CommandError("Either --use or --stop, not both.")
    chosen = settings.load()
    if stop:
        _say_stopped(asyncio.run(_stopped(chosen)), as_json=as_json)
        return
    made, touched = asyncio.run(_fitted(chosen, wanted=wanted))
    if as_json:
        report = {"id": made.id, "parameters": [*made.parameters], **made.report, "used": wanted}
        print_json(report)
        return
    _show_fit(made.report)
    if wanted:
        click.echo(f"\nIn use. The memory of {touched:,} people was recomputed.")
    else:
        click.echo("\nStored, and not in use. `basira refreshers fit --use` uses it.")


async def _fitted(chosen: Settings, *, wanted: bool) -> tuple[Fit, int]:
    """Fit, and keep it; with how many people it touches, where it is put in use."""
    from bot.app.ports import SystemClock, SystemDice
    from bot.app.refreshers import deck, model_fitting
    from bot.cli.database import open_database
    from storage.refreshers import memories, model_fits
    from storage.refreshers.model_fits import Fit

    if not model_fitting.is_installed():
        raise CommandError(_MISSING)
    async with open_database(chosen) as database:
        reviews, before = await database.read(
            lambda conn: (memories.everything(conn), deck.in_use(conn))
        )
        histories = model_fitting.histories(reviews)
        _enough(histories)
        try:
            found = await model_fitting.fit(histories, before)
        except model_fitting.ModelFitError as error:
            raise CommandError(
                f"These answers cannot be fitted: {error}. Nothing was changed."
            ) from None
        now = SystemClock().now()
        made = Fit(SystemDice().id(), now, found.parameters, found.report)
        if not wanted:
            await database.write(lambda conn: model_fits.add(conn, made))
            return made, 0
        return made, await _used(chosen, database, made)


def _enough(histories: Sequence[History]) -> None:
    from bot.app.refreshers.model_fitting import LEAST, smallest_half
    from storage.playing.small_groups import FEWEST

    if (answers := sum(len(history.reviews) for history in histories)) < LEAST:
        raise CommandError(
            f"There are {answers:,} answers, and a fit needs {LEAST}: of fewer it would say "
            "more about chance than about people. Nothing was changed."
        )
    if smallest_half(histories) < FEWEST:
        raise CommandError(
            "These answers are of too few people. A fit is tried on one half of them and then on "
            f"the other, and each half of them needs {FEWEST} people who answered something "
            "twice or more: of fewer it would say more about single people than about all. "
            "Nothing was changed."
        )


async def _used(chosen: Settings, database: Database, made: Fit | None) -> int:
    from bot.app.ports import SystemClock
    from bot.app.refreshers import model_fitting
    from scenarios.case_library import LIBRARY, load_library

    library = load_library((LIBRARY, *chosen.folders)).scenarios
    return await model_fitting.use(database, library, made, SystemClock().now())


async def _stopped(chosen: Settings) -> int | None:
    """For how many people; None where no fit was in use."""
    from bot.cli.database import open_database
    from storage.refreshers import model_fits

    async with open_database(chosen) as database:
        if await database.read(model_fits.in_use) is None:
            return None
        return await _used(chosen, database, None)


def _say_stopped(touched: int | None, *, as_json: bool) -> None:

    if as_json:
        print_json({"used": False, "people": touched or 0})
    elif touched is None:
        click.echo("No fit was in use.")
    else:
        click.echo(
            "The default parameters are in use again. "
            f"The memory of {touched:,} people was recomputed."
        )


def _show_fit(report: Mapping[str, Any]) -> None:
    from bot.app.refreshers.model_fitting import is_better

    click.echo(f"{report['reviews']:,} answers of {report['people']:,} people\n")
    parts = [report[part] for part in ("before", "after", "held_out")]
    rows = [("all", *_compared(parts))]
    for form, name in FORMS.items():
        if all(form in part["forms"] for part in parts):
            rows.append((name, *_compared([part["forms"][form] for part in parts])))
    headings = ("answers", "log loss before", "after", "on others", "RMSE before", "after")
    print_table(("", *headings, "on others"), rows)
    click.echo("\nLess is better. On others: of each half of the people, fitted to the other half.")
    if not is_better(report):
        click.echo("On others it is no better than what is in use: it is not worth using.")


def _compared(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{parts[0]['reviews']:,}"
    for measure in ("log_loss", "rmse"):
        for part in parts:
            yield f"{part[measure]:.4f}"
