"""Results of a run: figures, targets, busy runs, and the page."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.bench.measuring import quiet
from tests.bench.measuring.figures import Row, Target, figure
from tests.bench.measuring.machine import NotPinned, check_pinned, on_core
from tests.bench.measuring.plan import Runs
from tests.bench.measuring.quiet import ProcessorTime
from tests.bench.reporting import page, report
from tests.bench.reporting.report import Report

TAPS = Row(
    "taps", figure([900, 1000], busy=True), "/s", "peer", figure([200]), Target(4, 9, ratio=True)
)
LATENCY = Row("p99", figure([5]), "ms", "peer", figure([20]), Target(4, more=False))
REPORT = Report(
    "a machine", date(2026, 11, 26), 5, 3, 1, (TAPS, LATENCY, Row("n", figure([1]), ""))
)


def test_targets_of_rates_and_of_times() -> None:
    assert TAPS.target is not None
    assert LATENCY.target is not None
    assert TAPS.ratio == 4.75
    assert TAPS.target.mark(4.75) == "must"
    assert LATENCY.ratio == 4  # less is better
    assert LATENCY.target.mark(5) == "short"


def test_results_survive_a_round_trip_and_replace_only_their_part(tmp_path: Path) -> None:
    file = tmp_path / "runs" / "bench.json"
    report.keep(file, {"engine": REPORT})
    report.keep(file, {"taps": REPORT})

    assert report.read(file.read_bytes()) == {"engine": REPORT, "taps": REPORT}


def test_the_page_gets_the_rows_with_a_target(tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    written.write_text(f"before {page.BEGIN} old {page.END} after")
    page.put(written, {"taps": REPORT})

    text = written.read_text()
    assert text.startswith("before ")
    assert text.endswith(" after")
    assert "Of 2 figures with a target, 1 reach what they must, 0 of them what is good" in text
    assert "| p99 | 5 ms | peer: 20 ms, 4 × | must ≤ 4 ✗ |" in text
    assert "| n |" not in text
    written.write_text("no marks")
    with pytest.raises(page.MarksMissing):
        page.put(written, {})


def made(*others: float) -> Runs[int]:
    """Two runs and two repeats, with the share that other programs had during each."""
    found: Runs[int] = Runs(2, 2)
    for number, share in enumerate(others):
        assert found.wanting
        found.add(number, share)
    return found


def test_a_busy_run_is_repeated() -> None:
    runs = made(0.01, 0.5, 0.0)

    assert (runs.wanting, runs.counted, runs.rejected) == (False, [0, 2], 1)
    assert not runs.figure(float).busy


def test_on_a_busy_machine_the_least_busy_runs_count_and_are_marked() -> None:
    runs = made(0.5, 0.2, 0.3, 0.4)

    assert (runs.wanting, runs.counted) == (False, [1, 2])
    assert str(runs.figure(float)) == "1.5 [1–2] (busy)"


def test_processor_time_of_others() -> None:
    stats = [
        f"{process} (python) S {parent} 0 0 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1"
        for process, parent, ticks in ((10, 1, 5), (20, 1, 100), (21, 20, 30), (30, 1, 9999))
    ]

    assert quiet.of_ours(stats, 10, 20) == 135
    assert quiet.of_trees(stats, 20, 21) == 130
    assert quiet.others(ProcessorTime(0, 0), ProcessorTime(3, 1), seconds=2, cores=2) == 0.5
    assert (
        quiet.others(ProcessorTime(0, 0), ProcessorTime(0.09, 0), seconds=0.1, cores=1) == 0
    )  # too few ticks


def test_all_threads_of_a_process_must_be_pinned() -> None:
    two = "import threading; threading.Thread(target=input).start(); print(flush=True)"
    cores = os.sched_getaffinity(0)
    with on_core(core := min(cores)):
        child = subprocess.Popen((sys.executable, "-c", two), stdin=PIPE, stdout=PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        check_pinned(child.pid, core)
        other = max(int(thread.name) for thread in Path(f"/proc/{child.pid}/task").iterdir())
        os.sched_setaffinity(other, cores)
        if len(cores) > 1:
            with pytest.raises(NotPinned, match=str(other)):
                check_pinned(child.pid, core)
        child.communicate(b"end")
