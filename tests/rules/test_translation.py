"""Known staleness of translations, their files written anew, and rows that come back."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing import bounded_process
from bot.scenario_files import po_file, translation_sheet
from bot.spreadsheets import UnreadableFile, workbook_reader
from scenarios.case_library import LIBRARY
from scenarios.findings import Severity
from scenarios.loader import load, load_folder, recall
from scenarios.translation import (
    Status,
    dump_lock,
    fingerprint,
    parse_lock,
    stamp,
    statuses,
    texts_of,
)
from scenarios.translation_import import ImportedRow, import_rows
from scenarios.translation_pairs import InvalidPair, Pair, languages_of, pair
from scenarios.translation_rows import Row, rows
from scenarios.translation_writer import write_translation
from scenarios.yaml_source import fold
from tests.helpers.examples import examples
from tests.helpers.small_case import ARABIC, BASE, edited

KEY = "scenes.hall.text"
FORMATS = ("xlsx", "po")


def both(main: str = BASE, ar: str = ARABIC, lock: str = "") -> Pair:
    texts = {"scenario.yaml": main, "ar.yaml": ar, "ar.lock": lock}
    return pair({name: text.encode() for name, text in texts.items() if text}, "ar")


@cache
def lock() -> str:
    """The stamps of the small case."""
    return dump_lock(stamp(both().original, both().translation, {}).lock)


# --- locks


def test_lock_file_is_sorted_and_names_its_writer() -> None:
    head, *lines = lock().splitlines()

    assert head.startswith("# Made by `basira scenarios mark-translated`")
    assert lines == sorted(lines)
    assert f"{KEY}: {fingerprint(['The hall is empty.'])}" in lines


def test_a_lock_is_read_as_it_was_written() -> None:
    assert dump_lock(parse_lock(lock().encode())) == lock()


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"a: 1\n: \n<<<<<<< HEAD\n", b"a" * 999_999])
def test_invalid_stamp_is_ignored(raw: bytes) -> None:
    assert parse_lock(raw) == {}


def test_conflicting_stamps_are_ignored() -> None:
    """As a merge may leave them."""
    raw = b"a: 000000000000\nb: 111111111111\na: 222222222222\nb: 111111111111\n"

    assert parse_lock(raw) == {"b": "111111111111"}


# --- statuses


def test_every_status_is_known_by_key() -> None:
    original = {"same": ["1"], "new": ["2"], "changed": ["3"], "gone": ["4"], "fewer": ["5", "6"]}
    translation = {"same": ["أ"], "new": ["ب"], "changed": ["ج"], "fewer": ["د"], "more": ["ه"]}
    stamps = {"same": fingerprint(["1"]), "changed": fingerprint(["0"]), "old": "0" * 12}

    assert statuses(original, translation, stamps) == {
        "same": Status.FRESH,
        "new": Status.UNSTAMPED,
        "changed": Status.STALE,
        "gone": Status.MISSING,
        "fewer": Status.MISSING,
        "more": Status.UNKNOWN,
        "old": Status.UNKNOWN,
    }


def test_the_wordings_of_a_text_are_stale_together() -> None:
    """Their order counts, and so do the names of the cast."""
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])
    assert fingerprint(["a", "b"]) != fingerprint(["a b"])
    renamed = both(edited(('["Maya", "Rosa"]', '["Rosa", "Maya"]')), ARABIC, lock())
    assert [key for key, status in renamed.statuses.items() if status is Status.STALE] == [
        "cast.guest"
    ]


def test_rewrapped_text_is_not_stale() -> None:
    wrapped = edited(
        ('    text: "The hall is empty."', "    text: |\n      The hall\n      is  empty.")
    )

    assert set(both(wrapped, ARABIC, lock()).statuses.values()) == {Status.FRESH}


def test_a_loaded_case_has_the_texts_that_its_files_have() -> None:
    """Lint and `stamp` speak of the same texts."""
    loaded = load({"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}).scenario

    assert loaded is not None
    assert texts_of(loaded.script("en")) == both().original
    assert texts_of(loaded.script("ar")) == both().translation


def test_stamping_skips_stale_texts_unless_named() -> None:
    changed = both(edited(("The hall is empty.", "The hall is full.")), ARABIC, lock())
    plain = stamp(changed.original, changed.translation, changed.lock)
    named = stamp(changed.original, changed.translation, changed.lock, {KEY})

    assert (plain.left, plain.lock) == ((KEY,), dict(changed.lock))
    assert (named.left, named.read_again) == ((), (KEY,))
    assert named.lock[KEY] == fingerprint(["The hall is full."])


def test_stamps_of_deleted_texts_are_dropped() -> None:
    done = stamp({"a": ["1"]}, {"a": ["أ"]}, {"b": "0" * 12})

    assert done.lock == {"a": fingerprint(["1"])}


# --- lint


def found(main: str, stamps: str, ar: str = ARABIC) -> list[tuple[str, int, str, Severity]]:
    files = {"scenario.yaml": main.encode(), "ar.yaml": ar.encode(), "ar.lock": stamps.encode()}
    return [
        (finding.file, finding.line, finding.code, finding.severity)
        for finding in load(files).findings
    ]


def test_a_stale_text_is_an_error_at_the_line_of_its_translation() -> None:
    line = ARABIC.splitlines().index("  hall:") + 2
    changed = edited(("The hall is empty.", "The hall is full."))

    assert found(BASE, lock()) == []
    assert found(changed, lock()) == [("ar.yaml", line, "translation-stale", Severity.ERROR)]


def test_unstamped_text_is_one_warning() -> None:
    assert found(BASE, "") == [("ar.yaml", 2, "translation-unstamped", Severity.WARNING)]


def test_a_folder_without_a_lock_is_warned_of_and_plays(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(BASE, "utf-8")
    (tmp_path / "ar.yaml").write_text(ARABIC, "utf-8")
    without = load_folder(tmp_path)
    (tmp_path / "ar.lock").write_text(lock(), "utf-8")

    assert [finding.code for finding in without.findings] == ["translation-unstamped"]
    assert without.scenario is not None
    assert load_folder(tmp_path).findings == ()


def test_a_lock_is_no_part_of_an_edition(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(BASE, "utf-8")
    (tmp_path / "ar.yaml").write_text(ARABIC, "utf-8")
    (tmp_path / "ar.lock").write_text(lock(), "utf-8")
    stamped = load_folder(tmp_path).scenario
    plain = load({"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}).scenario

    assert stamped is not None
    assert plain is not None
    assert stamped.edition == plain.edition
    assert set(stamped.files) == {"scenario.yaml", "ar.yaml"}
    recalled = recall(stamped.files)
    assert recalled is not None
    assert recalled.edition == stamped.edition


def test_the_library_is_stamped() -> None:
    for folder in LIBRARY.iterdir():
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        for language in languages_of(files):
            assert set(pair(files, language).statuses.values()) == {Status.FRESH}, folder.name


def test_a_pair_needs_files_in_order() -> None:
    with pytest.raises(InvalidPair, match=r"scenario\.yaml"):
        pair({"scenario.yaml": b"format: 1"}, "ar")
    with pytest.raises(InvalidPair, match=r"ar\.yaml"):
        pair({"scenario.yaml": BASE.encode(), "ar.yaml": b'a: "'}, "ar")
    assert languages_of({"scenario.yaml": BASE.encode()}) == ("ar",)


# --- the file of a translation, written anew


def test_the_librarys_files_are_written_as_they_are() -> None:
    """So that bringing texts back changes the lines of those texts alone."""
    files = {file.name: file.read_bytes() for file in (LIBRARY / "dream-job").iterdir()}
    here = pair(files, "ar")

    assert write_translation(here, here.translation) == files["ar.yaml"].decode()


def test_comments_at_the_top_stay() -> None:
    commented = both(ar=f"# Read by two people.\n\n# And kept.\n{ARABIC}")
    text = write_translation(commented, commented.translation)

    assert text.startswith("# Read by two people.\n\n# And kept.\nlanguage: ar\n")


def test_untranslated_texts_are_left_out() -> None:
    text = write_translation(both(), {KEY: ("قاعة",)})

    assert text == 'language: ar\n\nscenes:\n  hall:\n    text: "قاعة"\n'


HALL = '    text: "The hall is empty."\n    go: call\n'
ORDER = """\
    text: "The hall is empty."
    order:
      prompt: "In which order?"
      steps:
        private: "Ask alone"
        bring: {text: "Bring an interpreter from the office, please.", short: "Interpreter"}
        ask: "Ask her"
      correct: [private, bring, ask]
      before:
        - {first: bring, then: ask}
        - {first: private, then: ask, error: unsafe, critical: "Asked in his hearing."}
      bands:
        exact: {feedback: "Good.", why: "So it is."}
      go: call
