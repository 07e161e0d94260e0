"""`basira refreshers`: simulated, fitted to answers, and held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.program import Told
from bot.cli.tables import print_table

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
FORMS = {
    "story": "in the story",
    "same-move": "in new words",
    "new-setting": "in another setting",
    "look-alike": "as a look-alike",
}
SLOTS = {"asked": "asked for", "": "no slot"}


@click.group()
def refreshers() -> None:
    """Fit the memory model to answers, and compare forecasts with results."""


@refreshers.command()
@click.option("--use", "wanted", is_flag=True, help="Reckon with it from now on.")
@click.option(
    "--stop", is_flag=True, help="Go back to the model's own parameters, and fit nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def fit(*, wanted: bool, stop: bool, as_json: bool) -> None:
    """Fit the model of memory to all answers, and say how much better it forecasts.

    Needs the extra `optimise`, 400 answers, and five people in each of the two halves on which it
    is tried. Each fit is kept. Only `--use` changes when items come back, and then no more prompts
    come than before: the caps hold whatever a fit says.
    """
    import asyncio
    import json

    from bot import settings

    if wanted and stop:
        raise Told("Either --use or --stop, not both.")
    chosen = settings.load()
    if stop:
        _say_stopped(asyncio.run(_stopped(chosen)), as_json=as_json)
        return
    made, touched = asyncio.run(_fitted(chosen, wanted=wanted))
    if as_json:
        told = {"id": made.id, "parameters": [*made.parameters], **made.report, "used": wanted}
        click.echo(json.dumps(told, indent=2))
        return
    _show_fit(made.report)
    if wanted:
        click.echo(f"\nIn use. The memories of {touched:,} people were made anew.")
    else:
        click.echo("\nKept, and not in use. `basira refreshers fit --use` puts one in use.")


async def _fitted(chosen: Settings, *, wanted: bool) -> tuple[Fit, int]:
    """Fit, and keep it; with how many people it touches, where it is put in use."""
    from bot.app.ports import SystemClock, SystemDice
    from bot.app.refreshers import deck, model_fitting
    from bot.cli.units import opened
    from storage.refreshers import memories, model_fits
    from storage.refreshers.model_fits import Fit

    if not model_fitting.is_there():
        raise Told(_MISSING)
    async with opened(chosen) as database:
        reviews, before = await database.read(
            lambda conn: (memories.everything(conn), deck.in_use(conn))
        )
        histories = model_fitting.histories(reviews)
        _enough(histories)
        try:
            found = await model_fitting.fitted(histories, before)
        except model_fitting.NoFit as error:
            raise Told(f"These answers cannot be fitted: {error}. Nothing was changed.") from None
        now = SystemClock().now()
        made = Fit(SystemDice().id(), now, found.parameters, found.report)
        if not wanted:
            await database.write(lambda conn: model_fits.add(conn, made))
            return made, 0
        return made, await _used(chosen, database, made)


def _enough(histories: Sequence[History]) -> None:
    from bot.app.playing.peer_answers import FEWEST
    from bot.app.refreshers.model_fitting import LEAST, fewest

    if (answers := sum(len(one.reviews) for one in histories)) < LEAST:
        raise Told(
            f"There are {answers:,} answers, and a fit needs {LEAST}: of fewer it would say "
            "more about chance than about people. Nothing was changed."
        )
    if fewest(histories) < FEWEST:
        raise Told(
            "These answers are of too few people. A fit is tried on one half of them and then on "
            f"the other, and each half of them needs {FEWEST} people who answered something "
            "twice or more: of fewer it would say more about single people than about all. "
            "Nothing was changed."
        )


async def _used(chosen: Settings, database: Database, made: Fit | None) -> int:
    from bot.app.ports import SystemClock
    from bot.app.refreshers import model_fitting
    from scenarios.case_library import LIBRARY, load_shelf

    shelf = load_shelf((LIBRARY, *chosen.folders)).scenarios
    return await model_fitting.use(database, shelf, made, SystemClock().now())


async def _stopped(chosen: Settings) -> int | None:
    """For how many people; None where no fit was in use."""
    from bot.cli.units import opened
    from storage.refreshers import model_fits

    async with opened(chosen) as database:
        if await database.read(model_fits.in_use) is None:
            return None
        return await _used(chosen, database, None)


def _say_stopped(touched: int | None, *, as_json: bool) -> None:
    import json

    if as_json:
        click.echo(json.dumps({"used": False, "people": touched or 0}, indent=2))
    elif touched is None:
        click.echo("No fit was in use.")
    else:
        click.echo(
            "The model's own parameters are in use again. "
            f"The memories of {touched:,} people were made anew."
        )


def _show_fit(report: Mapping[str, Any]) -> None:
    from bot.app.refreshers.model_fitting import worth

    click.echo(f"{report['reviews']:,} answers of {report['people']:,} people\n")
    parts = [report[one] for one in ("before", "after", "held_out")]
    rows = [("all", *_compared(parts))]
    for told, name in FORMS.items():
        if all(told in one["forms"] for one in parts):
            rows.append((name, *_compared([one["forms"][told] for one in parts])))
    headings = ("answers", "log loss before", "after", "on others", "RMSE before", "after")
    print_table(("", *headings, "on others"), rows)
    click.echo("\nLess is better. On others: of each half of the people, fitted to the other half.")
    if not worth(report):
        click.echo("On others it is no better than what is in use: it is not worth using.")


def _compared(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{parts[0]['reviews']:,}"
    for measure in ("log_loss", "rmse"):
        for one in parts:
            yield f"{one[measure]:.4f}"


@refreshers.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def calibration(*, as_json: bool) -> None:
    """Compare what was forecast with what was answered, and see how much comes and is answered.

    What fewer than five people did is left out. Forecasts are those that were kept with each
    answer, by the parameters in use then.
    """
    import json

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.app.refreshers.forecast_quality import report
    from bot.cli.units import looked_up
    from storage.refreshers import memories, recall_rates

    now = SystemClock().now()
    found = looked_up(
        settings.load(),
        lambda conn: report(memories.everything(conn), recall_rates.sent(conn), now),
    )
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    _forecasts(found)
    _prompts(found)


def _forecasts(found: Mapping[str, Any]) -> None:
    if found["forecasts"] is None:
        click.echo("Fewer than five people have answered a refresher: nothing can be told yet.")
        return
    sorts = [("all", found["forecasts"])]
    sorts += [(FORMS[told], one) for told, one in found["forms"].items()]
    rows = [(name, *_bin(one)) for name, sort in sorts for one in sort["bins"]]
    print_table(("answers", "forecast", "on average", "right", "how many"), rows, named=2)
    click.echo("")
    rows = [
        (name, f"{one['reviews']:,}", f"{one['log_loss']:.4f}", f"{one['rmse']:.4f}")
        for name, one in sorts
    ]
    print_table(("answers", "how many", "log loss", "RMSE"), rows)


def _bin(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{100 * one['low']:.0f}-{100 * one['high']:.0f} %"
    yield f"{100 * one['predicted']:.1f} %"
    yield f"{100 * one['observed']:.1f} %"
    yield f"{one['reviews']:,}"


def _prompts(found: Mapping[str, Any]) -> None:
    if found["slots"]:
        click.echo("")
        rows = [
            (
                SLOTS.get(one["slot"], one["slot"]),
                f"{one['prompts']:,}",
                f"{100 * one['answered'] / one['prompts']:.0f} %",
            )
            for one in found["slots"]
        ]
        print_table(("slot", "prompts", "answered"), rows)
    if (load := found["prompts"]) is not None:
        click.echo(
            f"\nUnasked: {load['prompts']:,} prompts to {load['people']:,} people, "
            f"{load['per_week']:.1f} a week each; the most in seven days was {load['most']}."
        )
