"""`basira refreshers simulate`: a year of many learners, under our refreshers and under others."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.program import Told
from bot.cli.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.spaced_repetition.simulation import Outcome, Setting

_FORMATS = (".svg", ".png")
_MANY = 100_000  # days of learners under one schedule, from which it takes long enough for a bar
_MINUTE = 300_000  # likewise from which it may take a minute
NAMES = {
    "none": "none",
    "kerfoot": "12 or 24 days (Kerfoot)",
    "fixed": "days 7, 30, 90, 180",
    "sm-2": "SM-2",
    "ours": "Basira",
}
MODELS = {
    "fsrs": "If memory is as FSRS-6 has it, by which Basira reckons",
    "activation": "If memory is as ACT-R has it, which was made for other ends",
}


@click.command()
@click.option(
    "--learners", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="How many."
)
@click.option(
    "--days", default=365, show_default=True, type=click.IntRange(1, 3650), help="For how long."
)
@click.option(
    "--items",
    default=20,
    show_default=True,
    type=click.IntRange(2, 200),
    help="How many items each learner has met.",
)
@click.option(
    "--weekly",
    default=3,
    show_default=True,
    type=click.IntRange(1, 7),
    help="Prompts in seven days, at most; less is simulated too.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Draws all chance."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw a picture too, as .svg or .png.",
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    type=click.Choice(("en", "ar")),
    help="The language of the picture.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def simulate(
    learners: int,
    days: int,
    items: int,
    *,
    weekly: int,
    seed: int,
    out: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Let invented learners live through a year, under our refreshers and under others.

    They answer late, or never. How they remember is made up, by two models: one is that by which
    Basira reckons, the other is not. Nothing here is measured of people.
    """
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise Told("A picture's name must end in .svg or .png.")
    from scenarios.spaced_repetition.memory_traces import MODELS as MODEL_NAMES
    from scenarios.spaced_repetition.simulation import OURS, Setting, settings

    base = Setting(OURS, MODEL_NAMES[0], learners, days, items, seed)
    found = _simulated([one for model in MODEL_NAMES for one in settings(base, weekly, model)])
    if as_json:
        click.echo(json.dumps(_told(found), indent=2))
    else:
        _show(found)
    if out is not None:
        _draw(found, lang, out)


def _simulated(chosen: Sequence[Setting]) -> list[Outcome]:
    """All of them, on every core where it takes long, with a bar where somebody looks on."""
    from rich.console import Console
    from rich.progress import Progress

    from scenarios.spaced_repetition.simulation import simulate as lived

    size = chosen[0].learners * chosen[0].days
    if size < _MANY:
        return [lived(one) for one in chosen]
    if size > _MINUTE:
        click.echo("So many learners and days may take a minute or more.", err=True)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Living", total=len(chosen))
        return _at_once(chosen, lambda: progress.advance(bar))


def _at_once(chosen: Sequence[Setting], tell: Any) -> list[Outcome]:
    """As many at once as there are cores; the order is that in which they were asked for."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    from scenarios.spaced_repetition.simulation import simulate as lived

    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        work = {pool.submit(lived, one): at for at, one in enumerate(chosen)}
        found: list[Outcome | None] = [None] * len(chosen)
        for done in as_completed(work):
            found[work[done]] = done.result()
            tell()
    return [one for one in found if one is not None]


def _nothing(found: Sequence[Outcome], model: str) -> Outcome:
    return next(one for one in _of(found, model) if one.setting.schedule == "none")


def _of(found: Sequence[Outcome], model: str) -> list[Outcome]:
    return [one for one in found if one.setting.model == model]


def _told(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        row = asdict(one)
        setting = row.pop("setting")
        gained = one.gained(_nothing(found, one.setting.model))
        rows.append({**setting, **row, "weighed": one.weighed, "gained": gained})
    return rows


def _show(found: Sequence[Outcome]) -> None:
    setting = found[0].setting
    click.echo(
        f"{setting.learners:,} invented learners · {setting.items} items each · "
        f"{setting.days} days · nothing here is measured of people"
    )
    for model, heading in MODELS.items():
        click.echo(f"\n{heading}\n")
        _outcomes(_of(found, model))
        click.echo("")
        _beside(_of(found, model))


def _outcomes(found: Sequence[Outcome]) -> None:
    nothing = next(one for one in found if one.setting.schedule == "none")
    headings = (
        *("schedule", "caps", "recalled", "critical", "weighed", "asked", "prompts"),
        *("gain", "crowded", "a day", "a week", "first week"),
    )
    print_table(headings, (_row(one, nothing) for one in found), named=2)


def _row(one: Outcome, nothing: Outcome) -> tuple[str, ...]:
    gained = one.gained(nothing)
    return (
        NAMES[one.setting.schedule],
        _caps(one.setting),
        *(f"{100 * share:.1f} %" for share in (one.recall, one.critical, one.weighed)),
        f"{one.asked:.1f}",
        f"{one.prompts:.1f}",
        "-" if gained is None else f"{gained:.2f}",
        f"{100 * one.crowded:.0f} %",
        str(one.peak),
        str(one.busiest),
        f"{one.first_week:.1f}",
    )


def _caps(setting: Setting) -> str:
    if setting.weekly is None:
        return "-"
    wished = "" if setting.wish is None else f", {100 * setting.wish:.0f} %"
    return f"{setting.weekly} a week × {setting.most}{wished}"


def _beside(found: Sequence[Outcome]) -> None:
    """Ours beside others: where each item is asked as often, and where the caps are the same."""
    from scenarios.spaced_repetition.schedule_lead import by_caps, by_wish

    wished, narrow = by_wish(found), by_caps(found)
    parts = (
        ("as published, asked as often", [(one.setting, one.published) for one in wished]),
        ("within the caps, asked as often", [(one.setting, one.capped) for one in wished]),
        ("as published, asked as often", [(one.setting, one.published) for one in narrow[:-1]]),
        ("within the same caps", [(one.setting, one.capped) for one in narrow]),
    )
    rows = [
        (name, _caps(setting), *map(_points, points))
        for name, part in parts
        for setting, points in part
    ]
    headings = ("Basira over others, in points", "caps", "recalled", "critical", "weighed")
    print_table(headings, rows, named=2)


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _draw(found: Sequence[Outcome], lang: str, out: Path) -> None:
    from bot.cli.drawing import write
    from bot.cli.shelves import shown
    from bot.pictures.drawing import png
    from bot.pictures.recall import recall_picture

    picture = recall_picture(found, lang)
    write(out, png(picture) if out.suffix.lower() == ".png" else picture.svg.encode())
    click.echo(shown(out), err=True)
