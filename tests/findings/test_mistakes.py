"""What an author may get wrong in a file, and where the finding points."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.locale import words
from scenarios import limits
from scenarios.findings import Finding
from scenarios.loader import load
from tests.helpers.small_case import ARABIC, BASE, case, edited


@dataclass(frozen=True)
class Mistake:
    """An edit of the base case, and the findings it must yield: `line:column code`."""

    name: str
    old: str
    new: str
    found: tuple[str, ...]
    ar: bool = False  # the edit is one of the Arabic file


def en(name: str, old: str, new: str, *found: str) -> Mistake:
    """A mistake in `scenario.yaml`."""
    return Mistake(name, old, new, found)


def ar(name: str, old: str, new: str, *found: str) -> Mistake:
    """A mistake in `ar.yaml`."""
    return Mistake(name, old, new, found, ar=True)


HALL = '  hall:\n    text: "The hall is empty."\n    go: call'
WAIT = '          text: "Wait until the morning."\n          short: "Wait"'
MISTAKES = (
    # --- YAML
    en("a key stands twice", "track: hotels", "track: hotels\ntrack: hotels",
       "6:1 duplicate-key"),
    en("a text in braces without quotes", HALL,
       "  hall: {text: Where do you sleep?, go: call}", "66:10 unquoted"),
    en("a text in braces with a comma", HALL, "  hall: {text: One, two, go: call}",
       "66:24 empty-value"),
    en("a condition in braces without quotes", '{when: "trust >= 2", go: call}',
       "{when: picked(gate, accuse), go: call}", "64:36 empty-value"),
    en("no value", 'prompt: "Your first step?"', "prompt:", "31:14 empty-value"),
    en("a tilde for a text", 'prompt: "Your first step?"', "prompt: ~",
       "31:15 empty-value"),
    en("an empty text", '"Your first step?"', '""', "31:7 empty-value"),
    en("an alias", "go: gone\n  lift", "go: *end\n  lift", "60:15 yaml"),
    en("an anchor", "start: gate", "start: &here gate", "25:8 yaml"),
    en("a tag", "start: gate", "start: !!str gate", "25:8 yaml"),
    en("a tag on a key", "track: hotels", "!!str track: hotels", "5:1 yaml"),
    en("a list as a key", "track: hotels", "[track]: hotels", "5:1 yaml"),
    en("nested too deeply", "hotels", "[" * 21 + "]" * 21, "5:28 yaml"),
    en("a tab", "    text: \"The hall", "\ttext: \"The hall", "67:1 yaml"),
    en("a quote that does not end", '"Your first step?"', '"Your first step?', "35:18 yaml"),
    en("a second document", "start: gate", "---\nstart: gate", "25:1 yaml"),
    en("a mark that turns the direction", "The hall is", "The \u202ehall is",
       "67:11 direction-mark"),
    en("an isolate typed by hand", "The hall is", "The \u2068hall\u2069 is",
       "67:11 direction-mark"),
    en("a control character", "The hall is", "The \x07hall is", "67:16 yaml"),
    en("a control character in other signs", '"Your first step?"', '"Your \\e[31mstep?"',
       "31:15 yaml"),
    en("a text without quotes", '"The hall is empty."', "The hall is empty.", "67:5 unquoted"),
    # --- shape
    en("an unknown key", "your_part:", "your_prat:", "1:1 missing-key", "9:1 unknown-key"),
    en("an unknown key of a choice", 'feedback: "They go."', 'feed_back: "They go."',
       "58:11 unknown-key"),
    en("a key is missing", '          text: "Wait until the morning."\n', "", "85:9 missing-key"),
    en("not one of the words", "track: hotels\nlevel: foundation", "track: hotels\nlevel: easy",
       "6:1 bad-value"),
    en("another format", "format: 1", "format: 2", "1:1 bad-value"),
    en("`no` stays a word", "should_refer: refer", "should_refer: no", "8:1 bad-value"),
    en("a time stays a word", "trust: {start: 1,", "trust: {start: 12:30,", "22:3 bad-value"),
    en("a bad id", "  hall:\n", "  Hall:\n", "66:3 bad-id"),
    en("an id with a break at its end", "  hall:\n", '  "hall\\n":\n', "66:3 bad-id"),
    en("a choice's id is too long", "        wait:\n", f"        {'w' * 21}:\n", "85:9 bad-id"),
    en("a list where a text stands", '"Your first step?"', '["Your first step?"]',
       "31:16 bad-value"),
    en("a list where lines stand", 'objectives:\n  notice: "Notice who speaks for whom"',
       'objectives: ["Notice who speaks"]', "11:1 bad-value"),
    en("one choice", BASE[BASE.index("        accuse:") : BASE.index("  lift:")], "",
       "33:7 bad-value"),
    en("credit over 1", "credit: {recognise: 0.5}", "credit: {recognise: 1.5}",
       "56:20 bad-value"),
    en("credit as a fraction", "credit: {recognise: 0.5}", "credit: {recognise: 1/2}",
       "56:20 bad-value"),
    en("credit in an unknown competency", "credit: {recognise: 0.5}", "credit: {notice: 0.5}",
       "56:20 bad-value"),
    en("a number too large", "add: {trust: 1}", "add: {trust: 99999999999999999999}",
       "38:17 bad-value"),
    # --- names
    en("an unknown scene", "go: hall}", "go: hal}", "65:9 lead-nowhere"),
    en("an unknown start", "start: gate", "start: gaet", "25:1 lead-nowhere"),
    en("a start that is an ending", "start: gate", "start: gone", "25:1 lead-nowhere"),
    en("an unknown variable", "add: {trust: 1}", "add: {trsut: 1}", "38:17 unknown-variable"),
    en("an unknown variable in a condition", '"alone and picked(gate, ask)"',
       '"allone and picked(gate, ask)"', "94:11 condition"),
    en("an unknown choice in a condition", "picked(gate, ask)", "picked(gate, asc)",
       "94:11 condition"),
    en("a condition of a text", '- when: "trust >= 2"\n', '- when: "trust = 2"\n',
       "72:9 condition"),
    en("an unknown source", "sources: [UNGIFT]\n\ncast", "sources: [UNGIFTS]\n\ncast",
       "14:1 unknown-source"),
    en("an unknown source of a choice", "          sources: [UNGIFT]", "          sources: [XY]",
       "42:11 unknown-source"),
    en("an unknown fact", "fact: UNGIFT", "fact: UNGIVEN", "106:54 unknown-source"),
    en("an unknown indicator", "indicators: [DOC-01]", "indicators: [DOC-01, DOK-02]",
       "13:1 unknown-indicator"),
    en("an unknown sign", 'short: "Wait"\n', 'short: "Wait"\n          signs: [QQQ]\n',
       "88:11 unknown-indicator"),
    en("a scene and an ending of one name", "  doubt: {", "  hall: {",
       "104:11 lead-nowhere", "107:3 duplicate-id"),
    # --- flow
    en("no way on", "    go: call\n  call", "  call", "66:3 no-way-on"),
    en("go beside a decision", '    stop: "You', '    go: gone\n    stop: "You',
       "70:5 go-outside"),
    en("a decision without a text",
       "    text: |\n      {escort} puts two passports on the desk. {guest} looks at the floor.\n",
       "", "27:3 missing-key"),
    en("the last line has a condition", "- {go: hall}", '- {when: "not alone", go: hall}',
       "63:5 lead-open"),
    en("a line that is never taken", '- {when: "trust >= 2", go: call}', "- {go: call}",
       "64:9 lead-hidden"),
    en("the last wording has a condition", '- text: "She avoids you."',
       '- when: "alone"\n        text: "She avoids you."', "71:5 text-open"),
    en("a wording that is never told", '- when: "trust >= 2"\n        text: "She trusts',
       '- text: "She trusts', "72:9 text-hidden"),
    en("critical without error", '          error: over-called\n', "",
       "47:11 critical-without-error"),
    en("worth nothing", "worth: {recognise: 2}", "worth: {recognise: 0}", "32:7 worth-nothing"),
    en("add to a truth", "add: {trust: 1}", "add: {alone: 1}", "38:17 add-to-truth"),
    en("set a number to a truth", "set: {alone: true}", "set: {trust: true}", "39:17 set-type"),
    en("set a number past its end", "set: {alone: true}", "set: {trust: 4}", "39:17 set-type"),
    en("a start outside of the ends", "{start: 1, min", "{start: 7, min", "22:3 bad-value"),
    en("a truth with ends", "{start: false}", "{start: false, max: 3}", "23:3 bad-value"),
    en("a start of several signs", "{start: 1, min", "{start: --1, min", "22:3 bad-value"),
    # --- words
    en("a placeholder of nobody", "The hall is", "{gest}, the hall is", "67:5 placeholder"),
    en("a placeholder of a role without a name", "The hall is", "{porter}, the hall is",
       "67:5 placeholder"),
    en("a placeholder that leans", "{guest} is out", "{guest}s is out", "62:5 placeholder-leans"),
    en("a brace alone", "The hall is", "The {hall is", "67:5 placeholder"),
    en("cast lists of two lengths", '["Maya", "Rosa"]', '["Maya"]', "16:1 cast-differs"),
    en("a short of too many letters", '"Let them pass"', '"Let both of them passss by"',
       "55:11 too-long", "55:11 too-long"),
    en("a short of too many words", '"Let them pass"', '"Let us see them go"', "55:11 too-long"),
    en("feedback too long", '"They go."', f'"{"They go. " * 40}"', "53:9 too-long"),
    en("a brief too long", '"A quiet night at the desk."', f'"{"Quiet. " * 220}"',
       "10:1 too-long"),
    en("a first message too long", "looks at the floor.", "looks at the floor. " * 50,
       "25:1 too-long"),
    en("four choices for beginners", "        note:\n",
       f'        sleep:\n{WAIT}\n        note:\n', "69:3 too-many-choices"),
    # --- translations
    ar("a text is missing", '    stop: "رأيت جوازين في يد واحدة."\n', "",
       "39:3 translation-missing"),
    ar("a text is not in the scenario", '    stop: "رأيت', '    stpo: "رأيت',
       "39:3 translation-missing", "40:5 translation-unknown"),
    ar("fewer wordings", '      - text: "هي تتجنبك."\n', "", "41:5 translation-variants"),
    ar("a condition in a translation", '- text: "هي تثق بك."',
       '- {when: "trust >= 9", text: "هي تثق بك."}', "42:10 translation-unknown"),
    ar("an empty wording", '"هي تثق بك."', '""', "41:5 empty-value"),
    ar("fewer names", '["مايا", "روزا"]', '["مايا"]', "9:3 cast-differs"),
    ar("a name that is no text", '["مايا", "روزا"]', '[{a: "مايا"}, "روزا"]', "9:3 cast-differs"),
    ar("names of nobody", "  guest: [", '  gast: ["ا"]\n  guest: [', "9:3 cast-differs"),
    ar("a letter leans on a name", "أما {guest}", "و{guest}", "14:5 placeholder-leans"),
    ar("a letter with a vowel sign leans on a name", "أما {guest}", "بِ{guest}",
       "14:5 placeholder-leans"),
    ar("a placeholder of nobody in Arabic", "أما {guest}", "أما {gest}", "14:5 placeholder"),
    ar("a short too long in Arabic", '"أتهمه"', '"أتهمه أمام جميع الناس الآن"',
       "26:11 too-long", "26:11 too-long"),
    ar("a text without quotes in Arabic", '"لقد ذهبا."', "لقد ذهبا", "66:10 unquoted"),
    ar("another language than its name says", "language: ar", "language: fr", "1:1 bad-value"),
    ar("a key with dots in it", "endings:\n", '"scenes.hall.text": "الردهة"\nendings:\n',
       "63:1 translation-unknown"),
    ar("a key twice in Arabic", '    text: "الردهة خالية."', '    text: "ا"\n    text: "ب"',
       "39:5 duplicate-key"),
    ar("a mark that turns the direction in Arabic", "الردهة خالية", "الردهة \u2067خالية",
       "38:11 direction-mark"),
)  # fmt: skip


def findings(mistake: Mistake) -> tuple[Finding, ...]:
    """What is found in the base case with this edit."""
    edit = (mistake.old, mistake.new)
    if mistake.ar:
        return case(BASE, edited(edit, of=ARABIC)).findings
    return case(edited(edit)).findings


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_at_its_place(mistake: Mistake) -> None:
    """Its file, line and column, its code, and nothing beside it."""
    file = "ar.yaml" if mistake.ar else "scenario.yaml"
    found = findings(mistake)
    assert tuple(f"{name.line}:{name.column} {name.code}" for name in found) == mistake.found
    assert {finding.file for finding in found} == {file}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_reported_in_plain_sentences(mistake: Mistake) -> None:
    """No class names, no tracebacks, no paths of the program; a full stop at the end."""
    for finding in findings(mistake):
        assert str(finding.message).endswith((".", "…"))
        assert finding.fix is None or str(finding.fix)[-1] in ".?`"
        assert not any(
            word in str(finding) for word in ("Error", "pydantic", "Traceback", "None", "dict")
        )


@pytest.mark.parametrize(("old", "new", "mend"), [
    ("your_part:", "your_prat:", "Did you mean `your_part`?"),
    ("go: hall}", "go: hal}", "Did you mean `hall`?"),
    ("start: gate", "start: gaet", "Did you mean `gate`?"),
    ("add: {trust: 1}", "add: {trsut: 1}", "Did you mean `trust`?"),
    ("picked(gate, ask)", "picked(gaet, ask)", "Did you mean `gate`?"),
    ("sources: [UNGIFT]\n\ncast", "sources: [UNGIFTS]\n\ncast", "Did you mean `UNGIFT`?"),
    ("{guest} is out", "{gues} is out", "Did you mean `guest`?"),
    ("go: hall}", "go: quite-another-place}",
     "Correct the name, or add a scene or an ending with this name."),
    (HALL, "  hall: {text: One, two, go: call}", "Put the text in quotes."),
    ('{when: "trust >= 2"', "{when: picked(gate, accuse)", "Put the text in quotes."),
])  # fmt: skip
def test_a_slip_is_met_with_the_mend(old: str, new: str, mend: str) -> None:
    """What was likely meant; a general remedy where no name is near."""
    assert mend in [str(finding.fix or "") for finding in case(edited((old, new))).findings]


def test_error_of_an_unknown_key_lists_the_known_ones() -> None:
    """And not that the few may be its value."""
    found = case(edited(("credit: {recognise: 0.5}", "credit: {recognize: 0.5}"))).findings
    (told,) = (finding.message for finding in found if "recognize" in str(finding.message))
    assert str(told).startswith("`recognize` is not allowed here; use 'recognise', ")
    assert words("ar").render(told).startswith("لا يصح")


def test_every_mistake_is_reported_at_once() -> None:
    """An author mends a file in one go and not one mistake at a time; both files in order."""
    text = edited(
        ("start: gate", "start: gaet"),
        ("picked(gate, ask)", "picked(gate, asc)"),
        ("go: hall}", "go: hal}"),
        ("add: {trust: 1}", "add: {trsut: 1}"),
        ('"Your first step?"', "Your first step?"),
    )
    arabic = edited(
        ('    stop: "رأيت جوازين في يد واحدة."\n', ""), ("أما {guest}", "و{guest}"), of=ARABIC
    )
    assert [
        (finding.file, finding.line, finding.code) for finding in case(text, arabic).findings
    ] == [
        ("scenario.yaml", 25, "lead-nowhere"),
        ("scenario.yaml", 31, "unquoted"),
        ("scenario.yaml", 38, "unknown-variable"),
        ("scenario.yaml", 65, "lead-nowhere"),
        ("scenario.yaml", 94, "condition"),
        ("ar.yaml", 14, "placeholder-leans"),
        ("ar.yaml", 39, "translation-missing"),
    ]
    shapeless = edited(("level: foundation", "level: easy"), ("  hall:\n", "  Hall:\n"),
                       ("format: 1", "format: 2"), ("track: hotels", "trakc: hotels"))  # fmt: skip
    assert [finding.code for finding in case(shapeless).findings] == [
        "bad-value", "missing-key", "unknown-key", "bad-value", "bad-id",
    ]  # fmt: skip


def test_a_mistake_of_shape_hides_no_other() -> None:
    """What the format objects to is passed over, and names, lengths and the Arabic are checked."""
    text = edited(
        ("level: foundation", "level: easy"),
        ("go: hall}", "go: hal}"),
        ("add: {trust: 1}", "add: {trsut: 1}"),
        ("track: hotels", "trakc: hotels"),
        ("picked(gate, ask)", "picked(gate, asc)"),
    )
    arabic = edited(("أما {guest}", "و{guest}"), of=ARABIC)

    assert [finding.code for finding in case(text, arabic).findings] == [
        "missing-key", "unknown-key", "bad-value", "unknown-variable", "lead-nowhere",
        "condition", "placeholder-leans",
    ]  # fmt: skip


@pytest.mark.parametrize(("raw", "place", "said"), [
    (b"format: 1\n\tid: x\n", "2:1", "There is a tab here."),
    (b'format: 1\nid: "x\ntitle: y\n', "2:5", "never closed"),
    (b"format: 1\ntitle\nlevel: x\n", "2:1", "This line has no `:`."),
    (b"format: 1\nbrief: a: b\n", "2:9", "an extra `:`"),
    (b"a:\n    b: 1\n   c: 2\n", "3:4", "does not fit"),
    (b"brief: @home\n", "1:8", "must not begin with this sign"),
])  # fmt: skip
def test_invalid_yaml_is_explained_in_plain_words(raw: bytes, place: str, said: str) -> None:
    """Where to look, and what for; not what a parser expected."""
    (finding,) = load({"scenario.yaml": raw}).findings

    assert f"{finding.line}:{finding.column}" == place
    assert said in str(finding.message)


def test_a_finding_can_be_read_as_one_line() -> None:
    """Place, severity, code, sentence, mend: as editors and shells understand it."""
    finding = load(
        {"scenario.yaml": edited(("go: hall}", "go: hal}")).encode()}, "cases/x"
    ).findings[0]
    assert str(finding) == (
        "cases/x/scenario.yaml:65:9: error lead-nowhere: There is no scene or ending `hal`. "
        "Did you mean `hall`?"
    )


@pytest.mark.parametrize(("raw", "found"), [
    (b"", "1:1 yaml"),
    (b"# a comment\n", "1:1 yaml"),
    (b"---\n", "2:1 empty-value"),
    (b"just words", "1:1 bad-value"),
    (b"- a\n- b\n", "1:1 bad-value"),
    (b"format: 1\nid: \xff\n", "2:5 yaml"),
    (b"\x00", "1:1 yaml"),
    (b"format: 1\nid: a\x00b\n", "2:6 yaml"),
    ("مكتب: \x07".encode(), "1:7 yaml"),
    (b"a: [", "2:1 yaml"),
    (b"a: b: c", "1:5 yaml"),
    (b"@", "1:1 yaml"),
    (b"%YAML 9.9\n---\na: b\n", "1:1 yaml"),
])  # fmt: skip
def test_a_file_that_is_no_yaml_is_one_finding(raw: bytes, found: str) -> None:
    """It says where reading stopped."""
    loaded = load({"scenario.yaml": raw})
    assert loaded.scenario is None
    assert [f"{finding.line}:{finding.column} {finding.code}" for finding in loaded.findings] == [
        found
    ]


def test_a_file_larger_than_allowed_is_not_read() -> None:
    """One byte under the limit is read, one over is not."""
    text = BASE + "#" * (limits.FILE_BYTES - len(BASE.encode()))
    assert case(text).findings == ()
    (finding,) = case(text + "#").findings
    assert (finding.code, str(finding.message)) == (
        "yaml",
        "The file is larger than 256 kB; shorten it.",
    )


def test_without_a_scenario_file_there_is_no_scenario() -> None:
    """A translation alone is none; other files of the folder are of no interest."""
    for files in ({}, {"ar.yaml": ARABIC.encode()}, {"notes.txt": b"\xff"}):
        (finding,) = load(files, "cases/x").findings
        assert (finding.file, finding.code) == ("cases/x/scenario.yaml", "no-file")
    assert load({"scenario.yaml": BASE.encode(), "notes.txt": b"\xff"}).findings == ()


def test_bytes_that_editors_add_do_no_harm() -> None:
    """A byte order mark, Windows line ends, no line end at the end."""
    plain = case().scenario
    assert plain is not None
    for raw in (b"\xef\xbb\xbf" + BASE.encode(), BASE.replace("\n", "\r\n").encode(),
                BASE.rstrip().encode()):  # fmt: skip
        scenario = load({"scenario.yaml": raw}).scenario
        assert scenario is not None
        assert scenario.structure_hash == plain.structure_hash
        assert scenario.scripts["en"].hash == plain.scripts["en"].hash


def test_words_that_yaml_would_turn_stay_words() -> None:
    """`no`, `on`, `1:30` and `0777` in quotes and after a dash are what the author wrote."""
    text = edited(('name: ["Maya", "Rosa"]', "name: [no, 12:30]"), ("track: hotels", "track: off"))
    scenario = case(text).scenario
    assert scenario is not None
    assert scenario.scripts["en"].cast["guest"] == ("no", "12:30")
    assert scenario.track == "off"


def test_a_long_value_is_not_repeated_whole() -> None:
    """A finding fits a message, whatever it quotes."""
    for old, new in (("start: gate", f"start: {'g' * 100_000}"), ("  hall:\n", f"  {'H' * 900}:\n"),
                     ("{start: 1, min", f"{{start: {'9' * 100_000}, min")):  # fmt: skip
        found = case(edited((old, new))).findings
        assert found
        assert all(len(str(finding)) < 600 for finding in found)
