"""`basira scenarios translate`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.files import display_path, write_file
from bot.cli.output import counted
from bot.cli.program import CommandError
from bot.cli.translation_pairs import PATHS, pairs_at, write_lock
from scenarios.languages import LANGUAGES

if TYPE_CHECKING:
    from scenarios.translation_import import ImportedRow
    from scenarios.translation_pairs import Pair

_FORMATS = (".xlsx", ".po")
_COMMENT = re.compile(r"^[^\S\n]*#", re.MULTILINE)  # within a line, since lines may be many


@click.command("translate")
@PATHS
@click.option(
    "--lang",
    default="ar",
    show_default=True,
    type=click.Choice(tuple(LANGUAGES)),
    help="The language to translate into.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Export the texts to a new .xlsx or .po file.",
)
@click.option(
    "--in",
    "back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Import the translated texts of such a file.",
)
@click.option("--keep-going", is_flag=True, help="With --in: import the rows without problems.")
@click.option(
    "--renamed",
    "names",
    multiple=True,
    metavar="OLD=NEW",
    help="Move the texts of a renamed scene, choice or other part; repeatable.",
)
def scenarios_translate(
    paths: tuple[Path, ...],
    *,
    lang: str,
    out: Path | None,
    back: Path | None,
    keep_going: bool,
    names: tuple[str, ...],
) -> None:
    """Export texts for a translator, and import them again.

    Without --out and --in, show the state of the translations. With --in nothing is written while
    the file has any problem; each is printed with its row. Each PATH is a folder of scenarios or of
    one. Exit status 1 when there is a problem.

    \b
    basira scenarios translate my-case --out texts.xlsx
    basira scenarios translate my-case --in texts.xlsx
    """
    from bot.spreadsheets import UnreadableFile
    from scenarios.saying import sanitize

    if sum(map(bool, (out, back, names))) > 1:
        raise click.UsageError("One of --out, --in and --renamed, not several.")
    if keep_going and not back:
        raise click.UsageError("--keep-going goes with --in.")
    try:
        found = list(pairs_at(paths))
        pairs = {folder: pair for folder, pair in found if pair.language == lang}
        own = [pair.scenario for _, pair in found if pair.own == lang]
        _check_ids(pairs)
        if out:
            _send(out, pairs, own, lang)
        elif back:
            _bring(back, pairs, lang, keep_going=keep_going)
        elif names:
            for name in names:
                _rename(name, paths, lang)
        else:
            _print_status(pairs)
            for scenario in own:
                click.echo(_is_own(scenario, lang))
    except UnreadableFile as error:
        raise CommandError(sanitize(str(error))) from None


def _is_own(scenario: str, language: str) -> str:
    name = LANGUAGES[language].english
    return f"{scenario}: {name} is its own language; there is nothing to translate."


def _rename(name: str, paths: tuple[Path, ...], language: str) -> None:
    """Rename a part in translations, where the scenario has renamed it."""
    from scenarios.name_changes import RenameConflict, rename

    old, _, new = name.partition("=")
    if not old or not new:
        raise click.UsageError("--renamed takes OLD=NEW, such as `--renamed hall=lobby`.")
    count = 0
    for folder, pair in pairs_at(paths):
        try:
            done = rename(pair, old, new) if pair.language == language else None
        except RenameConflict as error:
            raise CommandError(f"{display_path(folder)}: {error}") from None
        if done:
            write_lock(folder, pair, done.lock)
            write_file(folder / f"{language}.yaml", done.file)
            click.echo(f"{pair.scenario} {language}: {counted(done.count, 'text')} moved.")
            count += done.count
    if not count:
        raise CommandError(
            f"No text moves from `{old}` to `{new}`. Change the name in scenario.yaml first; "
            f"texts move only if the scenario has `{new}` and the translation does not."
        )


def _print_status(pairs: Mapping[Path, Pair]) -> None:
    from scenarios.translation import Status

    for folder, pair in pairs.items():
        found = pair.statuses
        counts = Counter(found.values())
        parts = [
            f"{counts[status]} {status}"
            for status in Status
            if counts[status] or status is Status.FRESH
        ]
        click.echo(f"{pair.scenario} {pair.language}: {', '.join(parts)}")
        if not pair.translation:
            click.echo(f"  There is no {display_path(folder / f'{pair.language}.yaml')} yet.")
            continue
        if not pair.lock:
            click.echo(
                "  Nothing is marked yet: `basira scenarios mark-translated`, once it is read."
            )
        for key, status in found.items():
            if status is not Status.FRESH and (pair.lock or status is not Status.UNSTAMPED):
                click.echo(f"  {status:<9} {key}")
        if counts[Status.UNKNOWN] and counts[Status.MISSING]:
            click.echo(
                "  If a part was renamed, move its texts with "
                f"`basira scenarios translate --renamed OLD=NEW {display_path(folder)}`."
            )


def _send(out: Path, pairs: Mapping[Path, Pair], own: Sequence[str], language: str) -> None:
    from scenarios.translation_rows import rows

    if out.suffix.lower() not in _FORMATS:
        raise CommandError("The file's name must end in .xlsx or .po.")
    if out.exists():
        raise CommandError(f"{display_path(out)} exists already; move it, or use another name.")
    if not pairs:
        lines = [_is_own(scenario, language) for scenario in own]
        raise CommandError("\n".join(lines) or "There is no scenario to translate here.")
    found = [row for pair in pairs.values() for row in rows(pair)]
    if out.suffix.lower() == ".po":
        from bot.scenario_files import po_file

        po_file.write(out, found, language)
    else:
        from bot.scenario_files import translation_sheet

        translation_sheet.write(
            out, found, {pair.scenario: pair.own for pair in pairs.values()}, language
        )
    click.echo(f"{display_path(out)}: {len(found)} rows of {counted(len(pairs), 'scenario')}.")


def _bring(back: Path, pairs: Mapping[Path, Pair], language: str, *, keep_going: bool) -> None:
    from scenarios.translation_import import import_rows

    folders = {pair.scenario: folder for folder, pair in pairs.items()}
    taken = import_rows({pair.scenario: pair for pair in pairs.values()}, _returned(back, language))
    for problem in taken.problems:
        click.echo(f"{display_path(back)}: {problem}")
    if taken.problems and not keep_going:
        problems = counted(len(taken.problems), "problem")
        click.echo(f"{problems}; nothing was written.")
        raise click.exceptions.Exit(1)
    for scenario, texts in taken.texts.items():
        _keep(folders[scenario], pairs[folders[scenario]], texts)
    wrong = _lint(folders[scenario] for scenario in taken.texts)
    if taken.problems or wrong:
        raise click.exceptions.Exit(1)


def _returned(back: Path, language: str) -> list[ImportedRow]:
    if back.suffix.lower() == ".po":
        from bot.scenario_files import po_file

        return po_file.read(back, language)
    if back.suffix.lower() == ".xlsx":
        from bot.scenario_files import translation_sheet

        return translation_sheet.read(back, language)
    raise CommandError("The file's name must end in .xlsx or .po.")


def _keep(folder: Path, pair: Pair, texts: Mapping[str, tuple[str, ...]]) -> None:
    """Write the translation, then its lock: a crash between the two leaves texts stale."""
    from scenarios.translation import stamp
    from scenarios.translation_writer import write_translation

    now = {key: row for key, row in pair.translation.items() if key in pair.original}
    whole = {**now, **texts}
    changed = sum(now.get(key) != row for key, row in texts.items())
    lost = ""
    if changed:
        file = write_translation(pair, whole)
        lost = _lost(pair, file)
        write_file(folder / f"{pair.language}.yaml", file)
    # Texts that were not in the file keep their marks.
    stamping = {key: row for key, row in whole.items() if key in texts or key in pair.lock}
    stamped = stamp(pair.original, stamping, pair.lock, texts.keys())
    write_lock(folder, pair, stamped.lock)
    click.echo(f"{pair.scenario} {pair.language}: {len(texts)} texts imported, {changed} changed.")
    if lost:
        click.echo(f"  Not kept: {lost}.")


def _lost(pair: Pair, file: str) -> str:
    """The texts of the old file missing in the new one."""
    strange = [f"`{key}`" for key in pair.translation if key not in pair.original]
    comments = len(_COMMENT.findall(pair.file)) - len(_COMMENT.findall(file))
    return ", ".join([*strange, *([counted(comments, "comment")] if comments > 0 else [])])


def _lint(folders: Iterable[Path]) -> int:
    """Print the errors of scenarios: texts that fit alone may be too long together."""
    from bot.cli.scenario_files import checked
    from scenarios.findings import errors

    found = sorted(errors(checked(folders)))
    for finding in found:
        click.echo(str(finding))
    return len(found)


def _check_ids(pairs: Mapping[Path, Pair]) -> None:
    """Check that the ids are unique: rows refer to scenarios by them."""
    counts = Counter(pair.scenario for pair in pairs.values())
    if twice := [scenario for scenario, count in counts.items() if count > 1]:
        raise CommandError(f"Two scenarios here have the id `{twice[0]}`; name one of them.")
