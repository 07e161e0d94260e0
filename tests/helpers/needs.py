"""A pytest plugin: tests that need programs from outside Python.

A test names its programs with `@pytest.mark.needs("nginx")`, or has a fixture that starts one.
Tests whose programs are missing are deselected, and the summary says how many there are and how to
install what they need. With `--programs-only` just these tests run, and a missing program is an
error.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.helpers.programs import PACKAGES, how_to_install, missing

OF_FIXTURES = {"browser": "chromium"}
"""The programs that fixtures start."""

LEFT_OUT = pytest.StashKey[Counter[str]]()
"""How many tests were deselected for want of each program."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--programs-only",
        action="store_true",
        help="run only the tests that need programs from outside Python; fail if one is missing",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): programs that the test runs")
    config.stash[LEFT_OUT] = Counter()
    absent = missing()
    if absent and config.getoption("programs_only"):
        raise pytest.UsageError(f"missing: {', '.join(absent)}. {how_to_install(absent)}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent, only = set(missing()), config.getoption("programs_only")
    kept: list[pytest.Item] = []
    deselected: list[pytest.Item] = []
    for item in items:
        programs = _programs(item)
        config.stash[LEFT_OUT].update(programs & absent)
        unwanted = programs & absent or (only and not programs)
        (deselected if unwanted else kept).append(item)
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
        left_out: Counter[str] = session.config.stash[LEFT_OUT]
        output["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take the counts of a worker; every worker has the same."""
    config: pytest.Config = vars(node)["config"]
    counts: Counter[str] = Counter(vars(node).get("workeroutput", {}).get("left_out", {}))
    config.stash[LEFT_OUT] = counts


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    left_out: Counter[str] = config.stash[LEFT_OUT]
    if left_out:
        counts = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
        terminalreporter.section("left out")
        terminalreporter.line(f"Tests that need programs which are not on the PATH: {counts}.")
        terminalreporter.line(f"On Debian, run them after: {how_to_install(left_out)}")
