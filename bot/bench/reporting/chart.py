"""Bars as SVG: ours beside its peers, with marks where targets are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.bench.measuring.figures import Row, number

WIDTH, LEFT, RIGHT = 760, 20, 150
LINE, BAR, HEAD = 38, 14, 44
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1d2733 }
.title { font-size: 15px; font-weight: 600 } .faint { fill: #5b6876 }
.ours { fill: #0b7a6b } .theirs { fill: #9aa7b5 } .short { fill: #c2492f }
.halo { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
.mark { stroke: #1d2733; stroke-width: 2 } .one { stroke: #5b6876; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #e7edf3 } .faint { fill: #a5b1be } .ours { fill: #35b8a4 }
  .theirs { fill: #66737f } .short { fill: #e5795f } .mark { stroke: #e7edf3 }
  .one { stroke: #a5b1be } .halo { stroke: #0d1117 }
}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, where it ends and what is written beside it; marks stand where targets are."""

    label: str
    length: float
    text: str
    look: str
    marks: tuple[float, ...] = ()


def beside(rows: Sequence[Row]) -> str:
    """Ours and every peer, of lines that measure the same thing."""
    first = rows[0]
    own = first.target if first.target and not first.target.ratio else None
    steps = (own.must, own.good, own.stretch) if own else ()
    marks = tuple(step for step in steps if step is not None)
    bars = [Bar("Basira", first.measured.middle, _told(first, None), "ours", marks)]
    bars += [
        Bar(row.peer, row.peer_measured.middle, _told(row, row), "theirs", _wanted(row))
        for row in rows
        if row.peer_measured is not None
    ]
    longest = max(max(bar.length, *bar.marks, 0.0) for bar in bars) or 1.0
    better = "less is better" if first.less_is_better else "more is better"
    marked = "; a mark is where ours must be" if any(bar.marks for bar in bars) else ""
    under = f"{better}{marked}"
    return _drawn(first.what, under, [_scaled(bar, longest) for bar in bars])


def reached(rows: Sequence[Row]) -> str:
    """How far each line is beyond what it must reach, by powers of ten around it."""
    shares = [(row, share) for row in rows if (share := beyond(row)) is not None]
    logs = [math.log10(share) for _, share in shares]
    low, high = math.floor(min([0.0, *logs])), math.ceil(max([1.0, *logs]))

    def at(share: float) -> float:
        return (math.log10(share) - low) / (high - low)

    bars = [
        Bar(
            f"{row.what}, beside {row.peer}" if row.target and row.target.ratio else row.what,
            at(share),
            f"{number(share)} × · {row.target.mark(row.reached)}"
            if row.target and row.reached is not None
            else "",
            "ours" if share >= 1 else "short",
        )
        for row, share in shares
    ]
    under = "Times what must be reached; each ten times is as wide; the broken line is once."
    return _drawn("What must be reached, and what is", under, bars, once=at(1.0))


def beyond(row: Row) -> float | None:
    """How many times what must be reached is; under 1 it is short."""
    if row.target is None or not row.reached:
        return None
    if row.target.must == 0:
        return None
    share = row.reached / row.target.must
    return share if row.target.more else 1 / share


def _told(row: Row, peer: Row | None) -> str:
    figure = row.measured if peer is None else peer.peer_measured
    assert figure is not None
    ratio = f" ({number(row.ratio)} ×)" if peer is not None and row.ratio is not None else ""
    return f"{number(figure.middle)} {row.unit}{ratio}"


def _wanted(row: Row) -> tuple[float, ...]:
    """Where ours must be, of a target that is a ratio to this peer."""
    if row.target is None or not row.target.ratio or row.peer_measured is None:
        return ()
    theirs, must = row.peer_measured.middle, row.target.must
    return (theirs / must if row.less_is_better else theirs * must,)


def _scaled(bar: Bar, longest: float) -> Bar:
    marks = tuple(mark / longest for mark in bar.marks)
    return Bar(bar.label, bar.length / longest, bar.text, bar.look, marks)


def _drawn(title: str, under: str, bars: Sequence[Bar], once: float | None = None) -> str:
    room, height = WIDTH - LEFT - RIGHT, HEAD + LINE * len(bars) + 16
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="20">{escape(title)}</text>',
        f'<text class="faint" x="{LEFT}" y="38">{escape(under)}</text>',
    ]
    if once is not None:
        x = LEFT + room * once
        parts.append(f'<path class="one" d="M{x:.1f} {HEAD}V{height - 10}"/>')
    for place, bar in enumerate(bars):
        parts += _bar(bar, HEAD + LINE * place, room)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(bar: Bar, y: float, room: float) -> list[str]:
    width, top = max(1.0, room * bar.length), y + 19
    size = f'width="{width:.1f}" height="{BAR}" rx="2"'
    beside = f'x="{LEFT + width + 6:.1f}" y="{top + 12:g}"'
    found = [
        f'<text class="halo" x="{LEFT}" y="{y + 14:g}">{escape(bar.label)}</text>',
        f'<rect class="{bar.look}" x="{LEFT}" y="{top:g}" {size}/>',
        f'<text class="faint halo" {beside}>{escape(bar.text)}</text>',
    ]
    found += [
        f'<path class="mark" d="M{LEFT + room * mark:.1f} {top - 3:g}v{BAR + 6}"/>'
        for mark in bar.marks
    ]
    return found
