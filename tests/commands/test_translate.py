"""`basira scenarios mark-translated` and `translate`: what authors and translators rely on."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from babel.messages.pofile import read_po, write_po

from scenarios.case_library import LIBRARY
from tests.commands.calling import call
from tests.helpers.small_case import ARABIC, BASE

KEY = "scenes.hall.text"
CHANGED = BASE.replace("The hall is empty.", "The hall is full.")
FORMATS = ("xlsx", "po")


@pytest.fixture
def desk(somewhere: Path) -> Path:
    """The small case in a folder, stamped."""
    folder = somewhere / "desk"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(BASE, "utf-8")
    (folder / "ar.yaml").write_text(ARABIC, "utf-8")
    assert call("scenarios", "mark-translated", "desk").exit_code == 0
    return folder


def change(desk: Path) -> None:
    """An author changes a sentence in English."""
    (desk / "scenario.yaml").write_text(CHANGED, "utf-8")


def in_sheet(file: Path, edit: Callable[[dict[str, dict[str, Any]]], None]) -> None:
    """Edit a sheet as a translator does, by key and column."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    cells = {row[1].value: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    found = {
        str(key): {str(name): cell.value for name, cell in row.items()}
        for key, row in cells.items()
    }
    edit(found)
    for key, row in found.items():
        for name, value in row.items():
            cells[key][name].value = value
    book.save(file)


def translated(file: Path, key: str, text: str) -> None:
    """Give a text a new translation, in a sheet or a PO file."""
    if file.suffix == ".xlsx":
        in_sheet(file, lambda rows: rows[key].update({"translation (ar)": text}))
        return
    catalogue = read_po(BytesIO(file.read_bytes()))
    (entry,) = (message for message in catalogue if message.context == f"night-desk:{key}")
    entry.string = text
    entry.flags.discard("fuzzy")
    with file.open("wb") as out:
        write_po(out, catalogue)


# --- stamp


def test_new_translation_is_stamped_and_files_are_written_once(desk: Path) -> None:
    lock = desk / "ar.lock"
    first, moment = lock.read_text("utf-8"), lock.stat().st_mtime_ns
    again = call("scenarios", "mark-translated", "desk")

    assert first.startswith("# Made by `basira scenarios mark-translated`")
    assert again.stdout == "night-desk ar: all 42 are marked already.\n"
    assert lock.stat().st_mtime_ns == moment
    assert sorted(path.name for path in desk.iterdir()) == ["ar.lock", "ar.yaml", "scenario.yaml"]


def test_stale_translation_is_never_stamped_implicitly(desk: Path) -> None:
    lock = (desk / "ar.lock").read_text("utf-8")
    change(desk)
    linted, stamped = (
        call("scenarios", "lint", "desk"),
        call("scenarios", "mark-translated", "desk"),
    )

    assert linted.exit_code == stamped.exit_code == 1
    assert "desk/ar.yaml:38:5: error translation-stale: " in linted.stdout
    assert "1 stale" in stamped.stdout
    assert f"`basira scenarios mark-translated --key {KEY} desk`, or `--all`" in stamped.stdout
    assert (desk / "ar.lock").read_text("utf-8") == lock


@pytest.mark.parametrize("how", [("--all",), ("--key", KEY)])
def test_reviewed_translation_is_stamped(desk: Path, how: tuple[str, ...]) -> None:
    change(desk)
    stamped = call("scenarios", "mark-translated", "desk", *how)

    assert (stamped.exit_code, stamped.stdout) == (
        0,
        "night-desk ar: 1 stale before, now marked.\n",
    )
    assert call("scenarios", "lint", "desk").stdout == "1 scenario, 0 errors, 0 warnings.\n"


def test_missing_key_gives_2(desk: Path) -> None:
    stamped = call("scenarios", "mark-translated", "desk", "--key", "scenes.hal.text")

    assert stamped.exit_code == 2
    assert "no text `scenes.hal.text`" in stamped.stderr


def test_a_file_of_a_scenario_is_the_scenario(desk: Path) -> None:
    """As a shell's pattern names them, the lock among them."""
    files = [str(path) for path in desk.iterdir()]

    assert call("scenarios", "mark-translated", *files).stdout.count("\n") == 1
    assert call("scenarios", "lint", *files).stdout == "1 scenario, 0 errors, 0 warnings.\n"


def test_a_scenario_with_mistakes_gives_2(desk: Path) -> None:
    (desk / "scenario.yaml").write_text("format: 1\n", "utf-8")
    stamped = call("scenarios", "mark-translated", "desk")

    assert stamped.exit_code == 2
    assert (
        "desk: `scenario.yaml` has mistakes; `basira scenarios lint` tells them." in stamped.stderr
    )


