"""`basira scenarios stamp` and `translate`: what of a translation holds, and texts that travel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from scenarios.pairing import Pair
    from scenarios.returned import Returned
    from scenarios.translation import Stamped

_PATHS = click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…"
)
_FORMATS = (".xlsx", ".po")
_COMMENT = re.compile(r"^[^\S\n]*#", re.MULTILINE)  # within a line, since lines may be many


@click.command()
@_PATHS
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
    for folder, pair in _pairs(paths):
        if pair.file:
            met |= set(pair.original)
            left += _stamp(folder, pair, set(pair.original) if everything else set(keys))
    if unknown := [key for key in keys if key not in met]:
        raise Told(f"There is no text `{unknown[0]}`; the keys are those of `translate`.")
    if left:
        raise click.exceptions.Exit(1)


@click.command()
@_PATHS
@click.option(
    "--lang",
    default="ar",
    show_default=True,
    type=click.Choice(("en", "ar")),
    help="The language to translate to.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a .xlsx or .po file."
)
@click.option(
    "--in",
    "back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bring the texts of such a file back.",
)
@click.option("--keep-going", is_flag=True, help="With --in: take the rows that are right.")
def translate(
    paths: tuple[Path, ...], *, lang: str, out: Path | None, back: Path | None, keep_going: bool
) -> None:
    """Send texts to a translator, and bring them back.

    Without --out and --in it tells how the translations stand. With --in nothing is written while
    anything is wrong with the file: every problem is told with its row. Exit status: 1 when there
    is a problem.
    """
    from bot.exchange import Unreadable
    from scenarios.saying import visible

    if out and back:
        raise click.UsageError("Either --out or --in, not both.")
    if keep_going and not back:
        raise click.UsageError("--keep-going goes with --in.")
    try:
        pairs = {folder: one for folder, one in _pairs(paths) if one.language == lang}
        _check_ids(pairs)
        if out:
            _send(out, pairs, lang)
        elif back:
            _bring(back, pairs, lang, keep_going=keep_going)
        else:
            _tell(pairs)
    except Unreadable as error:
        raise Told(visible(str(error))) from None


def _stamp(folder: Path, pair: Pair, again: set[str]) -> int:
    """Stamp one translation; gives the number of its texts that are still stale."""
    from scenarios.translation import stamp as stamped_with

    done = stamped_with(pair.original, pair.translation, pair.lock, again)
    _write_lock(folder, pair, done)
    click.echo(f"{pair.scenario} {pair.language}: {_stamped(done)}.")
    if done.left:
        for key in done.left:
            click.echo(f"  {key}")
        click.echo(
            f"  Read each beside its source. Where it holds: `basira scenarios stamp --key "
            f"{done.left[0]} {_shown(folder)}`, or `--all` for all of them."
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


def _write_lock(folder: Path, pair: Pair, done: Stamped) -> None:
    from scenarios.translation import lock_name, written

    if done.lock != pair.lock:
        _write(folder / lock_name(pair.language), written(done.lock))


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8", newline="\n")
    beside.replace(file)


def _tell(pairs: Mapping[Path, Pair]) -> None:
    from scenarios.translation import Status

    for folder, pair in pairs.items():
        found = pair.statuses
        counts = Counter(found.values())
        said = [f"{counts[one]} {one}" for one in Status if counts[one] or one is Status.FRESH]
        click.echo(f"{pair.scenario} {pair.language}: {', '.join(said)}")
        if not pair.translation:
            click.echo(f"  There is no {_shown(folder / f'{pair.language}.yaml')} yet.")
            continue
        if not pair.lock:
            click.echo("  Nothing is stamped yet: `basira scenarios stamp`, once it is read.")
        for key, status in found.items():
            if status is not Status.FRESH and (pair.lock or status is not Status.UNSTAMPED):
                click.echo(f"  {status:<9} {key}")


def _send(out: Path, pairs: Mapping[Path, Pair], language: str) -> None:
    from scenarios.rows import rows

    if out.suffix.lower() not in _FORMATS:
        raise Told("The file's name must end in .xlsx or .po.")
    if out.exists():
        raise Told(f"{_shown(out)} is there already; move it away, or take another name.")
    if not pairs:
        raise Told("There is no scenario to translate here.")
    found = [row for pair in pairs.values() for row in rows(pair)]
    if out.suffix.lower() == ".po":
        from bot.exchange import catalogues

        catalogues.write(out, found, language)
    else:
        from bot.exchange import sheets

        sheets.write(out, found, {pair.scenario: pair.own for pair in pairs.values()}, language)
    click.echo(f"{_shown(out)}: {len(found)} rows of {_counted(len(pairs), 'scenario')}.")


def _bring(back: Path, pairs: Mapping[Path, Pair], language: str, *, keep_going: bool) -> None:
    from scenarios.returned import take

    folders = {pair.scenario: folder for folder, pair in pairs.items()}
    taken = take({pair.scenario: pair for pair in pairs.values()}, _returned(back, language))
    for problem in taken.problems:
        click.echo(f"{_shown(back)}: {problem}")
    if taken.problems and not keep_going:
        said = _counted(len(taken.problems), "problem")
        click.echo(f"{said}; nothing was written.")
        raise click.exceptions.Exit(1)
    for scenario, texts in taken.texts.items():
        _keep(folders[scenario], pairs[folders[scenario]], texts)
    wrong = _lint(folders[scenario] for scenario in taken.texts)
    if taken.problems or wrong:
        raise click.exceptions.Exit(1)


def _returned(back: Path, language: str) -> list[Returned]:
    if back.suffix.lower() == ".po":
        from bot.exchange import catalogues

        return catalogues.read(back, language)
    if back.suffix.lower() == ".xlsx":
        from bot.exchange import sheets

        return sheets.read(back, language)
    raise Told("The file's name must end in .xlsx or .po.")


def _keep(folder: Path, pair: Pair, texts: Mapping[str, tuple[str, ...]]) -> None:
    """Write the translation and its lock. A crash between the two leaves texts stale, not fresh."""
    from scenarios.rewriting import rewritten
    from scenarios.translation import stamp as stamped_with

    now = {key: one for key, one in pair.translation.items() if key in pair.original}
    whole = {**now, **texts}
    changed = sum(now.get(key) != one for key, one in texts.items())
    lost = ""
    if changed:
        file = rewritten(pair, whole)
        lost = _lost(pair, file)
        _write(folder / f"{pair.language}.yaml", file)
    # What did not come back is neither stamped now nor loses its stamp.
    stamping = {key: one for key, one in whole.items() if key in texts or key in pair.lock}
    _write_lock(folder, pair, stamped_with(pair.original, stamping, pair.lock, texts.keys()))
    click.echo(f"{pair.scenario} {pair.language}: {len(texts)} texts came back, {changed} changed.")
    if lost:
        click.echo(f"  Not kept: {lost}.")


def _lost(pair: Pair, file: str) -> str:
    """What of a translation's file is not in the new one."""
    strange = [f"`{key}`" for key in pair.translation if key not in pair.original]
    comments = len(_COMMENT.findall(pair.file)) - len(_COMMENT.findall(file))
    return ", ".join([*strange, *([_counted(comments, "comment")] if comments > 0 else [])])


