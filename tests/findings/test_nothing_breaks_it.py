"""Files from anyone: whatever is in them, loading ends in a scenario or in findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scenarios import limits
from scenarios.case_library import LIBRARY
from scenarios.findings import errors
from scenarios.loader import Loaded, load
from scenarios.state_reduction import forward
from scenarios.yaml_source import read
from tests.helpers.examples import examples
from tests.helpers.small_case import ARABIC, BASE, edited

DREAM_JOB = {file.name: file.read_text("utf-8") for file in Path(LIBRARY / "dream-job").iterdir()}
NAMES = ("scenario.yaml", "ar.yaml")
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def sound(loaded: Loaded) -> Loaded:
    """Loading came to one thing or the other, and to no more than someone can read."""
    assert (loaded.scenario is None) == bool(errors(loaded.findings))
    assert len(loaded.findings) <= limits.FINDINGS * len(NAMES)
    for finding in loaded.findings:
        assert finding.file in NAMES
        assert finding.line >= 1
        assert finding.column >= 1
        assert len(str(finding)) < 1000
        assert finding.code
        assert str(finding.message)
        assert not STEERING.search(str(finding)), "it is printed on a terminal"
    return loaded


# --- noise


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"{}")
def test_any_bytes_end_in_findings(raw: bytes) -> None:
    """In place of the scenario, and in place of its translation."""
    assert sound(load({"scenario.yaml": raw})).scenario is None
    assert sound(load({"scenario.yaml": BASE.encode(), "ar.yaml": raw})).scenario is None


BITS = st.sampled_from([
    "", " ", "\n", "\n\n", "  ", "\t", ":", ": ", "- ", "#", " #", "'", '"', "|", ">", "|\n", "{",
    "}", "[", "]", ",", "&a ", "*a", "!!str ", "!", "%", "@", "`", "---\n", "...\n", "? ", "~",
    "null", "true", "no", "0", "-1", "--1", "1e9", "1/3", "99999999999999999999", "١", "{x}", "{",
    "\u202e", "\x00", "\x85", "\u2028", "\ufeff", "😀", "ب", "go: ", "when: ", "text: ",
    "choose: ", "picked(", ")",
])  # fmt: skip


def mutated(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """A text of which some parts are cut out, doubled, or replaced."""
    for at, length, new in cuts:
        at %= len(text) + 1
        text = (
            text[:at]
            + (text[at : at + length] * 2 if new == "twice" else new)
            + text[at + length :]
        )
    return text


CUTS = st.lists(
    st.tuples(st.integers(0, 60_000), st.integers(0, 40), BITS | st.just("twice")),
    min_size=1,
    max_size=3,
)


@examples(60)
@given(st.sampled_from(NAMES), CUTS)
def test_a_mutated_case_ends_in_findings_or_still_loads(
    file: str, cuts: list[tuple[int, int, str]]
) -> None:
    """Slips, cuts and pastes anywhere in a whole case."""
    files = {**DREAM_JOB, file: mutated(DREAM_JOB[file], cuts)}
    sound(load({name: text.encode() for name, text in files.items()}))


@examples(300)
@given(st.sampled_from(NAMES), CUTS)
def test_a_mutated_small_case_ends_in_findings_or_still_loads(
    file: str, cuts: list[tuple[int, int, str]]
) -> None:
    """The same in the small case, where each slip weighs more."""
    files = dict(zip(NAMES, (BASE, ARABIC), strict=True))
    files[file] = mutated(files[file], cuts)
    sound(load({name: text.encode() for name, text in files.items()}))


# --- shape


KEYS = st.sampled_from([
    "format", "id", "language", "title", "track", "level", "truth", "should_refer", "your_part",
    "hard", "brief", "objectives", "indicators", "sources", "cast", "variables", "start",
    "scenes", "endings", "text", "choose", "go", "stop", "prompt", "worth", "choices", "credit",
    "add", "set", "when", "error", "critical", "feedback", "why", "gender", "name", "draw",
    "outcome", "fact", "min", "max", "signs", "gate", "hall", "call", "trust", "guest", "ask",
    "x", "X", "", "0", "[key]", "a.b", "<<", "__class__",
])  # fmt: skip
SCALARS = st.sampled_from([
    "", "1", "-1", "0.5", "1.5", "true", "refer", "en", "gate", "call", "helped", "x", "safe", "f",
    "apart", "trust >= 2", "picked(gate, ask)", "{guest}", "{", "9" * 30, "1e9", "missed", "DOC-01",
]) | st.text(max_size=5)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def planted(data: object, path: list[int], tree: object) -> object:
    """A copy of plain data in which the value at some path has become another."""
    if not path or not isinstance(data, dict | list) or not data:
        return tree
    if isinstance(data, list):
        at = path[0] % len(data)
        return [
            planted(entry, path[1:], tree) if at == index else entry
            for index, entry in enumerate(data)
        ]
    key = list(data)[path[0] % len(data)]
    return {
        name: planted(entry, path[1:], tree) if name == key else entry
        for name, entry in data.items()
    }


@examples(300)
@given(st.sampled_from(NAMES), st.lists(st.integers(0, 20), min_size=1, max_size=7), TREES)
def test_anything_in_place_of_anything_ends_in_findings_or_still_loads(
    file: str, path: list[int], tree: object
) -> None:
    """Well-formed YAML of a wrong shape, at any place of the small case."""
    files = dict(zip(NAMES, (BASE, ARABIC), strict=True))
    data = yaml.load(files[file], Loader=yaml.CBaseLoader)
    files[file] = yaml.dump(planted(data, path, tree), allow_unicode=True, default_style='"')
    sound(load({name: text.encode() for name, text in files.items()}))


@given(st.dictionaries(KEYS, TREES, max_size=12))
@example({"[key]": {}})  # how pydantic marks a wrong key
def test_any_mapping_ends_in_findings(data: dict[str, object]) -> None:
    """Keys of the format with anything under them."""
    raw = yaml.dump(data, allow_unicode=True).encode()
    assert sound(load({"scenario.yaml": raw})).scenario is None


# --- attacks


def bomb() -> str:
    """Nine lists of nine aliases each: a billion laughs."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 10)]
    return "\n".join(lines)


