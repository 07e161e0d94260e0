"""`basira scenarios mark-translated`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.files import display_path
from bot.cli.program import CommandError
from bot.cli.translation_pairs import PATHS, pairs_at, write_lock

if TYPE_CHECKING:
    from scenarios.translation import StampResult
    from scenarios.translation_pairs import Pair


@click.command("mark-translated")
@PATHS
@click.option("--all", "everything", is_flag=True, help="Mark all texts, stale ones too.")
@click.option("--key", "keys", multiple=True, help="Mark this stale text too; repeatable.")
def scenarios_mark_translated(
    paths: tuple[Path, ...], *, everything: bool, keys: tuple[str, ...]
) -> None:
    """Mark translations as up to date with their sources.

    Writes `ar.lock` beside `ar.yaml`. New texts are marked; a stale text, whose source changed
    since, only with --all or --key, because somebody must read it again first. Each PATH is a
    folder of scenarios or of one. Exit status 1 when stale texts are left.
    """
    left = 0
    met: set[str] = set()
    for folder, pair in pairs_at(paths):
        if pair.file:
            met |= set(pair.original)
            left += _mark(folder, pair, set(pair.original) if everything else set(keys))
    if unknown := [key for key in keys if key not in met]:
        raise CommandError(
            f"There is no text `{unknown[0]}`. `basira scenarios translate` lists the keys."
        )
    if left:
        raise click.exceptions.Exit(1)


def _mark(folder: Path, pair: Pair, again: set[str]) -> int:
    """Mark one translation; returns the number of texts that are still stale."""
    from scenarios.translation import stamp

    done = stamp(pair.original, pair.translation, pair.lock, again)
    write_lock(folder, pair, done.lock)
    click.echo(f"{pair.scenario} {pair.language}: {_counts(done)}.")
    if done.left:
        for key in done.left:
            click.echo(f"  {key}")
        click.echo(
            "  Read each beside its source. If it still fits: `basira scenarios mark-translated "
            f"--key {done.left[0]} {display_path(folder)}`, or `--all` for all of them."
        )
    return len(done.left)


def _counts(done: StampResult) -> str:
    counts = (
        (len(done.stamped), "newly marked"),
        (len(done.read_again), "stale before, now marked"),
        (len(done.left), "stale"),
    )
    parts = [f"{count} {state}" for count, state in counts if count]
    return ", ".join(parts) or f"all {len(done.lock)} are marked already"
