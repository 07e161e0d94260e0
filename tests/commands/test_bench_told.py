"""What `basira bench` tells of its runs: compared with earlier ones, as bars, and on a page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import bot
from bot.bench.measuring.figures import Row, Target, figure
from bot.bench.reporting import chart, page, report
from bot.bench.reporting.compare import changes, compared
from bot.bench.reporting.report import Report
from tests.commands.calling import call

TAPS = Row("taps", figure([900, 1000, 1100]), "/s", "peer", figure([200]), Target(4, 9, ratio=True))
OTHER = replace(TAPS, peer="another peer", peer_measured=figure([5000]), target=None)
LATE = Row("p99", figure([5]), "ms", target=Target(10, 6, 4, more=False))
HEAVY = Row("memory", figure([140]), "MB", target=Target(120, more=False), note="idle")
LOST = Row("lost", figure([0]), "", target=Target(0, more=False))


SVG = "{http://www.w3.org/2000/svg}"


def of(*rows: Row) -> dict[str, Report]:
    return {"taps": Report("a machine", date(2026, 11, 26), 5, 3, 1, rows)}


# Compared.


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        ([900, 1000, 1100], [1050, 1200, 1300], "within the spread"),
        ([900, 1000, 1100], [1200, 1300, 1400], "better"),
        ([900, 1000, 1100], [500, 600, 700], "worse"),
        ([1000], [1040], "within the spread"),  # of one run nobody knows how far it strays
        ([1000], [1100], "better"),
        ([1000], [1000], "within the spread"),
    ],
)
def test_runs_that_overlap_tell_no_difference(
    then: list[float], now: list[float], verdict: str
) -> None:
    before, after = replace(TAPS, measured=figure(then)), replace(TAPS, measured=figure(now))

    assert [one.verdict for one in changes(of(before), of(after))] == [verdict]


def test_of_times_memory_and_losses_less_is_better() -> None:
    before = of(LATE, HEAVY, LOST)
    after = of(
        replace(LATE, measured=figure([10])),
        replace(HEAVY, measured=figure([70])),
        replace(LOST, measured=figure([2])),
    )

    found = changes(before, after)

    assert [one.verdict for one in found] == ["worse", "better", "worse"]
    assert [one.ratio for one in found] == [0.5, 2, None]


def test_a_line_that_came_or_went_is_told_and_a_line_with_two_peers_stands_once() -> None:
    found = changes(of(LATE), of(TAPS, OTHER))

    assert [(one.cells()[0], one.verdict) for one in found] == [("taps", "new"), ("p99", "gone")]
    assert compared(of(LATE), of(TAPS, OTHER)).row_count == 2


def test_two_files_are_compared_without_measuring(tmp_path: Path) -> None:
    report.keep(then := tmp_path / "then.json", of(LATE))
    report.keep(now := tmp_path / "now.json", of(replace(LATE, measured=figure([2]))))

    told = call("bench", "--read", str(now), "--compare", str(then))

    assert told.exit_code == 0
    assert "better" in told.stdout
    assert "2.5 ×" in told.stdout


# Bars.


def lengths(drawn: str, look: str) -> list[float]:
    tree = ET.fromstring(drawn)
    bars = (one for one in tree.iter(f"{SVG}rect") if one.get("class") == look)
    return [float(one.attrib["width"]) for one in bars]


def test_bars_are_as_long_as_what_they_show_and_say_it() -> None:
    drawn = chart.beside([TAPS, OTHER])

    ours, theirs = lengths(drawn, "ours"), lengths(drawn, "theirs")
    assert ours[0] / theirs[0] == pytest.approx(5, rel=0.01)
    assert theirs[1] / ours[0] == pytest.approx(5, rel=0.01)
    assert ">1,000 /s<" in drawn
    assert ">200 /s (5 ×)<" in drawn
    assert drawn.count('class="mark"') == 1


def test_names_are_written_as_text() -> None:
    drawn = chart.beside([replace(TAPS, what="a < b & c", peer='"one" <two>')])

    assert ET.fromstring(drawn).findtext(f"{SVG}title") == "a < b & c"


def test_what_is_short_stands_before_the_line_of_once() -> None:
    drawn = chart.reached([TAPS, LATE, HEAVY, LOST])

    line = re.search(r'class="one" d="M([\d.]+)', drawn)
    assert line is not None
    once = float(line[1]) - chart.LEFT
    assert len(lengths(drawn, "ours")) == 2
    assert all(length > once for length in lengths(drawn, "ours"))
    assert [length < once for length in lengths(drawn, "short")] == [True]
    assert "0.857 × · short" in drawn
    assert "2 × · good" in drawn


# On a page.

MARKED = f"# Title\n\nbefore\n\n{page.BEGIN}\nold\n{page.END}\n\nafter\n"


def test_a_page_gets_tables_and_charts_between_its_marks(tmp_path: Path) -> None:
    (there := tmp_path / "speed.md").write_text(MARKED)
    report.keep(kept := tmp_path / "speed" / "one.json", of(TAPS, OTHER, LATE, HEAVY, LOST))
    (kept.parent / "of-old.svg").touch()

    ran = call("bench", "--read", str(kept), "--page", str(there))

    written = there.read_text()
    assert ran.exit_code == 0
    assert written.startswith("# Title\n\nbefore\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert "Of 4 lines with a target, 3 reach what they must, 1 of them" in written
    taps = "| taps | 1,000 [900–1,100] /s"
    assert f"{taps} | peer: 200 /s | 5 × | must 4 × · good 9 × | must |" in written
    assert "| memory (idle) | 140 MB |  |  | must ≤ 120 | **short** |" in written
    assert "| taps | 1,000 [900–1,100] /s | another peer: 5,000 /s | 0.2 × |" in written
    pictures = set(re.findall(r"\]\(speed/([\w-]+\.svg)\)", written))
    assert (
        pictures == {one.name for one in kept.parent.glob("*.svg")} == {"targets.svg", "taps.svg"}
    )


def test_a_page_without_marks_and_a_file_elsewhere_are_refused(tmp_path: Path) -> None:
    (there := tmp_path / "speed.md").write_text("# Title\n")
    report.keep(kept := tmp_path / "one.json", of(TAPS))

    assert (
        "needs --read or --out" in call("bench", "--read", str(kept), "--page", str(there)).stderr
    )
    with pytest.raises(page.NoPlace):
        page.put(there, of(TAPS), "one.json")


DOCS = Path(bot.__file__).parent.parent / "docs"


def test_the_page_on_benchmarks_is_what_the_newest_run_says() -> None:
    kept = max((DOCS / "benchmarks").glob("*.json"))
    reports, written = report.read(kept.read_bytes()), (DOCS / "benchmarks.md").read_text("utf-8")

    assert page.placed(written, page.told(reports, "benchmarks", kept.name)) == written
    there = {one.name: one.read_text("utf-8") for one in (DOCS / "benchmarks").glob("*.svg")}
    assert there == page.charts(reports)
