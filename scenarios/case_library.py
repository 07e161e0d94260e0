"""The case library: all scenarios of a folder, by id and by edition."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from scenarios.explore import Verdict
from scenarios.findings import Finding, did_you_mean
from scenarios.languages import REQUIRED
from scenarios.loader import SCENARIO, Loaded, edition_files, files_of, load_folder, rebuild
from scenarios.model import Scenario
from scenarios.remedies import REMEDIES
from scenarios.saying import say
from scenarios.yaml_source import read

LIBRARY = Path(str(files("scenarios"))) / "library"
_TEST = re.compile(rb"^use:\s*[\"']?test\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CaseLibrary:
    """The playable scenarios."""

    scenarios: Mapping[str, Scenario]
    findings: tuple[Finding, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)  # by main file

    def get(self, scenario: str) -> Scenario | None:
        """The current edition of a scenario."""
        return self.scenarios.get(scenario)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios.values())


def folders(paths: Iterable[Path]) -> list[Path]:
    """The scenario folders at or below some paths, sorted by name."""
    found = (file.parent for path in paths for file in sorted(path.rglob(SCENARIO)))
    return list(dict.fromkeys(found))


def load_library(paths: Iterable[Path] = (LIBRARY,)) -> CaseLibrary:
    """Load all scenarios at or below some paths.

    One that fails to load is left out with its findings: a broken case must not stop the rest.
    """
    places = tuple(paths)
    cases = (
        (str(folder / SCENARIO), load_folder(folder, advice=False)) for folder in folders(places)
    )
    return combine(cases, whole=LIBRARY in places)


def load_tests(paths: Iterable[Path] = (LIBRARY,)) -> dict[str, Scenario]:
    """Load the test forms at or below some paths, by id, without checks and exploration.

    It takes a tenth of the time of `load_library`.
    """
    tests = (place for place in folders(paths) if _TEST.search((place / SCENARIO).read_bytes()))
    found: dict[str, Scenario] = {}
    for scenario in _rebuilt(tests):
        if scenario.use == "test":
            found.setdefault(scenario.id, scenario)
    return found


def load_unchecked(paths: Iterable[Path] = (LIBRARY,)) -> list[Scenario]:
    """Load what can be parsed at or below some paths, without checks and exploration."""
    with _garbage_collection_disabled():
        return list(_rebuilt(folders(paths)))


def _rebuilt(places: Iterable[Path]) -> Iterator[Scenario]:
    for place in places:
        scenario = rebuild(edition_files(files_of(place)))
        if scenario is not None:
            yield scenario


def combine(cases: Iterable[tuple[str, Loaded]], *, whole: bool = False) -> CaseLibrary:
    """Combine loaded cases; of two with the same id the first is kept, and the second is reported.

    Args:
        cases: The loaded cases, each with the name of its main file for findings.
        whole: Whether references to other cases are errors.
    """
    scenarios: dict[str, Scenario] = {}
    findings: list[Finding] = []
    verdicts: dict[str, Verdict] = {}
    main: dict[str, str] = {}
    with _garbage_collection_disabled():
        for file, loaded in cases:
            findings += loaded.findings
            verdicts[file] = loaded.verdict
            if loaded.scenario is None:
                continue
            if scenarios.setdefault(loaded.scenario.id, loaded.scenario) is not loaded.scenario:
                findings.append(_taken(file, loaded.scenario.id))
            else:
                main[loaded.scenario.id] = file
            findings += _untranslated(loaded.scenario, file)
    for scenario in scenarios.values() if whole else ():
        findings += _unknown(scenario, main[scenario.id], scenarios)
    return CaseLibrary(scenarios, tuple(findings), verdicts)


@contextmanager
def _garbage_collection_disabled() -> Iterator[None]:
    """Disable garbage collection: loaded objects stay, and scanning them took 25 % longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unknown(scenario: Scenario, file: str, known: Mapping[str, Scenario]) -> Iterator[Finding]:
    """Cases referred to by endings but missing."""
    for ending in scenario.endings.values():
        for part, name in (("worked", ending.worked), ("parallel", ending.parallel)):
            if name is None or name in known:
                continue
            # Rarely needed, so positions in the file are not stored but parsed again.
            source = read(file, scenario.files[SCENARIO].encode())
            text = say("There is no case `{id}` on the shelf.", id=name)
            mend = did_you_mean(name, known)
            source.add_warning("unknown-case", ("endings", ending.id, "after", part), text, mend)
            yield from source.findings


def _untranslated(scenario: Scenario, file: str) -> Iterator[Finding]:
    """The missing languages of a library case; a trainer's own case may have a single one."""
    if not Path(file).absolute().is_relative_to(LIBRARY):
        return
    for language in REQUIRED:
        if language not in scenario.scripts:
            text = say("A case of the library needs `{name}` too.", name=f"{language}.yaml")
            yield Finding(file, 1, 1, "language-missing", text, REMEDIES["language-missing"])


def _taken(file: str, scenario: str) -> Finding:
    text = say("`{id}` is the id of another case, which is on the shelf already.", id=scenario)
    return Finding(file, 1, 1, "duplicate-id", text, say("Choose another id."))