# --- translate, without a file


def test_status_of_translations_is_shown(desk: Path) -> None:
    (desk / "ar.yaml").write_text(
        ARABIC.replace('    stop: "رأيت جوازين في يد واحدة."\n', ""), "utf-8"
    )
    change(desk)
    output = call("scenarios", "translate", "desk")

    assert output.exit_code == 0
    assert "night-desk ar: 40 fresh, 1 stale, 1 missing\n" in output.stdout
    assert f"  stale     {KEY}\n" in output.stdout
    assert "  missing   scenes.call.stop\n" in output.stdout


def test_a_scenario_in_one_language_has_nothing_yet(desk: Path) -> None:
    (desk / "ar.yaml").unlink()
    (desk / "ar.lock").unlink()

    assert call("scenarios", "mark-translated", "desk").stdout == ""
    assert call("scenarios", "translate", "desk").stdout == (
        "night-desk ar: 0 fresh, 42 missing\n  There is no desk/ar.yaml yet.\n"
    )


def test_a_scenario_is_not_translated_to_its_own_language(desk: Path) -> None:
    asked = call("scenarios", "translate", "desk", "--lang", "en")

    assert (asked.exit_code, asked.stdout) == (
        0,
        "night-desk: English is its own language; there is nothing to translate.\n",
    )


# --- a name that was changed


def test_the_texts_of_a_renamed_choice_go_along(desk: Path) -> None:
    """Only its name changes in the file, and what was stale is stale still."""
    main = BASE.replace("        ask:\n", "        inquire:\n")
    main = main.replace("picked(gate, ask)", "picked(gate, inquire)")
    (desk / "scenario.yaml").write_text(main.replace("She looks up at", "She smiles at"), "utf-8")
    commented = ARABIC.replace("        ask:\n", "        # kept\n        ask:  # this too\n")
    (desk / "ar.yaml").write_text(commented, "utf-8")
    output = call("scenarios", "translate", "desk").stdout
    moved = call("scenarios", "translate", "desk", "--renamed", "ask=inquire")

    assert "translate --renamed OLD=NEW desk`" in output
    assert (moved.exit_code, moved.stdout) == (0, "night-desk ar: 4 texts moved.\n")
    assert (desk / "ar.yaml").read_text("utf-8") == commented.replace(" ask:", " inquire:")
    assert call("scenarios", "translate", "desk").stdout == (
        "night-desk ar: 41 fresh, 1 stale\n"
        "  stale     scenes.gate.choose.choices.inquire.feedback\n"
    )


def test_rename_to_an_existing_key_is_refused(desk: Path) -> None:
    (desk / "scenario.yaml").write_text(BASE.replace("hall", "lobby"), "utf-8")
    file = desk / "ar.yaml"
    file.write_text(ARABIC.replace("  hall:\n", '  lobby: {stop: "قف"}\n  hall:\n'), "utf-8")
    before = file.read_bytes()
    asked = call("scenarios", "translate", "desk", "--renamed", "hall=lobby")

    assert asked.exit_code == 2
    assert "there are `hall` and `lobby` beside each other" in asked.stderr
    assert file.read_bytes() == before


# --- out and in


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_new_translation_comes_back_and_is_stamped(desk: Path, suffix: str) -> None:
    change(desk)
    file = desk.parent / f"texts.{suffix}"
    sent = call("scenarios", "translate", "desk", "--out", str(file))
    translated(file, KEY, "الردهة ممتلئة.")
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert sent.stdout == f"texts.{suffix}: 45 rows of 1 scenario.\n"
    assert back.exit_code == 0, back.stdout
    assert back.stdout == "night-desk ar: 42 texts imported, 1 changed.\n"
    assert 'text: "الردهة ممتلئة."' in (desk / "ar.yaml").read_text("utf-8")
    assert call("scenarios", "lint", "desk").stdout == "1 scenario, 0 errors, 0 warnings.\n"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_first_translation_is_made_from_a_file(desk: Path, suffix: str) -> None:
    (desk / "ar.yaml").unlink()
    (desk / "ar.lock").unlink()
    whole = desk.parent / "whole"
    whole.mkdir()
    (whole / "scenario.yaml").write_text(BASE, "utf-8")
    (whole / "ar.yaml").write_text(ARABIC, "utf-8")
    file = desk.parent / f"texts.{suffix}"
    call("scenarios", "translate", "whole", "--out", str(file))
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 0, back.stdout
    assert call("scenarios", "lint", "desk").stdout == "1 scenario, 0 errors, 0 warnings.\n"


