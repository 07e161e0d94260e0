"""A translation that is not finished hides nothing of the case, and keeps nobody from playing."""

from __future__ import annotations

import pytest

from scenarios.loader import Loaded, load
from tests.findings.every_kind import KINDS
from tests.helpers.small_case import ARABIC, BASE, edited

HEAD = "language: ar\n"


def loaded(english: str, arabic: str | bytes) -> Loaded:
    """A case and its Arabic."""
    raw = arabic if isinstance(arabic, bytes) else arabic.encode()
    return load({"scenario.yaml": english.encode(), "ar.yaml": raw})


def told(found: Loaded) -> list[tuple[str, str]]:
    """Where, and what."""
    return [(finding.file, finding.code) for finding in found.findings]


def test_a_case_is_played_and_measured_while_its_arabic_is_open() -> None:
    """In its own language, with the best path; it is not on the shelf yet."""
    found = loaded(KINDS, HEAD)

    assert found.scenario is None
    assert found.untranslated is not None
    assert list(found.untranslated.scripts) == ["en"]
    assert found.untranslated.reference is not None
    assert found.untranslated.reference.total > 0


def test_errors_in_the_case_come_first() -> None:
    """An unreachable scene too, which is only found by walking."""
    text = edited(("scenes:\n", 'scenes:\n  attic: {text: "Nobody comes here.", go: hall}\n'))
    found = loaded(text, HEAD)

    assert told(found)[0] == ("scenario.yaml", "unreachable")
    assert found.untranslated is None


def test_many_missing_texts_are_one_finding() -> None:
    """How many; `translate` lists them."""
    (missing,) = [
        finding for finding in loaded(KINDS, HEAD).findings if finding.code == "translation-missing"
    ]

    assert f"{len(texts())} texts are missing here." in str(missing)
    assert "basira scenarios translate" in str(missing)


def texts() -> set[str]:
    """The keys of the texts of the case."""
    found = load({"scenario.yaml": KINDS.encode()}).scenario
    assert found is not None
    return set(found.scripts["en"].texts)


def test_an_unknown_text_is_compared_with_the_missing_ones_only() -> None:
    """What is translated already was not meant."""
    arabic = edited(("      ask:\n", "      asked:\n"), of=ARABIC)
    mends = {
        str(finding.fix)
        for finding in loaded(BASE, arabic).findings
        if finding.code == "translation-unknown"
    }

    assert mends
    assert all(".ask." in mend for mend in mends)


@pytest.mark.parametrize(
    "raw",
    [
        ARABIC.encode("utf-16"),
        ARABIC.encode("cp1256", "replace"),
        b"language: ar\ncast: {guest: [x, \n",
    ],
    ids=["utf-16", "cp1256", "open"],
)
def test_unreadable_translation_is_reported_once(raw: bytes) -> None:
    """And not as a hundred missing texts."""
    assert told(loaded(BASE, raw)) == [("ar.yaml", "yaml")]


def test_curly_quotes_are_reported() -> None:
    """To an author they are quotes."""
    found = load({"scenario.yaml": edited(('"Your first step?"', "“Your first step?”")).encode()})

    assert [str(finding.fix) for finding in found.findings] == [
        "These are curly quotes; use straight ones."
    ]


def test_wrong_indentation_of_a_scene_is_reported() -> None:
    """It is no misspelt key."""
    lines = BASE.splitlines()
    start = lines.index("  hall:")
    text = "\n".join(
        f"  {line}" if at >= start and line.startswith("  ") else line
        for at, line in enumerate(lines)
    )
    mends = [str(finding.fix) for finding in load({"scenario.yaml": text.encode()}).findings]

    assert "If this is a name you chose, check the indentation of its line." in mends


def test_a_button_that_is_too_long_in_arabic_alone_is_shortened_there() -> None:
    """A `short` that the scenario does not have would be no text of it."""
    text = edited(
        ('          short: "Ask her"\n', ""),
        ('"Ask her in passing how the journey was."', '"Ask her"'),
    )
    arabic = edited(
        ('          short: "أسألها"\n', ""),
        ("أسألها عابرًا", "أسألها عابرًا من دون إلحاح"),
        of=ARABIC,
    )
    found = [
        finding for finding in loaded(text, arabic).findings if finding.code == "short-missing"
    ]

    assert [str(finding.fix) for finding in found] == [
        "Shorten it, or add a `short` in `scenario.yaml` first."
    ]
