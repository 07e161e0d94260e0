"""`basira scenarios diff`."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, language_option, print_json
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from bot.locale import Words
    from scenarios.edition_diff import Change, DecisionHistory, EditionDiff
    from scenarios.model import Scenario

_WORD = re.compile(r"[\w\u064b-\u065f\u0670]+|\s+|.")  # vowel signs stay with their letters
_SIGNS = {"added": "+", "removed": "-", "renamed": "~"}
_COLOURS = {"added": "green", "removed": "red", "renamed": "yellow"}
_ORDER = {"value": 1, "text": 2}  # after parts
_FATES = {
    "kept": ("=", "dim"),
    "anew": ("!", "yellow"),
    "new": ("+", "green"),
    "gone": ("-", "red"),
}


@click.command("diff")
@click.argument("old")
@click.argument("new")
@language_option
@json_option
def scenarios_diff(old: str, new: str, *, lang: str, as_json: bool) -> None:
    """Show what changed for learners between two editions of a scenario.

    OLD and NEW are folders of a scenario, files, or ids of `basira scenarios list`. Says whether
    the new texts may reach attempts under way, and which decisions keep their statistics.
    """
    from bot.locale import words
    from scenarios.edition_diff import diff

    before, now = _edition(old), _edition(new)
    found = diff(before, now)
    if as_json:
        print_json(_told(before, now, found, words(lang)))
    else:
        _show(before, now, found, words(lang))


def _edition(name: str) -> Scenario:
    """The scenario at a place, or of an id; stamps of its translations are not asked for."""
    from bot.cli.files import display_path
    from bot.cli.scenario_files import loaded, scenarios_at
    from scenarios.findings import errors
    from scenarios.loader import LOCKS, files_of, load

    path = Path(name)
    places = scenarios_at(path) if path.exists() else _by_id(name)
    if len(places) > 1:
        raise CommandError(f"There are several scenarios in {name}; name one of them.")
    place = places[0]
    if place.is_dir():
        files = {file: raw for file, raw in files_of(place).items() if file not in LOCKS}
        found = load(files, display_path(place))
    else:
        found = loaded(place)
    wrong = errors(found.findings)
    if found.scenario is None and found.untranslated is not None:
        for file in sorted({finding.file for finding in wrong}):
            click.echo(f"{file} has errors; its texts are not compared.", err=True)
    scenario = found.scenario or found.untranslated
    if scenario is None:
        raise CommandError("\n".join([f"{name} cannot be compared yet:", *map(str, wrong)]))
    return scenario


def _by_id(name: str) -> list[Path]:
    from bot.cli.scenario_files import playable
    from scenarios.findings import did_you_mean

    folders = playable()
    found = [folder for folder in folders if folder.name == name]
    if not found:
        near = did_you_mean(name, [folder.name for folder in folders])
        raise CommandError(
            f"There is no scenario `{name}`. {near or 'See `basira scenarios list`.'}"
        )
    return found[:1]


# --- for people


def _show(old: Scenario, new: Scenario, found: EditionDiff, words: Words) -> None:
    from rich.console import Console
    from rich.text import Text

    from scenarios.edition_diff import heading, histories_heading

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    editions = f"{old.edition[:8]} → {new.edition[:8]}"
    console.print(Text.assemble((new.id, "bold"), "  ", (editions, "dim")))
    console.print(Text(words.render(found.verdict)))
    languages = ["", *new.scripts]  # its own first

    def rank(change: Change) -> tuple[int, int]:
        return _ORDER.get(change.kind, 0), languages.index(change.language)

    for _, some in groupby(sorted(found.changes, key=rank), key=rank):
        changes = list(some)
        title = heading(changes[0].kind, changes[0].language)
        console.print()
        console.print(Text(words.render(title), "bold"))
        for change in changes:
            _show_change(console, change, words)
    if found.changes:
        console.print()
        console.print(Text(words.render(histories_heading()), "bold"))
        for fate in found.histories:
            _show_fate(console, fate, words)
    console.print()
    console.print(Text(words.render(found.scored)))
    for saying in found.by_competency:
        console.print(Text(f"  {words.render(saying)}"))


def _where(change: Change, words: Words) -> str:
    return " · ".join(words.render(part.message) for part in change.path)


def _show_change(console: Console, change: Change, words: Words) -> None:
    from rich.text import Text

    where, saying = _where(change, words), words.render(change.message)
    if change.kind == "text":
        console.print(Text(f"  {where}", "dim"))
    else:
        sign = _SIGNS.get(change.kind, "·")
        line = f"  {sign} {where}: {saying}" if where else f"  {sign} {saying}"
        console.print(Text(line, _COLOURS.get(change.kind, "")))
    if change.kind in ("text", "added", "removed"):
        old, new = _marked(change.old, change.new)
        for text, sign, colour in ((old, "-", "red"), (new, "+", "green")):
            if text:
                console.print(_indented(text, sign, colour))


def _marked(old: str, new: str) -> tuple[Text, Text]:
    """Two texts with their differing words highlighted, if both exist."""
    from rich.text import Text

    texts = Text(), Text()
    was, now = _WORD.findall(old), _WORD.findall(new)
    for same, *ends in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        style = "bold underline" if same != "equal" and old and new else ""
        texts[0].append("".join(was[ends[0] : ends[1]]), style)
        texts[1].append("".join(now[ends[2] : ends[3]]), style)
    return texts


def _indented(text: Text, sign: str, colour: str) -> Text:
    from rich.text import Text

    lines = text.split("\n", allow_blank=True)
    shown = Text("\n").join(
        Text.assemble(f"    {sign} " if number == 0 else "      ", line)
        for number, line in enumerate(lines)
    )
    shown.stylize(colour)
    return shown


def _show_fate(console: Console, fate: DecisionHistory, words: Words) -> None:
    from rich.text import Text

    sign, style = _FATES[fate.status]
    name = fate.scene if fate.old_scene in ("", fate.scene) else f"{fate.old_scene} → {fate.scene}"
    console.print(Text(f"  {sign} {name}: {words.render(fate.message)}", style))


# --- for scripts


def _told(old: Scenario, new: Scenario, found: EditionDiff, words: Words) -> dict[str, Any]:
    best = [float(score) for score in found.best] if found.best else [None, None]
    return {
        "old": {"id": old.id, "edition": old.edition},
        "new": {"id": new.id, "edition": new.edition},
        "verdict": words.render(found.verdict),
        "same_structure": found.same_structure,
        "correctable": found.correctable,
        "changes": [_change(change, words) for change in found.changes],
        "decisions": [_fate(fate) for fate in found.histories],
        "best": {"old": best[0], "new": best[1]},
    }


def _change(change: Change, words: Words) -> dict[str, str]:
    return {
        "sort": change.kind,
        "place": _where(change, words),
        "message": words.render(change.message),
        "language": change.language,
        "old": change.old,
        "new": change.new,
    }


def _fate(fate: DecisionHistory) -> dict[str, str]:
    return {"scene": fate.scene, "was": fate.old_scene, "statistics": fate.status}