@pytest.mark.parametrize("suffix", FORMATS)
def test_unchanged_import_changes_no_file(desk: Path, suffix: str) -> None:
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    file = desk.parent / f"texts.{suffix}"
    call("scenarios", "translate", "desk", "--out", str(file))
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 0
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_stale_text_that_nobody_touched_is_not_stamped(desk: Path, suffix: str) -> None:
    change(desk)
    file = desk.parent / f"texts.{suffix}"
    call("scenarios", "translate", "desk", "--out", str(file))
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 1
    assert KEY in back.stdout
    assert "1 problem; nothing was written." in back.stdout
    assert call("scenarios", "lint", "desk").exit_code == 1


def test_stale_text_can_be_marked_fresh(desk: Path) -> None:
    change(desk)
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    in_sheet(file, lambda rows: rows[KEY].update({"status": " Fresh "}))

    assert call("scenarios", "translate", "desk", "--in", str(file)).exit_code == 0
    assert call("scenarios", "lint", "desk").exit_code == 0


@pytest.mark.parametrize("status", ["", "still stale", "STALE", "frsh", "missing"])
def test_no_other_word_says_that_a_stale_text_still_holds(desk: Path, status: str) -> None:
    change(desk)
    stamps = (desk / "ar.lock").read_bytes()
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    in_sheet(file, lambda rows: rows[KEY].update({"status": status or None}))
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 1
    assert f"{KEY}: It is stale and as before" in back.stdout
    assert (desk / "ar.lock").read_bytes() == stamps


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_comes_back_twice_changes_nothing_again(desk: Path, suffix: str) -> None:
    change(desk)
    file = desk.parent / f"texts.{suffix}"
    call("scenarios", "translate", "desk", "--out", str(file))
    translated(file, KEY, "الردهة ممتلئة.")
    call("scenarios", "translate", "desk", "--in", str(file))
    again = call("scenarios", "translate", "desk", "--in", str(file))

    assert again.exit_code == 0
    assert again.stdout == "night-desk ar: 42 texts imported, 0 changed.\n"


def test_a_damaged_po_file_writes_nothing(desk: Path) -> None:
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    file = desk.parent / "texts.po"
    call("scenarios", "translate", "desk", "--out", str(file))
    text = file.read_text("utf-8")
    file.write_text(text.replace('msgstr "الردهة خالية."', 'msgstr "الردهة خالية.'), "utf-8")
    back = call("scenarios", "translate", "desk", "--in", str(file))
    line = text[: text.index("الردهة خالية.")].count("\n") + 1

    assert (back.exit_code, back.stdout) == (2, "")
    assert back.stderr == f"texts.po, line {line}: a quote is not closed.\n"
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before


def test_a_formula_is_called_one(desk: Path) -> None:
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    translated(file, KEY, "=A1")
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 1
    assert f"{KEY}: This is a formula; type the text itself." in back.stdout


def _spoil(rows: dict[str, dict[str, Any]]) -> None:
    rows["title"]["translation (ar)"] = None
    rows["brief"]["key"] = "breif"
    rows["scenes.gate.choose.choices.ask.short"]["translation (ar)"] = "أسألها عن السفر وعن الرفيق"
    rows["scenes.lift.text"]["translation (ar)"] = "يصعد المصعد."
    rows[KEY]["translation (ar)"] = "قاعة"


def test_every_problem_is_reported_with_its_row_and_nothing_is_written(desk: Path) -> None:
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    in_sheet(file, _spoil)
    back = call("scenarios", "translate", "desk", "--in", str(file))
    lines = back.stdout.splitlines()

    assert back.exit_code == 1
    assert lines[0] == "texts.xlsx: row 2: title: There is no translation."
    assert "Did you mean `brief`?" in lines[1]
    assert any("26 characters; at most 24" in line for line in lines)
    assert any("5 words; at most 4" in line for line in lines)
    assert any("`{guest}` is missing" in line for line in lines)
    assert lines[-1] == "5 problems; nothing was written."
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before


def test_the_right_rows_are_taken_where_asked(desk: Path) -> None:
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    in_sheet(file, _spoil)
    back = call("scenarios", "translate", "desk", "--in", str(file), "--keep-going")

    assert back.exit_code == 1
    assert "38 texts imported, 1 changed." in back.stdout
    text = (desk / "ar.yaml").read_text("utf-8")
    assert 'text: "قاعة"' in text
    assert 'title: "مكتب الليل، 22:40"' in text


