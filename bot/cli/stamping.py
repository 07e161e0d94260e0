"""`basira scenarios stamp`: what of a translation holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.paired import PATHS, pairs_at, shown, write_lock
from bot.cli.program import Told

if TYPE_CHECKING:
    from scenarios.translation import Stamped
    from scenarios.translation_pairs import Pair


@click.command()
@PATHS
@click.option("--all", "everything", is_flag=True, help="Stamp stale texts too, all of them.")
@click.option("--key", "keys", multiple=True, help="Stamp this stale text too; may be repeated.")
def stamp(paths: tuple[Path, ...], *, everything: bool, keys: tuple[str, ...]) -> None:
    """Say that translations fit their sources as they are now.

    Writes `ar.lock` beside `ar.yaml`. What was never stamped is; a text whose source has changed
    since (a stale one) only with --all or --key, since someone must read it again first. Exit
    status: 1 when stale texts are left.
    """
    left = 0
    met: set[str] = set()
    for folder, pair in pairs_at(paths):
        if pair.file:
            met |= set(pair.original)
            left += _stamp(folder, pair, set(pair.original) if everything else set(keys))
    if unknown := [key for key in keys if key not in met]:
        raise Told(f"There is no text `{unknown[0]}`; the keys are those of `translate`.")
    if left:
        raise click.exceptions.Exit(1)


def _stamp(folder: Path, pair: Pair, again: set[str]) -> int:
    """Stamp one translation; gives the number of its texts that are still stale."""
    from scenarios.translation import stamp as stamped_with

    done = stamped_with(pair.original, pair.translation, pair.lock, again)
    write_lock(folder, pair, done.lock)
    click.echo(f"{pair.scenario} {pair.language}: {_stamped(done)}.")
    if done.left:
        for key in done.left:
            click.echo(f"  {key}")
        click.echo(
            f"  Read each beside its source. Where it holds: `basira scenarios stamp --key "
            f"{done.left[0]} {shown(folder)}`, or `--all` for all of them."
        )
    return len(done.left)


def _stamped(done: Stamped) -> str:
    counts = (
        (len(done.stamped), "newly stamped"),
        (len(done.read_again), "stale before and stamped"),
        (len(done.left), "stale and not stamped"),
    )
    said = [f"{count} {what}" for count, what in counts if count]
    return ", ".join(said) or f"all {len(done.lock)} are stamped already"