MANY = 4_000
ATTACKS = {
    "aliases that multiply": bomb(),
    "an alias of itself": "a: &a [*a]",
    "brackets without end": "[" * 5_000,
    "braces without end": "{" * 5_000,
    "braces with keys without end": "{a: " * 5_000,
    "dashes without end": "- " * 20_000,
    "question marks without end": "? " * 20_000,
    "a number of 200,000 digits": edited(("start: 1, min", f"start: {'9' * 200_000}, min")),
    "credit of 200,000 digits": edited(("credit: {refer: 0.5}", f"credit: {'0' * 200_000}")),
    "an amount of 200,000 digits": edited(("trust: -5", f"trust: -{'9' * 200_000}")),
    "an amount of 4,000 digits": edited(("trust: -5", f"trust: -{'9' * 4_000}")),
    "a power": edited(("credit: {refer: 0.5}", "credit: 1e999999999")),
    "a division by nothing": edited(("credit: {refer: 0.5}", "credit: 1/0")),
    "a format of 200,000 digits": edited(("format: 1", f"format: {'1' * 200_000}")),
    "Python objects": "!!python/object/apply:os.system ['true']",
    "Python names": "a: !!python/name:os.system",
    "a binary": "a: !!binary aGk=",
    "a merge": edited(("track: hotels", "<<: {track: hotels}")),
    "a key that steers a terminal": '"\\e]0;x\\a\\r\\n": 1',
    "a name that steers a terminal": edited(("start: gate", 'start: "\\e[2Jgate"')),
    "a key of 200,000 letters": f"{'k' * 200_000}: 1",
    "a quoted key of 200,000 letters": f'"{"k" * 200_000}": 1',
    "a key of 200,000 digits": f'? "{"9" * 200_000}"\n: 1',
    "a condition of 200,000 letters": edited(
        ('"alone and picked(gate, ask)"', f'"{"(" * 200_000}"')
    ),
    "a condition of nots": edited(('"alone and picked(gate, ask)"', f'"{"not " * 70}alone"')),
    "one key again and again": "a: 1\n" * 50_000,
    "values that are missing": "".join(f"a{at}:\n" for at in range(30_000)),
    "keys that nobody knows": BASE + "".join(f'scenes{at}: "x"\n' for at in range(15_000)),
    "leads to nowhere": edited(
        ("scenes:\n", "scenes:\n" + "".join(f"  p{at}: {{go: q{at}}}\n" for at in range(MANY)))
    ),
    "a chain of passages": edited(
        ("start: gate", "start: p0"),
        ("scenes:\n", "scenes:\n" + "".join(f"  p{at}: {{go: p{at + 1}}}\n" for at in range(MANY))
         + f"  p{MANY}: {{go: gate}}\n"),
    ),
    "wordings without end": edited(
        ('prompt: "Your first step?"', "prompt: [" + '{text: "x"}, ' * 15_000 + "]")
    ),
    # What is said once for each of many thousand mistakes must not be compared with all others.
    "wordings that are no wordings without end": edited(
        ('prompt: "Your first step?"', "prompt: [" + "{}, " * 55_000 + "]")
    ),
    "objectives that are no texts without end": edited(
        ("objectives:\n", "objectives:\n" + "".join(f"  a{at}: []\n" for at in range(20_000)))
    ),
    "choices without end": edited(
        ("        note:\n", "        note:\n".join(
            ["".join(f'        n{at}: {{text: "x", short: "x"}}\n' for at in range(MANY)), ""]
        )),
    ),
    "cast without end": edited(('["Maya", "Rosa"]', "[" + '"x", ' * 30_000 + "]")),
    "a text of 200,000 letters": edited(("The hall is", "The hall " * 20_000)),
    "placeholders without end": edited(("The hall is", "{gest} " * 30_000)),
    "braces in a text": edited(("The hall is", "{" * 200_000)),
}  # fmt: skip
LONG = {
    "keys that nobody knows",
    "objectives that are no texts without end",
    "placeholders without end",
    "values that are missing",
    "wordings that are no wordings without end",
}
"""What takes long to tell, since it has many thousand mistakes."""
ATTACKED = [pytest.param(name, marks=pytest.mark.slow if name in LONG else ()) for name in ATTACKS]


