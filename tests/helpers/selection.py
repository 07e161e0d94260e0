"""A pytest plugin that selects the tests to run.

A plain run is the quick suite: it leaves out tests marked `slow` and those that need programs from
outside Python, and tries few examples of what Hypothesis makes up. `--all` runs every test in full,
`--rest` only what a plain run leaves out or tries in part.

A test names its programs with `@pytest.mark.needs("nginx")`, or has a fixture that starts one.
Tests whose programs are missing are deselected in every run, and the summary says how many there
are and how to install what they need.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.programs import PACKAGES, how_to_install, missing

OF_FIXTURES = {"browser": "chromium"}
"""The programs that fixtures start."""

MISSING = pytest.StashKey[Counter[str]]()
"""The number of tests deselected because a program is missing, by program."""

QUICK_EXAMPLES = 15

LATER = pytest.StashKey[int]()
"""The number of tests that a plain run leaves to `--rest`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("selection", "which tests run")
    group.addoption(
        "--all",
        dest="selection",
        action="store_const",
        const="all",
        default="quick",
        help="run every test, the slow ones too",
    )
    group.addoption(
        "--rest",
        dest="selection",
        action="store_const",
        const="rest",
        help="run only the tests that a plain run leaves out",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): programs that the test runs")
    config.addinivalue_line("markers", "slow: left out of a plain run")
    config.stash[MISSING] = Counter()
    config.stash[LATER] = 0
    # How long an example takes is the machine's affair; no test is about that.
    settings.register_profile("basira", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("quick", settings.get_profile("basira"), max_examples=QUICK_EXAMPLES)
    settings.load_profile("quick" if config.getoption("selection") == "quick" else "basira")


@pytest.hookimpl(trylast=True)  # Hypothesis marks its tests in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent, selection = set(missing()), config.getoption("selection")
    kept: list[pytest.Item] = []
    deselected: list[pytest.Item] = []
    for item in items:
        programs = _programs(item)
        later = bool(programs or item.get_closest_marker("slow"))
        partly = bool(item.get_closest_marker("hypothesis"))
        wanted = {"quick": not later, "rest": later or partly, "all": True}[selection]
        config.stash[MISSING].update(programs & absent)
        config.stash[LATER] += not wanted and later
        (kept if wanted and not programs & absent else deselected).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = kept


def _programs(item: pytest.Item) -> set[str]:
    marked = {name for mark in item.iter_markers("needs") for name in mark.args}
    assert marked <= PACKAGES.keys(), f"{item.nodeid} needs a program without a package"
    fixtures = getattr(item, "fixturenames", ())
    return marked | {name for fixture, name in OF_FIXTURES.items() if fixture in fixtures}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # in a worker of xdist
        absent: Counter[str] = session.config.stash[MISSING]
        output["missing"] = dict(absent)
        output["later"] = session.config.stash[LATER]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take the counts of a worker; every worker has the same."""
    config: pytest.Config = vars(node)["config"]
    output = vars(node).get("workeroutput", {})
    config.stash[MISSING] = Counter(output.get("missing", {}))
    config.stash[LATER] = output.get("later", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    absent, later = config.stash[MISSING], config.stash[LATER]
    if absent or later:
        terminalreporter.section("left out")
    if later:
        terminalreporter.line(f"{later} slow tests: pytest --all, or make test-all.")
    if absent:
        counts = ", ".join(f"{name} ({count})" for name, count in sorted(absent.items()))
        terminalreporter.line(f"Tests that need programs which are not on the PATH: {counts}.")
        terminalreporter.line(f"On Debian, run them after: {how_to_install(absent)}")