def test_a_row_of_a_source_that_changed_meanwhile_is_refused(desk: Path) -> None:
    file = desk.parent / "texts.po"
    call("scenarios", "translate", "desk", "--out", str(file))
    change(desk)
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 1
    assert f"{KEY}: The source has changed since this file was made" in back.stdout


def test_overlong_combined_texts_are_reported_after_writing(desk: Path) -> None:
    file = desk.parent / "texts.po"
    call("scenarios", "translate", "desk", "--out", str(file))
    translated(file, "scenes.gate.choose.choices.ask.why", "كلمة " * 59)
    translated(file, "scenes.gate.choose.choices.ask.feedback", "ترفع {guest} " + "كلمة " * 50)
    back = call("scenarios", "translate", "desk", "--in", str(file))

    assert back.exit_code == 1
    assert "2 changed" in back.stdout
    assert "desk/ar.yaml:" in back.stdout
    assert "error too-long" in back.stdout


def test_dropped_texts_and_comments_are_reported(desk: Path) -> None:
    """A text under a key that was renamed, and comments between the texts."""
    commented = ARABIC.replace("scenes:", "# Not kept.\nscenes:")
    (desk / "ar.yaml").write_text(f'# Kept.\n{commented}  old: {{text: "قديم"}}\n', "utf-8")
    call("scenarios", "translate", "desk", "--out", "texts.PO")
    Path("texts.PO").rename("texts.po")
    translated(Path("texts.po"), KEY, "جديد")
    back = call("scenarios", "translate", "desk", "--in", "texts.po")

    assert back.exit_code == 0
    assert "  Not kept: `endings.old.text`, 1 comment." in back.stdout
    assert (desk / "ar.yaml").read_text("utf-8").startswith("# Kept.\nlanguage: ar\n")


def test_several_scenarios_travel_in_one_sheet(desk: Path) -> None:
    shutil.copytree(LIBRARY / "dream-job", desk.parent / "dream-job")
    file = desk.parent / "all.xlsx"
    sent = call("scenarios", "translate", "desk", "dream-job", "--out", str(file))
    back = call("scenarios", "translate", "desk", "dream-job", "--in", str(file))
    other = call("scenarios", "translate", "desk", "--in", str(file))

    assert "of 2 scenarios." in sent.stdout
    assert back.exit_code == 0
    assert back.stdout.count("0 changed.") == 2
    assert other.exit_code == 1
    sheet = openpyxl.load_workbook(file).worksheets[0]
    rows = sum(row[0].value == "dream-job" for row in sheet.iter_rows())
    assert f"There is no scenario `dream-job` here; rows of it: {rows}." in other.stdout


def test_the_sheet_is_text_that_only_a_translator_edits(desk: Path) -> None:
    """No formula can be in it, and what is not for editing is locked."""
    evil = '=HYPERLINK("http://x","y")'
    (desk / "ar.yaml").write_text(ARABIC.replace('"الردهة خالية."', f"'{evil}'"), "utf-8")
    file = desk.parent / "texts.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    with zipfile.ZipFile(file) as archive:
        raw = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = openpyxl.load_workbook(file).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    (row,) = (pair for pair in sheet.iter_rows(min_row=2) if pair[1].value == KEY)
    arabic = row[head.index("translation (ar)")]

    assert "<f>" not in raw
    assert (arabic.value, arabic.data_type) == (evil, "s")
    assert [cell.protection.locked for cell in row].count(False) == 1
    assert not arabic.protection.locked
    assert (arabic.alignment.readingOrder, arabic.alignment.horizontal) == (2.0, "right")
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C2"
    assert not sheet.sheet_view.rightToLeft


def test_po_file_contains_translator_notes(desk: Path) -> None:
    change(desk)
    file = desk.parent / "texts.po"
    call("scenarios", "translate", "desk", "--out", str(file))
    messages = {message.context: message for message in read_po(BytesIO(file.read_bytes()))}
    short = messages["night-desk:scenes.gate.choose.choices.ask.short"]

    assert messages[f"night-desk:{KEY}"].fuzzy
    assert (short.id, short.string, short.fuzzy) == ("Ask her", "أسألها", False)
    assert short.auto_comments == [
        "gate · choice ask · short",
        "At most 24 characters, 4 words.",
        "A choice: first person, present (أسأل، أعيد).",
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--out", "a.xlsx", "--in", "a.po"), "One of --out, --in and --renamed"),
        (("--renamed", "hall"), "--renamed takes OLD=NEW"),
        (("--renamed", "hal=lobby"), "No text moves from `hal` to `lobby`."),
        (("--keep-going",), "--keep-going goes with --in"),
        (("--out", "a.ods"), "must end in .xlsx or .po"),
        (("--in", "desk/ar.yaml"), "must end in .xlsx or .po"),
        (("--out", "a.po"), "a.po exists already"),
        (("--in", "a.po", "--lang", "en"), "The language of a.po is ar"),
        (("--in", "b.xlsx"), "b.xlsx is no XLSX file"),
        (("--lang", "en", "--out", "c.po"), "English is its own language"),
    ],
)
def test_failure_exits_with_2(desk: Path, args: tuple[str, ...], said: str) -> None:
    call("scenarios", "translate", "desk", "--out", "a.po")
    Path("b.xlsx").write_bytes(b"no sheet")
    asked = call("scenarios", "translate", "desk", *args)

    assert asked.exit_code == 2
    assert said in asked.stderr