@pytest.mark.parametrize("attack", ATTACKED)
def test_an_attack_ends_in_findings(attack: str) -> None:
    """No exception, no scenario, and a list that someone can read."""
    raw = ATTACKS[attack].encode()
    assert len(raw) <= limits.FILE_BYTES, "else the size alone would refuse it"
    assert sound(load({"scenario.yaml": raw})).scenario is None


@pytest.mark.parametrize("attack", ATTACKED)
def test_an_attack_in_a_translation_ends_in_findings(attack: str) -> None:
    """A further language comes from anyone just as well."""
    loaded = sound(load({"scenario.yaml": BASE.encode(), "ar.yaml": ATTACKS[attack].encode()}))
    assert loaded.scenario is None
    assert all(finding.file == "ar.yaml" for finding in loaded.findings)


@pytest.mark.parametrize("attack", ATTACKED)
def test_parsed_content_is_no_larger_than_the_file(attack: str) -> None:
    """Nothing in a file multiplies: what is kept of it are strings that stand in it."""
    text = ATTACKS[attack]
    source = read("scenario.yaml", text.encode())
    size, ahead = 0, [source.data]
    while ahead:
        name = ahead.pop()
        if isinstance(name, str):
            size += len(name)
        else:
            assert isinstance(name, dict | list)
            ahead.extend(name.values() if isinstance(name, dict) else name)
            size += sum(map(len, name)) if isinstance(name, dict) else len(name)
    assert size <= len(text)
    assert len(source.places) <= len(text)
    assert len(source.findings) <= limits.FINDINGS


def test_many_forks_of_many_values_end_over_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """States that multiply are counted, and exploring stops where it says it stops."""
    monkeypatch.setattr(limits, "STATES", 500)
    names = [f"v{at}" for at in range(6)]
    all_low = " and ".join(f"{name} < 100" for name in names)  # so that all of them matter
    text = edited(
        ("  alone: {start: false}\n", "  alone: {start: false}\n"
         + "".join(f"  {name}: {{start: 0, max: 100}}\n" for name in names)),
        ("start: gate", "start: v0"),
        ("scenes:\n", "scenes:\n" + "".join(
            f'  {name}:\n    text: "x"\n    choose:\n      prompt: "x"\n      choices:\n'
            f'        more: {{text: "x", short: "x", add: {{{name}: 1}}, go: {name}, '
            f'when: "{all_low}"}}\n'
            f'        done: {{text: "x", short: "x", go: {after}}}\n'
            for name, after in zip(names, [*names[1:], "gate"], strict=True)
        )),
    )  # fmt: skip
    assert [finding.code for finding in load({"scenario.yaml": text.encode()}).findings] == [
        "too-large"
    ]


TALK = """\
  talk{at}:
    text: "x"
    interview:
      prompt: "x"
      ask: 4
      go: {to}
      questions:
"""
QUESTION = '        q{at}: {{text: "x", short: "x", answer: "x", set: {{v{at}: "true"}}}}\n'


