"""What is said of exhibits and of their files, which may come from anyone."""

from __future__ import annotations

import struct

import pytest

from scenarios import limits
from scenarios.loader import Loaded, load
from scenarios.media import problem
from tests.helpers.exhibits import EXHIBITS, FILES, PLAN, ogg, png


def told(*edits: tuple[str, str], files: dict[str, bytes] | None = None) -> list[str]:
    """The codes and sentences of the case with some edits of its own language."""
    text = EXHIBITS
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return _said(load({**FILES, "scenario.yaml": text.encode(), **(files or {})}))


def _said(loaded: Loaded) -> list[str]:
    return [f"{finding.code}: {finding.message}" for finding in loaded.findings]


def test_a_case_with_every_kind_of_exhibit_is_clean() -> None:
    loaded = load(FILES)
    assert loaded.findings == ()
    assert loaded.scenario is not None
    assert set(loaded.scenario.exhibits) == {"talk", "roster", "plan", "call"}


def test_a_caption_and_a_transcript_are_asked_for_in_each_language() -> None:
    assert told(('    caption: "The floor plan"\n', "")) == ["missing-key: `caption` is missing."]
    gone = ('\n      transcript: "One door leads to room 4."', "")
    assert "missing-key: `transcript` is missing." in told(gone)
    arabic = FILES["ar.yaml"].decode().replace('    caption: "مخطط الطابق"\n', "")
    assert _said(load({**FILES, "ar.yaml": arabic.encode()})) == [
        "translation-missing: The text `exhibits.plan.caption` is missing."
    ]


def test_captions_and_transcripts_fit_below_a_picture() -> None:
    long = "a" * (limits.CAPTION_UNITS + 1)
    assert told(("The floor plan", long)) == [
        "too-long: `caption` of this exhibit has 151 characters; at most 150."
    ]
    found = told(("Where are you?", "b" * limits.TRANSCRIPT_UNITS))
    assert [entry.partition(" has ")[0] for entry in found] == [
        "too-long: `transcript` of this exhibit"
    ]


def test_chat_senders_belong_to_the_cast() -> None:
    assert told(("by: him", "by: boss")) == [
        "exhibit-unknown: There is no `boss` among the people of this chat."
    ]
    assert told(("owner: her", "owner: me")) == [
        "exhibit-unknown: There is no `me` among the people of this chat."
    ]
    assert told(('"21:04"', '"24:04"')) == ["bad-value: `24:04` is no time such as 21:04."]


def test_a_table_needs_its_head() -> None:
    found = told(('      columns: "Name | Monday | Tuesday"\n', ""))
    assert "missing-key: `columns` is missing." in found


def test_a_file_has_a_plain_name_of_its_kind() -> None:
    assert told(("file: plan.svg", "file: ../plan.svg"))[0] == (
        "exhibit-file: `../plan.svg` is no name of a media file."
    )
    assert told(("file: plan.svg", "file: call-en.ogg"))[0] == (
        "exhibit-file: `call-en.ogg` is no file for a `picture`."
    )


def test_unused_file_is_reported() -> None:
    assert told(files={"media/more.png": png()}) == [
        "exhibit-unused: No exhibit uses the file `media/more.png`."
    ]


def test_the_files_of_a_case_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEDIA_ALL_BYTES", 100)
    assert [entry.partition(":")[0] for entry in told()] == ["exhibit-file"]


def test_files_of_each_kind_are_taken() -> None:
    assert problem("a.png", png()) is None
    assert problem("a.png", png(4, 3, (b"pHYs", bytes(9)))) is None
    assert problem("a.svg", PLAN.encode()) is None
    assert problem("a.ogg", ogg()) is None


def svg(inside: str = "", box: str = "0 0 400 300") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


DEEP = "<g>" * 3_000 + "</g>" * 3_000
ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg("&b;")


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.png", png(30_000, 2), "measures 30000 × 2"),
        ("a.png", png(2, 2, (b"tEXt", b"GPS")), "holds notes or colour profiles (`tEXt`)"),
        ("a.png", png()[:-5], "cannot be read as PNG"),
        ("a.png", png() + b"<script>", "cannot be read as PNG"),
        ("a.png", png().replace(b"IDAT", b"IDAU"), "cannot be read as PNG"),
        ("a.png", png(30_000, 2, after_head=b"a"), "cannot be read as PNG"),
        ("a.png", b"GIF89a" + bytes(100), "cannot be read as PNG"),
        ("a.png", b"", "cannot be read as PNG"),
        ("a.png", png(1, 1, (b"IHDR", struct.pack(">II", 9, 9))), "cannot be read as PNG"),
        ("a.svg", ENTITIES, "holds `DOCTYPE`"),
        ("a.svg", svg("<script>1</script>"), "holds `script`"),
        ("a.svg", svg('<image href="file:///etc/passwd"/>'), "holds `image`"),
        ("a.svg", svg('<rect onclick="x()"/>'), "holds `onclick`"),
        ("a.svg", svg('<rect fill="url(http://a.example/b)"/>'), "holds `fill`"),
        ("a.svg", svg('<use xmlns="http://www.w3.org/2000/svg"/>'), "holds `use`"),
        ("a.svg", svg('<path xmlns="urn:other"/>'), "holds `path`"),
        ("a.svg", svg("<g/>" * 2_000), "has more than 2000 elements"),
        ("a.svg", svg(DEEP), "nests elements more than 50 deep"),
        ("a.svg", svg("<text>" + "\ufdfa" * 60_000 + "</text>"), "has more than 5000 letters"),
        ("a.svg", svg('<g filter="blur(500px)"/>'), "holds `filter`"),
        ("a.svg", svg('<g style="fill:red; filter:blur(500px)"/>'), "holds `style`"),
        ("a.svg", svg(box="0 0 9000 9000"), "measures 9000 × 9000"),
        ("a.svg", svg(box="0 0 nan 1"), "needs a `viewBox`"),
        ("a.svg", svg("<rect"), "cannot be read as SVG"),
        ("a.svg", b"\xff\xfe\x00", "cannot be read as SVG"),
        ("a.ogg", ogg(61), "plays 61 seconds"),
        ("a.ogg", ogg(head=b"OpusTags"), "cannot be read as Ogg Opus"),
        ("a.ogg", ogg()[:-1], "cannot be read as Ogg Opus"),
        ("a.ogg", ogg() + b"more", "cannot be read as Ogg Opus"),
        ("a.ogg", b"", "cannot be read as Ogg Opus"),
        ("a.ogg", bytes(limits.MEDIA_BYTES + 1), "has more than 200 kB"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(name: str, raw: bytes, said: str) -> None:
    assert said in str(problem(name, raw))


def test_a_broken_file_keeps_the_case_from_being_played() -> None:
    assert told(files={"media/plan.svg": svg("<script/>")}) == [
        "exhibit-file: `plan.svg` holds `script`, which no drawing needs here."
    ]


def test_each_required_language_has_a_file() -> None:
    assert told(("{en: call-en.ogg, ar: call-ar.ogg}", "{en: call-en.ogg}")) == [
        "exhibit-file: There is no file for the language `ar`.",
    ]