def test_a_sheet_for_another_language_is_refused(desk: Path) -> None:
    call("scenarios", "translate", "desk", "--out", "a.xlsx")
    asked = call("scenarios", "translate", "desk", "--in", "a.xlsx", "--lang", "en")

    assert asked.exit_code == 2
    assert "no column `translation (en)`" in asked.stderr


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(desk: Path) -> None:
    with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (60 << 20))
    asked = call("scenarios", "translate", "desk", "--in", "bomb.xlsx")

    assert Path("bomb.xlsx").stat().st_size < 100_000
    assert asked.exit_code == 2
    assert "unpacks to far more" in asked.stderr


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'
STRINGS = f'<sst xmlns="{MAIN}">%s</sst>'


def cells() -> str:
    return SHEET % ('<row r="1">' + "<c/>" * 3_000_000 + "</row>")


def attributes() -> str:
    return SHEET % ("<row " + " ".join(f'a{at}=""' for at in range(2_500_000)) + "/>")


def strings() -> str:
    return STRINGS % ("<si/>" * 3_000_000)


def sheets() -> str:
    return '<sheet sheetId="1" r:id="rId1"/>' * 1_000


@pytest.mark.parametrize(
    ("part", "marks"),
    [
        ("xl/worksheets/sheet1.xml", cells),
        ("xl/worksheets/sheet1.xml", attributes),
        ("xl/sharedStrings.xml", strings),
        ("xl/workbook.xml", sheets),
    ],
)
def test_marks_without_end_are_counted_before_they_are_read(
    desk: Path, part: str, marks: Callable[[], str]
) -> None:
    """Each takes far more memory than its four letters."""
    call("scenarios", "translate", "desk", "--out", "a.xlsx")
    with (
        zipfile.ZipFile("a.xlsx") as ours,
        zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as theirs,
    ):
        for name in ours.namelist():
            theirs.writestr(name, marks() if name == part else ours.read(name))
    asked = call("scenarios", "translate", "desk", "--in", "bomb.xlsx")

    assert asked.exit_code == 2
    assert "unpacks to far more" in asked.stderr


@pytest.mark.parametrize("where", ["language", "key"])
def test_quoted_file_text_never_controls_the_terminal(desk: Path, where: str) -> None:
    call("scenarios", "translate", "desk", "--out", "texts.po")
    text = Path("texts.po").read_text("utf-8")
    if where == "language":
        text = text.replace('"Language: ar', '"Language: \x1b[2Jar')
    else:
        text = text.replace("night-desk:title", "night-desk:ti\x1b[2Jtle")
    Path("texts.po").write_text(text, "utf-8")
    back = call("scenarios", "translate", "desk", "--in", "texts.po")

    assert back.exit_code > 0
    assert "[2" in back.output
    assert "\x1b" not in back.output


def test_lines_without_end_cost_no_more_than_reading_them(desk: Path) -> None:
    """What is looked for in a file is looked for line by line."""
    with (desk / "ar.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" * 200_000)
    call("scenarios", "translate", "desk", "--out", "texts.po")
    translated(Path("texts.po"), KEY, "جديد")
    with Path("texts.po").open("a", encoding="utf-8") as file:
        file.write("\n" * 1_000_000)
    began = perf_counter()
    back = call("scenarios", "translate", "desk", "--in", "texts.po")

    assert back.exit_code == 0
    assert perf_counter() - began < 30, "else it takes hours"


def test_a_cell_at_the_end_of_a_million_rows_costs_nothing(desk: Path) -> None:
    file = desk.parent / "far.xlsx"
    call("scenarios", "translate", "desk", "--out", str(file))
    book = openpyxl.load_workbook(file)
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(file)

    assert call("scenarios", "translate", "desk", "--in", str(file)).exit_code == 0
