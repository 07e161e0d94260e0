"""`basira scenarios translate`: texts that travel to a translator and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.paired import PATHS, counted, pairs_at, shown, write, write_lock
from bot.cli.program import Told

if TYPE_CHECKING:
    from scenarios.translation_import import Returned
    from scenarios.translation_pairs import Pair

_FORMATS = (".xlsx", ".po")
_LANGUAGES = {"en": "English", "ar": "Arabic"}
_COMMENT = re.compile(r"^[^\S\n]*#", re.MULTILINE)  # within a line, since lines may be many


@click.command()
@PATHS
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
@click.option(
    "--renamed",
    "names",
    multiple=True,
    metavar="OLD=NEW",
    help="Take the texts of a renamed scene, choice or other part along; may be repeated.",
)
def translate(
    paths: tuple[Path, ...],
    *,
    lang: str,
    out: Path | None,
    back: Path | None,
    keep_going: bool,
    names: tuple[str, ...],
) -> None:
    """Send texts to a translator, and bring them back.

    Without --out and --in it tells how the translations stand. With --in nothing is written while
    anything is wrong with the file: every problem is told with its row. Exit status: 1 when there
    is a problem.
    """
    from bot.spreadsheets import UnreadableFile
    from scenarios.saying import visible

    if sum(map(bool, (out, back, names))) > 1:
        raise click.UsageError("One of --out, --in and --renamed, not several.")
    if keep_going and not back:
        raise click.UsageError("--keep-going goes with --in.")
    try:
        found = list(pairs_at(paths))
        pairs = {folder: one for folder, one in found if one.language == lang}
        own = [one.scenario for _, one in found if one.own == lang]
        _check_ids(pairs)
        if out:
            _send(out, pairs, own, lang)
        elif back:
            _bring(back, pairs, lang, keep_going=keep_going)
        elif names:
            for name in names:
                _rename(name, paths, lang)
        else:
            _tell(pairs)
            for scenario in own:
                click.echo(_is_own(scenario, lang))
    except UnreadableFile as error:
        raise Told(visible(str(error))) from None


def _is_own(scenario: str, language: str) -> str:
    return f"{scenario}: {_LANGUAGES[language]} is its own language; nothing is translated."


def _rename(name: str, paths: tuple[Path, ...], language: str) -> None:
    """Change a name in the translations at some paths, where the scenario has changed it."""
    from scenarios.name_changes import Unmoved, renamed

    old, _, new = name.partition("=")
    if not old or not new:
        raise click.UsageError("--renamed wants OLD=NEW, such as `--renamed hall=lobby`.")
    count = 0
    for folder, pair in pairs_at(paths):
        try:
            done = renamed(pair, old, new) if pair.language == language else None
        except Unmoved as error:
            raise Told(f"{shown(folder)}: {error}") from None
        if done:
            write_lock(folder, pair, done.lock)
            write(folder / f"{language}.yaml", done.file)
            click.echo(f"{pair.scenario} {language}: {counted(done.count, 'text')} went along.")
            count += done.count
    if not count:
        raise Told(
            f"No text goes from `{old}` to `{new}`. Change the name in scenario.yaml first; "
            f"texts go only where the scenario has `{new}` and the translation does not."
        )


def _tell(pairs: Mapping[Path, Pair]) -> None:
    from scenarios.translation import Status

    for folder, pair in pairs.items():
        found = pair.statuses
        counts = Counter(found.values())
        said = [f"{counts[one]} {one}" for one in Status if counts[one] or one is Status.FRESH]
        click.echo(f"{pair.scenario} {pair.language}: {', '.join(said)}")
        if not pair.translation:
            click.echo(f"  There is no {shown(folder / f'{pair.language}.yaml')} yet.")
            continue
        if not pair.lock:
            click.echo("  Nothing is stamped yet: `basira scenarios stamp`, once it is read.")
        for key, status in found.items():
            if status is not Status.FRESH and (pair.lock or status is not Status.UNSTAMPED):
                click.echo(f"  {status:<9} {key}")
        if counts[Status.UNKNOWN] and counts[Status.MISSING]:
            click.echo(
                "  Where a name was changed, its texts go along with "
                f"`basira scenarios translate --renamed OLD=NEW {shown(folder)}`."
            )


def _send(out: Path, pairs: Mapping[Path, Pair], own: Sequence[str], language: str) -> None:
    from scenarios.translation_rows import rows

    if out.suffix.lower() not in _FORMATS:
        raise Told("The file's name must end in .xlsx or .po.")
    if out.exists():
        raise Told(f"{shown(out)} is there already; move it away, or take another name.")
    if not pairs:
        lines = [_is_own(scenario, language) for scenario in own]
        raise Told("\n".join(lines) or "There is no scenario to translate here.")
    found = [row for pair in pairs.values() for row in rows(pair)]
    if out.suffix.lower() == ".po":
        from bot.scenario_files import po_file

        po_file.write(out, found, language)
    else:
        from bot.scenario_files import translation_sheet

        translation_sheet.write(
            out, found, {pair.scenario: pair.own for pair in pairs.values()}, language
        )
    click.echo(f"{shown(out)}: {len(found)} rows of {counted(len(pairs), 'scenario')}.")


def _bring(back: Path, pairs: Mapping[Path, Pair], language: str, *, keep_going: bool) -> None:
    from scenarios.translation_import import take

    folders = {pair.scenario: folder for folder, pair in pairs.items()}
    taken = take({pair.scenario: pair for pair in pairs.values()}, _returned(back, language))
    for problem in taken.problems:
        click.echo(f"{shown(back)}: {problem}")
    if taken.problems and not keep_going:
        said = counted(len(taken.problems), "problem")
        click.echo(f"{said}; nothing was written.")
        raise click.exceptions.Exit(1)
    for scenario, texts in taken.texts.items():
        _keep(folders[scenario], pairs[folders[scenario]], texts)
    wrong = _lint(folders[scenario] for scenario in taken.texts)
    if taken.problems or wrong:
        raise click.exceptions.Exit(1)


def _returned(back: Path, language: str) -> list[Returned]:
    if back.suffix.lower() == ".po":
        from bot.scenario_files import po_file

        return po_file.read(back, language)
    if back.suffix.lower() == ".xlsx":
        from bot.scenario_files import translation_sheet

        return translation_sheet.read(back, language)
    raise Told("The file's name must end in .xlsx or .po.")


def _keep(folder: Path, pair: Pair, texts: Mapping[str, tuple[str, ...]]) -> None:
    """Write the translation and its lock. A crash between the two leaves texts stale, not fresh."""
    from scenarios.translation import stamp as stamped_with
    from scenarios.translation_writer import rewritten

    now = {key: one for key, one in pair.translation.items() if key in pair.original}
    whole = {**now, **texts}
    changed = sum(now.get(key) != one for key, one in texts.items())
    lost = ""
    if changed:
        file = rewritten(pair, whole)
        lost = _lost(pair, file)
        write(folder / f"{pair.language}.yaml", file)
    # What did not come back is neither stamped now nor loses its stamp.
    stamping = {key: one for key, one in whole.items() if key in texts or key in pair.lock}
    stamped = stamped_with(pair.original, stamping, pair.lock, texts.keys())
    write_lock(folder, pair, stamped.lock)
    click.echo(f"{pair.scenario} {pair.language}: {len(texts)} texts came back, {changed} changed.")
    if lost:
        click.echo(f"  Not kept: {lost}.")


def _lost(pair: Pair, file: str) -> str:
    """What of a translation's file is not in the new one."""
    strange = [f"`{key}`" for key in pair.translation if key not in pair.original]
    comments = len(_COMMENT.findall(pair.file)) - len(_COMMENT.findall(file))
    return ", ".join([*strange, *([counted(comments, "comment")] if comments > 0 else [])])


def _lint(folders: Iterable[Path]) -> int:
    """Tell what is wrong with scenarios now; texts that fit alone may be too long together."""
    from bot.cli.shelves import checked
    from scenarios.findings import errors

    found = sorted(errors(checked(folders)))
    for finding in found:
        click.echo(str(finding))
    return len(found)


def _check_ids(pairs: Mapping[Path, Pair]) -> None:
    """Rows are told apart by the ids of their scenarios."""
    counts = Counter(pair.scenario for pair in pairs.values())
    if twice := [scenario for scenario, count in counts.items() if count > 1]:
        raise Told(f"Two scenarios here have the id `{twice[0]}`; name one of them.")
