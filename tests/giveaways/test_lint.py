"""Lint names the decisions that can be told from their wording, and is silent on others."""

from __future__ import annotations

from scenarios.findings import Finding, Severity
from scenarios.loader import load
from tests.helpers.giveaways import ARABIC_PLANTED, PLANTED, planted
from tests.helpers.small_case import ARABIC, BASE, edited

CODE = "told-by-wording"
GIVEN_AWAY = edited(
    ("Ask her in passing how the journey was.", f"Ask her how the journey was, {PLANTED}.")
)
ARABIC_GIVEN_AWAY = edited(
    ("أسألها عابرًا عن السفر.", f"أسألها عن السفر، {ARABIC_PLANTED}."), of=ARABIC
)


def found(english: str, arabic: str = ARABIC) -> list[Finding]:
    files = {"scenario.yaml": english.encode(), "ar.yaml": arabic.encode()}
    loaded = load(files, readers=planted())
    assert loaded.scenario is not None, loaded.findings
    return [finding for finding in loaded.findings if finding.code == CODE]


def line(text: str, part: str) -> int:
    return next(number for number, each in enumerate(text.splitlines(), 1) if part in each)


def test_neutral_decisions_are_not_named() -> None:
    assert found(BASE) == []


def test_a_planted_giveaway_is_named_with_its_words_at_its_line() -> None:
    (finding,) = found(GIVEN_AWAY)

    assert (finding.file, finding.line) == ("scenario.yaml", line(GIVEN_AWAY, PLANTED))
    assert finding.severity is Severity.ADVICE
    assert "This decision can be told from its wording: the best choice has " in str(finding)
    assert "write" in str(finding.message)


def test_an_arabic_giveaway_is_named_in_the_arabic_file_as_it_is_written() -> None:
    (finding,) = found(BASE, ARABIC_GIVEN_AWAY)

    assert (finding.file, finding.line) == ("ar.yaml", line(ARABIC_GIVEN_AWAY, ARABIC_PLANTED))
    assert "وأكتب" in str(finding.message)  # with its hamza


def test_words_that_the_others_have_too_give_nothing_away() -> None:
    """The advice that lint gives helps."""
    mended = edited(
        ("Ask him loudly what he is up to.", f"Ask him what he is up to, {PLANTED}."),
        ("Hand over the keys.", f"Hand over the keys, {PLANTED}."),
        of=GIVEN_AWAY,
    )
    assert found(mended) == []


def test_without_readers_nothing_is_said() -> None:
    """The bot loads many cases; only `basira scenarios lint` has readers."""
    assert CODE not in {
        finding.code for finding in load({"scenario.yaml": GIVEN_AWAY.encode()}).findings
    }
