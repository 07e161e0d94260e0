"""Exhibits: what scenes show is there, files are what they should be, and words fit a caption."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios import limits, media
from scenarios.checks.wording import Measure
from scenarios.exhibits import by_language, in_cells
from scenarios.findings import did_you_mean
from scenarios.languages import REQUIRED
from scenarios.model import Exhibit, Scenario
from scenarios.rendering import render_outside_attempt, units
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.yaml_source import Source


def check_shown(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Scenes show exhibits that are there."""
    source = sources[scenario.language]
    for scene in scenario.scenes.values():
        for name in scene.exhibits:
            if name not in scenario.exhibits:
                text = say("There is no exhibit `{name}`.", name=name)
                mend = did_you_mean(name, scenario.exhibits)
                source.add_finding("exhibit-unknown", ("scenes", scene.id, "exhibit"), text, mend)


def check_unused(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every exhibit is shown somewhere, and every media file belongs to one."""
    source = sources[scenario.language]
    used = {name for scene in scenario.scenes.values() for name in scene.exhibits}
    for name in scenario.exhibits:
        if name not in used:
            text = say("No scene shows the exhibit `{name}`.", name=name)
            mend = say("Name it under `exhibit` of a scene, or leave it out.")
            source.add_warning("exhibit-unused", ("exhibits", name), text, mend)
    named = {
        path for exhibit in scenario.exhibits.values() for path in by_language(exhibit).values()
    }
    for path in scenario.files:
        if media.is_media(path) and path not in named:
            text = say("No exhibit uses the file `{file}`.", file=path)
            source.add_warning(
                "exhibit-unused", ("exhibits",), text, say("Take it out of the folder.")
            )


def check_files(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """The files of exhibits are there, small enough, and what they claim to be."""
    source = sources[scenario.language]
    for exhibit in scenario.exhibits.values():
        for language in scenario.scripts if exhibit.files else ():
            if language in REQUIRED and language not in exhibit.files:
                text = say("There is no file for the language `{language}`.", language=language)
                source.add_finding(
                    "exhibit-file", ("exhibits", exhibit.id, exhibit.kind, "file"), text
                )
        for language, path in by_language(exhibit).items():
            name = path.removeprefix(media.FOLDER)
            if not media.is_name(name) or language not in scenario.scripts:
                continue
            if path not in scenario.files:
                text = say("There is no file `{file}` beside the scenario.", file=path)
            else:
                found = media.problem(name, media.as_bytes(path, scenario.files[path]))
                if found is None:
                    continue
                text = found
            at = ("exhibits", exhibit.id, exhibit.kind, "file", language)
            source.add_finding("exhibit-file", at, text)
    paths = filter(media.is_media, scenario.files)
    whole = sum(len(media.as_bytes(path, scenario.files[path])) for path in paths)
    if whole > limits.MEDIA_ALL_BYTES:
        most = limits.MEDIA_ALL_BYTES // 1000
        text = say("The files of all exhibits together have more than {most} kB.", most=most)
        source.add_finding("exhibit-file", ("exhibits",), text)


def check_words_of_exhibits(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Captions and transcripts fit below a picture, and rows have a cell for each column."""
    for language, script in scenario.scripts.items():
        measure, source = Measure(script), sources[language]
        for exhibit in scenario.exhibits.values():
            key = f"exhibits.{exhibit.id}"
            caption = measure.longest(f"{key}.caption")
            transcript = _transcript(exhibit, measure)
            for part, found, most in (
                ("caption", caption, limits.CAPTION_UNITS),
                ("transcript", transcript, limits.TRANSCRIPT_UNITS),
            ):
                if found > most:
                    text = say(
                        "`{part}` of this exhibit has {found} characters; at most {most}.",
                        part=part,
                        found=found,
                        most=most,
                    )
                    source.add_finding("too-long", path_of(f"{key}.{part}"), text)
            _check_cells(exhibit, scenario, language, source)


def _transcript(exhibit: Exhibit, measure: Measure) -> int:
    """The longest that it can be, counted generously."""
    key = f"exhibits.{exhibit.id}.{exhibit.kind}"
    if exhibit.kind == "chat":
        return sum(
            measure.part[f"{key}.people.{message.by}"]
            + units(message.at)
            + 4
            + measure.part[f"{key}.messages.{message.id}.text"]
            for message in exhibit.messages
        )
    if exhibit.kind == "document":
        parts = ("heading", "foot", *(f"paragraphs.{name}" for name in exhibit.paragraphs))
        whole = sum(measure.part[f"{key}.{part}"] for part in parts)
        rows = sum(measure.part[f"{key}.rows.{name}"] for name in exhibit.rows)
        return whole + rows + len(exhibit.rows) * measure.part[f"{key}.columns"]
    return measure.longest(f"{key}.transcript")


def _check_cells(exhibit: Exhibit, scenario: Scenario, language: str, source: Source) -> None:
    key = f"exhibits.{exhibit.id}.document"
    head = render_outside_attempt(scenario, language, f"{key}.columns")
    if not exhibit.rows or head is None:
        return
    columns = len(in_cells(head))
    if columns > limits.COLUMNS:
        text = say("A table has at most {most} columns.", most=limits.COLUMNS)
        source.add_finding("exhibit-cells", path_of(f"{key}.columns"), text)
    for name in exhibit.rows:
        at = f"{key}.rows.{name}"
        for variant in scenario.scripts[language].texts.get(at, ()):
            found = len(in_cells(variant.text))
            if found != columns:
                text = say(
                    "This row has {found} cells, and the table {columns} columns.",
                    found=found,
                    columns=columns,
                )
                source.add_finding(
                    "exhibit-cells", path_of(at), text, say("Put `|` between cells.")
                )
