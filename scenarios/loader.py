"""Loads scenario files: the result is a scenario or findings, each with file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from scenarios import limits, media
from scenarios.build import build
from scenarios.checks import advise, check
from scenarios.checks.giveaways import check_giveaways
from scenarios.checks.lazy import check_lazy
from scenarios.checks.stamps import check_stamps
from scenarios.document import ScenarioSpec
from scenarios.explore import Verdict, explore, reference_of
from scenarios.findings import Finding, errors
from scenarios.giveaways.survey import Readers
from scenarios.languages import LANGUAGES
from scenarios.model import Reference, Scenario
from scenarios.repair import repair
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.translation import lock_name, parse_lock
from scenarios.validation_messages import report_error
from scenarios.yaml_source import Source, read

SCENARIO = "scenario.yaml"
YAML_FILES = (SCENARIO, *(f"{language}.yaml" for language in LANGUAGES))
Explorer: TypeAlias = Callable[[Scenario], Reference | None]
LOCKS = tuple(lock_name(language) for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of loading.

    Attributes:
        scenario: Present if playable without restrictions.
        findings: Errors and warnings.
        verdict: The result of exploring it.
        draft: A scenario whose fairness is undecided: it can be viewed, but
            results cannot be scored.
        untranslated: A scenario reduced to its complete languages, if only translations prevent
            sharing: its author can play and measure it meanwhile.
    """

    scenario: Scenario | None
    findings: tuple[Finding, ...]
    verdict: Verdict
    draft: Scenario | None = None
    untranslated: Scenario | None = None


def load_folder(
    folder: Path,
    show: str | None = None,
    *,
    advice: bool = True,
    readers: Readers | None = None,
) -> Loaded:
    """Load the scenario in a folder.

    Args:
        folder: Contains `scenario.yaml` and a file for each translation.
        show: The folder's name in findings; by default the path as given.
        advice: Whether to include warnings for the author.
        readers: Readers trained on other cases; they find wording that gives decisions away.
    """
    files = files_of(folder)
    # In a folder each translation needs a lock; uploads have none.
    wanted = {lock_name(language): b"" for language in LANGUAGES if f"{language}.yaml" in files}
    name = show if show is not None else str(folder)
    return load({**wanted, **files}, name, advice=advice, readers=readers)


def files_of(folder: Path) -> dict[str, bytes]:
    """The content of a scenario's files by name: original, translations, locks and media."""
    shown = (f"{media.FOLDER}{file.name}" for file in sorted((folder / media.FOLDER).glob("*")))
    names = (*YAML_FILES, *LOCKS, *filter(media.is_media, shown))
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def edition_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files of an edition as it keeps them: what its hash is made of."""
    return {
        name: media.as_text(name, raw)
        for name, raw in files.items()
        if name in YAML_FILES or media.is_media(name)
    }


def recall(files: Mapping[str, str], explored: Explorer = reference_of) -> Scenario | None:
    """Restore an accepted edition from its stored texts.

    Checks added in later releases are skipped: attempts are pinned to the edition as it is.

    Args:
        files: Its texts, by file name.
        explored: Returns the best safe path; exploring even a small file may take seconds.
    """
    sources = {name: read(name, files[name].encode()) for name in YAML_FILES if name in files}
    main = sources.get(SCENARIO)
    try:
        spec = ScenarioSpec.model_validate(main.data if main else None)
    except ValidationError:
        return None
    assert main is not None
    scenario = build(spec, main, _translations(spec, sources), files)
    return replace(scenario, reference=explored(scenario))


def rebuild(files: Mapping[str, str]) -> Scenario | None:
    """Build an accepted edition from its stored texts without exploring it.

    It has no reference path, which suffices for its structure. None if the texts
    cannot be parsed.
    """
    return recall(files, lambda _scenario: None)


def load(
    files: Mapping[str, bytes],
    folder: str = "",
    *,
    advice: bool = True,
    readers: Readers | None = None,
) -> Loaded:
    """Load a scenario from the content of its files, by file name.

    Args:
        files: Untrusted `scenario.yaml`, a file for each translation and media files; with locks
            if stale translations shall be reported.
        folder: The prefix of file names in findings.
        advice: Whether to include warnings for the author.
        readers: Readers trained on other cases; they find wording that gives decisions away.
    """
    prefix = f"{folder}/" if folder else ""
    sources = {name: read(prefix + name, raw) for name, raw in files.items() if name in YAML_FILES}
    main = sources.setdefault(SCENARIO, Source(prefix + SCENARIO))
    if SCENARIO not in files:
        main.add_finding("no-file", (), say("This file is missing."))
    scenario, verdict = _scenario(main, sources, files, advice=advice, readers=readers)
    findings = _ordered(sources)
    if not errors(findings):
        return Loaded(scenario, findings, verdict)
    if verdict is Verdict.UNKNOWN:
        return Loaded(None, findings, verdict, draft=scenario)
    return Loaded(None, findings, verdict, untranslated=None if errors(main.findings) else scenario)


def _scenario(
    main: Source,
    sources: Mapping[str, Source],
    files: Mapping[str, bytes],
    *,
    advice: bool,
    readers: Readers | None,
) -> tuple[Scenario | None, Verdict]:
    """The scenario in its complete languages, and the result of exploring it."""
    spec = _spec(main, sources)
    if spec is None:
        return None, Verdict.WRONG
    translations = _translations(spec, sources)  # before building adds findings to them
    scenario = build(spec, main, translations, edition_files(files))
    by_language = {spec.language: main, **translations}
    check(scenario, by_language)
    locks = {
        translation: files[lock_name(translation)]
        for translation in translations
        if lock_name(translation) in files
    }
    check_stamps(scenario, translations, {name: parse_lock(raw) for name, raw in locks.items()})
    if errors(main.findings):  # an incomplete story cannot be explored
        return scenario, Verdict.WRONG
    whole = {
        language: source for language, source in by_language.items() if not errors(source.findings)
    }
    explored = explore(scenario)
    for problem in explored.problems:
        fix = say("This happens where `{place}`.", place=problem.place) if problem.place else None
        main.add_finding(problem.code, path_of(problem.key), problem.message, fix)
    scripts = {name: script for name, script in scenario.scripts.items() if name in whole}
    scenario = replace(scenario, scripts=scripts, reference=explored.reference)
    if advice and explored.verdict is Verdict.FINE and explored.graph is not None:
        advise(scenario, whole, explored.graph)
        check_lazy(scenario, explored.graph, whole)
        if readers is not None:
            check_giveaways(scenario, whole, readers)
    return scenario, explored.verdict


def _translations(spec: ScenarioSpec, sources: Mapping[str, Source]) -> dict[str, Source]:
    further = (language for language in LANGUAGES if language != spec.language)
    found = {name: sources[f"{name}.yaml"] for name in further if f"{name}.yaml" in sources}
    return {name: source for name, source in found.items() if not source.unread}


def _spec(source: Source, sources: Mapping[str, Source]) -> ScenarioSpec | None:
    """The document; if invalid, the repaired rest for further checks."""
    if not isinstance(source.data, dict):
        if not source.findings:
            source.add_finding("bad-value", (), say("A scenario is a list of `key: value` lines."))
        return None
    try:
        return ScenarioSpec.model_validate(source.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False)[: limits.FINDINGS]:
            report_error(source, detail)
        found = repair(ScenarioSpec.model_validate, source.data, error)
        if found is None:
            return None
        spec, touched = found
        for entry in sources.values():
            entry.repaired(touched)
        return spec


def _ordered(sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    return tuple(sorted({finding for source in sources.values() for finding in source.findings}))