"""


def test_other_kinds_are_written_as_lint_wants_them() -> None:
    """Steps that are their text alone, and pairs, which are known by their steps."""
    main = edited((HALL, ORDER))
    here = both(main)
    words = {key: ("كلمة",) for key in here.original if key not in here.translation}
    file = write_translation(here, {**here.translation, **words})
    again = both(main, file)
    stamps = dump_lock(stamp(again.original, again.translation, {}).lock)

    assert set(words) >= {
        "scenes.hall.order.steps.private.text",
        "scenes.hall.order.before.private-ask.critical",
    }
    assert found(main, stamps, file) == []
    assert by_key(here)["scenes.hall.order.before.private-ask.critical"].where == (
        "hall · pair private-ask · critical"
    )
    short = file.replace('private:\n          text: "كلمة"', 'private: "كلمة"')
    assert short != file
    assert found(main, stamps, short) == []


ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
ODD = st.sampled_from(
    ['"', "\\", "'", ": ", " #1", "|", "- a", "\n\n", "yes", "12:30", "=1+1", "@x", "_x0041_", "%%"]
)
TEXTS = st.lists(ANY | ODD, min_size=1, max_size=5).map("".join)


def _taken(text: str) -> bool:
    """Whether a text is one that a row may bring."""
    row = ImportedRow("row 2", "night-desk", "title", "Night desk, 22:40", text)
    return not import_rows({"night-desk": both()}, [row]).problems


RIGHT = TEXTS.filter(lambda text: "{" not in text and "}" not in text).filter(_taken)


@given(RIGHT, RIGHT)
def test_any_text_survives_in_a_file(first: str, second: str) -> None:
    texts = {
        **both().translation,
        "title": (fold(first),),
        KEY: (fold(second),),
        "cast.guest": (" ".join(first.split()), " ".join(second.split())),
        "scenes.call.text": (fold(second), fold(first)),
    }
    again = both(ar=write_translation(both(), texts))

    assert again.translation == texts
    assert not {"yaml", "unquoted", "duplicate-key"} & {
        finding.code for finding in again.source.findings
    }


# --- rows out and back


def returned(of: Iterable[Row]) -> list[ImportedRow]:
    return [
        ImportedRow(f"row {at}", row.scenario, row.key, row.source, row.text)
        for at, row in enumerate(of, start=2)
    ]


def by_key(pair_: Pair) -> dict[str, Row]:
    return {row.key: row for row in rows(pair_)}


def test_a_row_says_where_it_stands_and_how_long_it_may_be() -> None:
    here = by_key(both(lock=lock()))
    short = here["scenes.gate.choose.choices.ask.short"]
    feedback = here["scenes.gate.choose.choices.ask.feedback"]

    assert (short.where, short.most) == ("gate · choice ask · short", "24 characters, 4 words")
    assert feedback.where == "gate · choice ask · feedback"
    assert "Keep {guest}" in feedback.note
    assert here["endings.gone.text"].where == "ending gone · text"
    assert here["scenes.call.text.0"].where == "call · text · when trust >= 2"
    assert here["scenes.call.text.1"].where == "call · text · otherwise"
    assert here["cast.guest.1"].where == "cast guest · name 2"
    assert here["scenes.gate.choose.prompt"].where == "gate · prompt"


def test_unchanged_translation_is_imported_whole() -> None:
    here = both(lock=lock())
    taken = import_rows({"night-desk": here}, returned(rows(here)))

    assert taken.problems == ()
    assert taken.texts == {"night-desk": here.translation}


PROBLEMS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"key": "scenes.hal.text"}, "no such text. Did you mean `scenes.hall.text`?"),
    ({"key": "scenes.call.text"}, "The source has 2 wordings now"),
    ({"key": "scenes.hall.text.1"}, "The source has 1 wordings now"),
    ({"scenario": "night-desc"}, "`night-desc` here; rows of it: 1. Did you mean `night-desk`?"),
    ({"text": "  "}, "no translation"),
    ({"text": "قا\u2067عة"}, "invisible"),
    ({"text": "قاعة\x00"}, "invisible"),
    ({"text": "قاعة {guest}"}, "`{guest}` is not in the source"),
    ({"text": "قاعة {nobody}"}, "not in the cast"),
    ({"text": "قاعة {GUEST}"}, "`{GUEST}` is not in the cast. Did you mean `guest`?"),
    ({"text": "قاعة {guest }"}, "`{guest }` is not in the cast. Did you mean `guest`?"),
    ({"text": "قاعة {"}, "has no partner"),
    ({"text": "قاعة", "source": "Another hall."}, "source has changed"),
    ({"text": "قاعة", "fuzzy": True}, "fuzzy"),
    ({"formula": True, "text": ""}, "a formula"),
    ({"key": "cast.guest.0", "source": "Maya", "text": "ما\n\nيا"}, "one line"),
    ({"key": "scenes.lift.text", "source": "The lift goes up. {guest} is out of sight."},
     "`{guest}` is missing"),
    ({"key": "scenes.lift.text", "source": "The lift goes up. {guest} is out of sight.",
      "text": "تغيب و{guest}"}, "A letter touches `{guest}`. Reword the text so that a space"),
    ({"key": "scenes.gate.choose.choices.ask.short", "source": "Ask her", "text": "كلمة " * 5},
     "5 words; at most 4"),
    ({"key": "scenes.gate.choose.choices.ask.short", "source": "Ask her", "text": "ك" * 25},
     "25 characters; at most 24"),
    ({"key": "scenes.gate.choose.choices.ask.why", "text": "ك" * 301,
      "source": "Everyday questions alert nobody."}, "301 characters; at most 300"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "said"), PROBLEMS)
def test_invalid_row_is_reported_with_its_position(change: dict[str, Any], said: str) -> None:
    row = ImportedRow("row 7", "night-desk", KEY, "The hall is empty.", "الردهة خالية.")
    (problem,) = import_rows({"night-desk": both()}, [replace(row, **change)]).problems

    assert problem.place == "row 7"
    assert said in problem.message


def test_a_stale_text_needs_a_word_that_it_still_holds() -> None:
    """Nothing but `fresh` says so; a new translation needs none."""
    changed = both(edited(("The hall is empty.", "The hall is full.")), ARABIC, lock())
    row = ImportedRow("row 7", "night-desk", KEY, "The hall is full.", "الردهة خالية.")
    (problem,) = import_rows({"night-desk": changed}, [row]).problems

    assert "stale and as before; where it still holds, write `fresh`" in problem.message
    for right in (replace(row, fresh=True), replace(row, text="الردهة ممتلئة.")):
        assert import_rows({"night-desk": changed}, [right]).problems == ()


def test_stale_text_updated_meanwhile_is_accepted() -> None:
    """As when the same file comes back twice."""
    row = ImportedRow("row 7", "night-desk", KEY, "The hall is empty.", "الردهة خالية.")

    assert import_rows({"night-desk": both(lock=lock())}, [row]).problems == ()


STEP = "scenes.hall.order.steps.private.text"


def test_button_text_fits_its_button() -> None:
    here = both(edited((HALL, ORDER)))
    row = by_key(here)[STEP]
    long = returned([replace(row, text="سؤال طويل جدًا لا يتسع له أي زر في الهاتف")])
    (most, words) = import_rows({"night-desk": here}, long).problems

    assert row.most == "24 characters, 4 words"
    assert "It stands on a button itself" in row.note
    assert "41 characters; at most 24. It stands on a button itself" in most.message
    assert "10 words; at most 4." in words.message
    assert by_key(here)[STEP.replace("private", "bring")].most == ""
    assert by_key(here)["scenes.gate.choose.choices.ask.text"].most == ""


def test_row_contains_notes_for_arabic() -> None:
    plain = both(edited((HALL, ORDER)))
    stamps = dump_lock(stamp(plain.original, plain.translation, {}).lock)
    here = by_key(both(plain.main, lock=stamps))

    assert here["title"].note == (
        "In this case {guest} is a woman, {escort} is a man, {porter} is a man. "
        "The learner may be a woman or a man: only forms that fit both (اخترت، لديك)."
    )
    assert "{guest} is a woman." in here["scenes.lift.text"].note
    assert "{escort} is a man, {guest} is a woman." in here["scenes.gate.text"].note
    assert here["cast.guest.1"].note.startswith("A name of a woman;")
    for key in ("text", "short"):
        assert "first person" in here[f"scenes.gate.choose.choices.ask.{key}"].note
    assert "first person" not in here["scenes.gate.choose.choices.ask.feedback"].note
    assert "a verbal noun" in here[STEP].note
    assert "best a noun" in here["scenes.gate.choose.prompt"].note


def test_problems_are_reported_and_the_rest_is_imported() -> None:
    here = both()
    back = returned(rows(here))
    changes: dict[int, dict[str, Any]] = {
        0: {"text": ""},
        3: {"source": "x"},
        9: {"key": "nothing"},
    }
    for at, change in changes.items():
        back[at] = replace(back[at], **change)
    taken = import_rows({"night-desk": here}, [*back, back[1]])

    assert sorted(problem.place for problem in taken.problems) == [
        "row 11",
        "row 2",
        "row 3",
        "row 5",
    ]
    left = {back[at].key for at in (0, 1, 3)}
    assert set(taken.texts["night-desk"]).isdisjoint(left)
    assert KEY in taken.texts["night-desk"]


def test_renamed_keys_are_matched_to_keys_without_a_row() -> None:
    """Others may be more alike."""
    out = returned(rows(both()))
    main = edited(("        wave:\n", "        greet:\n"))
    here = both(main)
    said = [problem.message for problem in import_rows({"night-desk": here}, out).problems]

    assert len(said) == 4
    assert all(re.search(r"Did you mean `[a-z.]+\.greet\.[a-z]+`\?$", name) for name in said)


def test_missing_scenario_is_reported_once() -> None:
    """In a file of the whole library, for one case of it."""
    out = [replace(row, scenario="other") for row in rows(both())]
    (problem,) = import_rows({"night-desk": both()}, returned(out)).problems

    assert problem.place == "row 2"
    assert "no scenario `other` here; rows of it: 45" in problem.message


def test_a_sheet_holds_no_text_cut_short(tmp_path: Path) -> None:
    row = replace(next(rows(both())), text="ك" * 40_000)

    with pytest.raises(UnreadableFile, match="too long for a sheet"):
        translation_sheet.write(tmp_path / "a.xlsx", [row], {"night-desk": "en"}, "ar")
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_the_rows_is_enough() -> None:
    """Other wordings stay as they are; without any there is something missing."""
    here = by_key(both())
    row = replace(here["scenes.call.text.1"], text="جديد")
    taken = import_rows({"night-desk": both()}, returned([row]))
    empty = import_rows({"night-desk": both(ar="language: ar")}, returned([row]))

    assert taken.texts == {"night-desk": {"scenes.call.text": ("هي تثق بك.", "جديد")}}
    assert [problem.message for problem in empty.problems] == [
        "This text has 2 wordings; missing: scenes.call.text.0."
    ]


def test_a_translation_that_does_without_a_name_may_go_on_so() -> None:
    ar = edited(("ترفع {guest} رأسها.", "ترفع رأسها."), of=ARABIC)
    row = by_key(both(ar=ar))["scenes.gate.choose.choices.ask.feedback"]

    assert import_rows(
        {"night-desk": both(ar=ar)}, returned([replace(row, text="ترفع الرأس.")])
    ).texts
    assert import_rows(
        {"night-desk": both()}, returned([replace(row, text="ترفع الرأس.")])
    ).problems


def travelled(out: list[Row], suffix: str) -> list[ImportedRow]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"texts.{suffix}"
        if suffix == "po":
            po_file.write(file, out, "ar")
            return po_file.parse(file.read_bytes(), file.name, "ar")
        translation_sheet.write(file, out, dict.fromkeys((row.scenario for row in out), "en"), "ar")
        return translation_sheet.read(file, "ar")


def test_a_sheet_is_parsed_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed_here(*_: object) -> NoReturn:
        raise AssertionError("a workbook was parsed in this process")

    monkeypatch.setattr(workbook_reader, "numbered", parsed_here)
    out = list(rows(both()))
    assert [row.text for row in travelled(out, "xlsx")] == [row.text for row in out]


@pytest.mark.parametrize("suffix", FORMATS)
@examples(40)
@given(first=RIGHT, second=RIGHT, source=RIGHT)
def test_any_text_survives_its_travels(suffix: str, first: str, second: str, source: str) -> None:
    texts = [fold(name) for name in (first, second, source)]
    out = [
        Row("night-desk", f"title.{at}", "", texts[-1], text, Status.FRESH, "", "")
        for at, text in enumerate(texts)
    ]
    back = travelled(out, suffix)

    assert [(returned.key, fold(returned.source), fold(returned.text)) for returned in back] == [
        (row.key, row.source, row.text) for row in out
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_case_that_travelled_is_the_same_case(suffix: str) -> None:
    here = both(lock=lock())
    taken = import_rows({"night-desk": here}, travelled(list(rows(here)), suffix))

    assert taken.problems == ()
    assert (
        both(ar=write_translation(here, taken.texts["night-desk"])).translation == here.translation
    )


HEAD = 'msgid ""\nmsgstr "Language: ar\\n"\n\n'
ENTRY = 'msgctxt "desk:title"\nmsgid "a"\nmsgstr "b"\n'

DAMAGES = (
    ('msgstr "b"', 'msgstr "b', "line 6: a quote is not closed."),
    ('msgstr "b"', 'msgstr "b\\"', "line 6: a quote is not closed."),
    ('msgstr "b"', 'msgstr ""\n"b"\n"c', "line 8: a quote is not closed."),
    ('msgstr "b"', 'msgstr b"', "line 6: a text must begin with a quote."),
    ('msgstr "b"', "msgstr", "line 6: a text must begin with a quote."),
    ('msgstr "b"', 'msgstr "b" c"', r"line 6: a quote inside a text is written `\"`."),
    ('msgstr "b"', 'msgstr "b\\q"', r"line 6: there is no sign `\q`; a backslash"),
    ('msgid "a"\n', "", "line 5: there is a `msgstr` without its `msgid`."),
    ('msgstr "b"\n', "", "line 5: there is no `msgstr` for this `msgid`."),
    ('msgid "a"\nmsgstr "b"\n', "", "line 4: there is no `msgstr` for this `msgid`."),
    ('msgctxt "desk:title"\n', "", "line 4: there is no `msgctxt` before this `msgid`."),
    ('msgctxt "desk:title"', '"desk:title"', None),
    ('msgstr "b"', 'msgstr "b"\n# x\n"c"', "line 8: a text belongs to no entry"),
    ('msgstr "b"', 'msgstr "b"\nmsgstr "c"', "line 7: there is a second `msgstr`."),
    ('msgid "a"\n', f'msgid "a"\n{ENTRY}', "line 6: the entry before it has no `msgstr`."),
    ('msgstr "b"\n', f'msgstr "b"\n{ENTRY}', "line 8: this entry stands in line 5 already."),
    ('msgstr "b"', 'msgid_plural "c"\nmsgstr[0] "b"', "line 6: there is a plural form"),
    ('msgstr "b"', 'msgstr "b"\\n', "line 6: a quote inside a text is written"),
    ('msgstr "b"', 'msgstr "b"\\"', "line 6: a quote inside a text is written"),
    ('msgstr "b"', 'msgstring "b"', "line 6: this is no line of a PO file."),
)


@pytest.mark.parametrize(("right", "damaged", "said"), DAMAGES)
def test_a_damaged_po_file_is_refused_at_its_line(
    right: str, damaged: str, said: str | None
) -> None:
    """Else a letter, or the translation of another text, would be taken in silence."""
    good = (HEAD + ENTRY).encode()
    assert [returned.text for returned in po_file.parse(good, "a.po", "ar")] == ["b"]

    with pytest.raises(UnreadableFile, match=r"^a\.po, ") as refused:
        po_file.parse((HEAD + ENTRY.replace(right, damaged)).encode(), "a.po", "ar")
    assert said is None or str(refused.value).startswith(f"a.po, {said}")


def _many(entries: int) -> str:
    return HEAD + "".join(f'msgctxt "d:{n}"\nmsgid ""\nmsgstr ""\n' for n in range(entries))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_many(1_000_000), r"a\.po is larger than 16 MB\."),
        (_many(60_000), r"a\.po has more than 50,000 entries\."),
        (HEAD + "\n" * (16 << 20), r"a\.po is larger than 16 MB\."),
    ],
    ids=["a million entries", "many entries", "large"],
)
def test_a_huge_po_file_is_refused_with_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    """A million entries would take more than a gigabyte; it is read in a child process."""
    file = tmp_path / "a.po"
    file.write_text(content, "utf-8")
    with pytest.raises(UnreadableFile, match=said):
        po_file.read(file, "ar")


def test_a_po_file_that_kills_its_child_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import os; os.kill(os.getpid(), 9)"
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", code))
    file = tmp_path / "a.po"
    file.write_text(HEAD + ENTRY, "utf-8")
    with pytest.raises(UnreadableFile, match=r"a\.po takes too much memory or time to read\."):
        po_file.read(file, "ar")


def test_editors_metadata_is_accepted(tmp_path: Path) -> None:
    """Other signs for what it knows, old entries, and lines wrapped anew."""
    file = tmp_path / "a.po"
    file.write_text(
        f"\ufeff# x\n#, fuzzy\n{HEAD}"
        '#. note\n#: a.c:1\n#, fuzzy, c-format\n#| msgid "old\n'
        'msgctxt ""\n"desk:"\n"title"\nmsgid "a"\n  msgstr ""\n\n"b \\"c\\"\\n"\n\t"d\\\\n"\r\n'
        '#~ msgid "never closed\n#~ msgid_plural "b"\n'
        '#, c-format\nmsgctxt "desk:brief"\nmsgid "e"\nmsgstr "f"',
        "utf-8",
    )

    assert [
        (returned.key, returned.text, returned.fuzzy) for returned in po_file.read(file, "ar")
    ] == [
        ("title", 'b "c"\nd\\n', True),
        ("brief", "f", False),
    ]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 and no more"),
        ("a.po", b"\xff\xfe"),
        ("a.po", b'msgid "a'),
        ("a.po", b'msgid ""\nmsgstr "Language: en\\n"\n'),
        ("a.po", b'msgid ""\nmsgstr "Language: ../../x\\nPlural-Forms: x\\n"\n'),
        ("a.po", b'msgid ""\nmsgstr "POT-Creation-Date: never\\n"\n'),
        ("a.po", b"x" * 100),
        ("a.po", b""),
    ],
)
def test_invalid_file_is_refused_with_a_reason(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    read = po_file.read if name.endswith("po") else translation_sheet.read

    with pytest.raises(UnreadableFile, match=name):
        read(tmp_path / name, "ar")
