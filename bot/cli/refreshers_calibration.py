"""`basira refreshers calibration`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


FORMS = {
    "story": "in the story",
    "same-move": "in new words",
    "new-setting": "in another setting",
    "look-alike": "as a look-alike",
    "second-setting": "in a second setting",
    "second-look-alike": "as a second look-alike",
}
SLOTS = {"asked": "asked for", "": "no slot"}


@click.command("calibration")
@json_option
def refreshers_calibration(*, as_json: bool) -> None:
    """Compare recall forecasts with answers, and show how many prompts are sent and answered.

    Results of fewer than five people are left out. Forecasts are those stored with each answer, by
    the parameters in use at that time.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.app.refreshers.forecast_quality import report
    from bot.cli.database import read
    from storage.refreshers import memories, recall_rates

    now = SystemClock().now()
    found = read(
        settings.load(),
        lambda conn: report(memories.everything(conn), recall_rates.sent_prompts(conn), now),
    )
    if as_json:
        print_json(found)
        return
    _forecasts(found)
    _prompts(found)


def _forecasts(found: Mapping[str, Any]) -> None:
    if found["forecasts"] is None:
        click.echo("Fewer than five people have answered a refresher: nothing can be told yet.")
        return
    sorts = [("all", found["forecasts"])]
    sorts += [(FORMS[form], result) for form, result in found["forms"].items()]
    rows = [(name, *_bin(result)) for name, sort in sorts for result in sort["bins"]]
    print_table(("answers", "forecast", "on average", "right", "how many"), rows, named=2)
    click.echo("")
    rows = [
        (name, f"{result['reviews']:,}", f"{result['log_loss']:.4f}", f"{result['rmse']:.4f}")
        for name, result in sorts
    ]
    print_table(("answers", "how many", "log loss", "RMSE"), rows)


def _bin(result: Mapping[str, Any]) -> Iterator[str]:
    yield f"{100 * result['low']:.0f}-{100 * result['high']:.0f} %"
    yield f"{100 * result['predicted']:.1f} %"
    yield f"{100 * result['observed']:.1f} %"
    yield f"{result['reviews']:,}"


def _prompts(found: Mapping[str, Any]) -> None:
    if found["slots"]:
        click.echo("")
        rows = [
            (
                SLOTS.get(slot["slot"], slot["slot"]),
                f"{slot['prompts']:,}",
                f"{100 * slot['answered'] / slot['prompts']:.0f} %",
            )
            for slot in found["slots"]
        ]
        print_table(("slot", "prompts", "answered"), rows)
    if (load := found["prompts"]) is not None:
        click.echo(
            f"\nUnasked: {load['prompts']:,} prompts to {load['people']:,} people, "
            f"{load['per_week']:.1f} a week each; the most in seven days was {load['most']}."
        )