def _lint(folders: Iterable[Path]) -> int:
    """Tell what is wrong with scenarios now; texts that fit alone may be too long together."""
    from bot.cli.shelves import checked
    from scenarios.findings import errors

    found = sorted(errors(checked(folders)))
    for finding in found:
        click.echo(str(finding))
    return len(found)


def _pairs(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Pair]]:
    """Every scenario beside each language it is not written in, there or not."""
    from scenarios.loader import files_of
    from scenarios.pairing import Unpaired, languages_of, pair

    for folder in _folders(paths):
        files = files_of(folder)
        try:
            for language in languages_of(files):
                yield folder, pair(files, language)
        except Unpaired as error:
            raise Told(f"{_shown(folder)}: {error}") from None


def _check_ids(pairs: Mapping[Path, Pair]) -> None:
    """Rows are told apart by the ids of their scenarios."""
    counts = Counter(pair.scenario for pair in pairs.values())
    if twice := [scenario for scenario, count in counts.items() if count > 1]:
        raise Told(f"Two scenarios here have the id `{twice[0]}`; name one of them.")


def _folders(paths: tuple[Path, ...]) -> list[Path]:
    from bot.cli.shelves import playable, scenarios_at

    places = [one for path in paths for one in scenarios_at(path)] if paths else playable()
    # By their real places, since a shell's pattern may name both files of one.
    return list({one.resolve(): one for one in places if one.is_dir()}.values())


def _shown(path: Path) -> str:
    from bot.cli.shelves import shown

    return shown(path)


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
