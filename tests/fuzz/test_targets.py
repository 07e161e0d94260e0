"""No foreign input ends in an unhandled exception, or takes more time than is bounded."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.fuzz.targets import TARGETS, packed, seeds

CORPUS: Final = Path(__file__).parent / "corpus"
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "15"))
LONGEST: Final = 20.0
"""Seconds of the processor for one input, on a busy machine."""

TOKENS: Final = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b":", b"&", b"*a", b"<<", b"!!python/object:os",
    b"{" * 200, b"[" * 2000, b"-", b"\n", b"\r", b'"', b"9" * 5000, b"1e999", b"NaN", b"null", b"%",
    b"%00", b";", b"=", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", "٣".encode(), b"&a [*a]",
    "\u202e".encode(), b"-1", b"0x10", b"1:1:1", b"2026-99-99", b"\\", b"A" * 9000,
)  # fmt: skip


@some.composite
def inputs(draw: some.DrawFn, name: str) -> bytes:
    """Any bytes, or a valid input with a few pieces cut, doubled or replaced."""
    if draw(some.integers(0, 5)) == 0:
        return draw(some.binary(max_size=200))
    made = draw(some.sampled_from(seeds(name)))
    for _ in range(draw(some.integers(1, 4))):
        at = draw(some.integers(0, len(made)))
        end = min(len(made), at + draw(some.integers(0, 40)))
        piece = draw(some.sampled_from(TOKENS) | some.binary(max_size=8) | some.just(made[at:end]))
        made = made[:at] + piece + made[draw(some.sampled_from((at, end))) :]
    return made


def tried(name: str, content: bytes) -> None:
    began = time.process_time()
    TARGETS[name](content)
    assert time.process_time() - began < LONGEST


@pytest.mark.parametrize("name", TARGETS)
def test_input_is_parsed_or_refused(name: str) -> None:
    last = b""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=inputs(name))
    def attempt(content: bytes) -> None:
        nonlocal last
        last = content
        tried(name, content)

    try:
        attempt()
    except BaseException:
        kept = CORPUS / name / hashlib.sha256(last).hexdigest()[:16]
        kept.parent.mkdir(exist_ok=True, parents=True)
        kept.write_bytes(last)
        raise


@pytest.mark.parametrize("name", TARGETS)
def test_past_failures_are_parsed_or_refused(name: str) -> None:
    """Valid inputs and those of guided runs too, so that no target is without a trial."""
    for content in (*seeds(name), *packed(name)):
        tried(name, content)
    for file in sorted((CORPUS / name).glob("*")):
        tried(name, file.read_bytes())