def talks(count: int) -> str:
    """The small case behind some interviews, in each of which 163 sets may be asked."""
    whole = "".join(
        TALK.format(at=at, to="gate" if at == count - 1 else f"talk{at + 1}")
        + "".join(QUESTION.format(at=number) for number in range(8))
        for at in range(count)
    )
    variables = "".join(f"  v{at}: {{start: false}}\n" for at in range(8))
    every = " or ".join(f"v{at}" for at in range(8))
    return edited(
        ("  alone: {start: false}\n", "  alone: {start: false}\n" + variables),
        ("start: gate", "start: talk0"),
        ("scenes:\n", "scenes:\n" + whole),
        ('"alone and picked(gate, ask)"', f'"({every}) and alone and picked(gate, ask)"'),
    )


def codes(text: str) -> list[str]:
    """What is found, each once."""
    found = load({"scenario.yaml": text.encode()}, advice=False).findings
    return sorted({finding.code for finding in found})


@pytest.mark.parametrize(("limit", "most"), [("ANSWERS", 5_000), ("LOOKS", 500)])
def test_answers_and_conditions_that_multiply_are_counted_too(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    """A few thousand states have a million answers where each has hundreds."""
    text = talks(4)
    assert "too-large" not in codes(text)
    monkeypatch.setattr(limits, limit, most)
    assert codes(text) == ["too-large"]


@pytest.mark.parametrize("where", ["leads", "passages"])
def test_conditions_are_counted_for_each_answer(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Of few places, each with hundreds of answers, every one meets every condition."""
    leads = [f'{{go: gate, when: "trust == {at}"}}' for at in range(1, 50)]
    way = f"[{', '.join([*leads, '{go: gate}'])}]"
    passage = f"  pass: {{go: {way}}}\n" if where == "passages" else ""
    text = talks(1).replace("      go: gate\n", f"      go: {'pass' if passage else way}\n", 1)
    text = text.replace("scenes:\n", f"scenes:\n{passage}", 1)
    assert "too-large" not in codes(text)
    monkeypatch.setattr(limits, "LOOKS", 5_000)
    assert "too-large" in codes(text)


ORDER = """\
  sort:
    text: "x"
    order:
      prompt: "x"
      go: gate
      steps: {a: "x", b: "x", c: "x"}
      before: [%s]
      correct: [%s]
"""


@pytest.mark.parametrize(
    ("before", "correct", "found"),
    [(20, 20, []), (21, 1, ["bad-value"]), (1, 21, ["bad-value"])],
)
def test_lines_that_multiply_are_bounded(before: int, correct: int, found: list[str]) -> None:
    """Each order of the steps is judged by each pair, against each best order."""
    pairs = ", ".join(["{first: a, then: b}"] * before)
    cases = [f'{{when: "trust == {at}", steps: [a, b, c]}}' for at in range(correct - 1)]
    order = ORDER % (pairs, ", ".join([*cases, "{steps: [a, b, c]}"]))
    text = edited(("start: gate", "start: sort"), ("scenes:\n", "scenes:\n" + order))
    assert [code for code in codes(text) if code == "bad-value"] == found


def test_exploration_time_is_independent_of_scene_order() -> None:
    """What lies ahead is looked for in the order of the story, and not of its file."""
    scenes = [f'  p{at}: {{text: "x", go: p{at + 1}}}\n' for at in range(45)]
    scenes += ['  p45: {text: "x", go: gate}\n']
    for some in (scenes, scenes[::-1]):
        text = edited(("start: gate", "start: p0"), ("scenes:\n", "scenes:\n" + "".join(some)))
        leads = {f"p{at}": [f"p{at + 1}"] for at in range(45)} | {"p45": []}
        keys = [line.split(":")[0].strip() for line in some]
        assert list(forward({name: leads[name] for name in keys})) == list(leads)
        assert codes(text) == []


@pytest.mark.parametrize(("what", "most"), [("scenes", 300), ("variables", 50)])
def test_scenes_and_variables_are_counted(what: str, most: int) -> None:
    """What can be told of a scene is worked out for each variable."""
    line = "  n{at}: {{go: gate}}\n" if what == "scenes" else "  n{at}: {{start: 0}}\n"
    more = "".join(line.format(at=at) for at in range(most))
    text = edited((f"{what}:\n", f"{what}:\n{more}"))
    assert "bad-value" in codes(text)
