"""The player at a terminal: what is typed, how it is answered, how it looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.locale import words
from bot.terminal import texts
from bot.terminal.typed import STOP, Command, read
from bot.terminal.wrap import wrap
from scenarios.bidi import CLOSE, OPEN
from scenarios.kinds import KINDS
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.skeleton import skeleton
from tests.commands.calling import call, terminal
from tests.commands.paths import best
from tests.helpers.five_kinds_case import five_ways, written

CASE = five_ways()
EXAMPLE = load(
    {name: text.encode() for name, text in skeleton("example", "en", KINDS).items()}
).scenario
assert EXAMPLE is not None
OPENING = EXAMPLE.opening
DECISIONS = {
    scene.decision.kind: scene.decision for scene in EXAMPLE.scenes.values() if scene.decision
}
"""Of every kind."""
OPTIONS = dict(enumerate(("point", "chat", "papers")))
EIGHT = {place: f"choice-{place}" for place in range(8)}
STEPS = dict(enumerate("12345"))
PROMPT = "p pause\n  › "
ARABIC_PROMPT = "ت توقف\u2069\n  › "


@pytest.mark.parametrize("kind", ["choose", "interview"])
@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("a", 0), ("A", 0), ("أ", 0), ("ا", 0), (" إ ", 0), ("point", 0),
        ("b", 1), ("ب", 1), ("\u2067ب\u2069", 1), ("\u2067 ب \u2069", 1), ("CHAT", 1),
        ("c", 2), ("ج", 2), ("جـ", 2), ("1", 0), ("٣", 2),
    ],
)  # fmt: skip
def test_an_option_is_known_by_either_letter_and_by_its_id(
    kind: str, typed: str, index: int
) -> None:
    assert read(typed, kind, OPTIONS) == OPTIONS[index]


def test_the_fifth_letter_is_known_with_and_without_its_line() -> None:
    assert {read(name, "choose", EIGHT) for name in ("ه", "هـ", "e")} == {EIGHT[4]}


@pytest.mark.parametrize("kind", ["choose", "spot", "order", "interview", "rate"])
@pytest.mark.parametrize("typed", ["", "d", "د", "0", "po", "\x00", "a,d", "+", "a-b", "chat x"])
def test_unavailable_letter_is_not_guessed(kind: str, typed: str) -> None:
    assert read(typed, kind, OPTIONS) is None


@pytest.mark.parametrize("kind", ["choose", "interview"])
def test_several_letters_are_refused_where_one_is_expected(kind: str) -> None:
    assert read("ab", kind, OPTIONS) is None


@pytest.mark.parametrize(
    "typed",
    ["A C", "ac", "a,c", "أ ج", "اج", "أ، ج", "a+papers", "point papers", " c  A ", "aac", "a;c"],
)
def test_ticks_are_typed_in_many_ways(typed: str) -> None:
    act = read(typed, "spot", OPTIONS)

    assert isinstance(act, str)
    assert sorted(act.split("+")) == ["papers", "point"]


@pytest.mark.parametrize("typed", ["-", " – ", "—"])
def test_nothing_is_ticked_by_a_dash_alone(typed: str) -> None:
    assert read(typed, "spot", OPTIONS) == ""
    assert read(typed, "order", OPTIONS) is None


@pytest.mark.parametrize("typed", ["cab", "C A B", "ج أ ب", "جاب", "papers,point,chat", "c a chat"])
def test_an_order_is_kept_as_typed(typed: str) -> None:
    assert read(typed, "order", OPTIONS) == "papers+point+chat"


@pytest.mark.parametrize("typed", ["ca", "caba", "caa", "abcd"])
def test_an_order_has_every_step_once(typed: str) -> None:
    assert read(typed, "order", OPTIONS) is None


def test_letters_come_before_ids_since_they_are_shown() -> None:
    options = dict(enumerate(("b", "a", "bad", "d")))

    assert read("a", "choose", options) == "b"
    assert read("bad", "choose", options) == "bad"
    assert read("bad", "spot", options) == "a+b+d"


def test_letter_stands_for_an_option_that_remains() -> None:
    assert read("c", "interview", {0: "point", 2: "papers"}) == "papers"
    assert read("b", "interview", {0: "point", 2: "papers"}) is None


def test_a_talk_is_ended_by_a_full_stop() -> None:
    assert read(".", "interview", OPTIONS) == "."
    assert read(".", "choose", OPTIONS) is None


def test_a_step_is_a_digit_of_either_writing() -> None:
    assert [read(name, "rate", STEPS) for name in "12345"] == list("12345")
    assert [read(name, "rate", STEPS) for name in "١٢٣٤٥"] == list("12345")
    assert {read(name, "rate", STEPS) for name in ("0", "6", "٠", "44", "a")} == {None}


@pytest.mark.parametrize("kind", ["choose", "spot", "order", "interview", "rate", STOP])
def test_help_and_pause_are_understood_everywhere(kind: str) -> None:
    options = {} if kind == STOP else STEPS if kind == "rate" else OPTIONS

    assert {read(name, kind, options) for name in ("?", "؟", "h", "Help")} == {Command.HELP}
    assert {read(name, kind, options) for name in ("p", "Q", "quit", "ت")} == {Command.PAUSE}


def test_the_eighth_letter_is_no_call_for_help() -> None:
    assert read("h", "interview", EIGHT) == read("ح", "interview", EIGHT) == EIGHT[7]
    assert read("h", "interview", {place: EIGHT[place] for place in range(7)}) == Command.HELP


def test_a_stop_is_left_by_enter_alone() -> None:
    assert read("  ", STOP, {}) == ""
    assert read("a", STOP, {}) is None


@given(st.text("aAأbBبcج ,+-.؟pt١1" + OPEN + CLOSE, max_size=9), st.sampled_from([*KINDS]))
def test_typed_text_is_an_act_a_command_or_nothing(typed: str, kind: str) -> None:
    decision = DECISIONS[kind]
    options = dict(enumerate(decision.offered(OPENING)))
    act = read(typed, kind, options)

    if isinstance(act, str):
        done = decision.read(0, act)
        assert done is not None
        assert decision.take(done, OPENING) is not None


@given(st.lists(st.text("abأب " + OPEN + CLOSE, max_size=9), max_size=30), st.integers(8, 76))
def test_wrapping_keeps_words_and_width(words: list[str], width: int) -> None:
    text = " ".join(re.sub(f"[{OPEN}{CLOSE}]", "", word) for word in words)
    lines = wrap(text, width)

    assert " ".join(lines).split() == text.split()
    assert all(cell_len(line) <= max(width, 9) for line in lines)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(4, 20))
def test_isolates_are_closed_on_the_line_where_they_are_open(kinds: list[bool], width: int) -> None:
    text = " ".join(f"{OPEN}Mr Grant{CLOSE}" if name else "يقول" for name in kinds)
    lines = wrap(text, width)

    assert all(line.count(OPEN) == line.count(CLOSE) for line in lines)
    assert re.sub(f"[{OPEN}{CLOSE}]", "", " ".join(lines)) == re.sub(f"[{OPEN}{CLOSE}]", "", text)


@pytest.mark.slow
def test_somebody_plays_to_the_end(dream_job: Scenario) -> None:
    """By the names of choices, through the stops; colours, a margin, and the result."""
    choices = iter(best(dream_job))
    with terminal("play", "dream-job", "--seed", "3") as at:
        shown = at.sees(PROMPT)
        while "Score:" not in shown:
            at.types("" if "Enter to go on" in shown else next(choices))
            shown = at.sees(PROMPT, "--seed 3")

        assert at.ends() == 0
    assert next(choices, None) is None
    assert "\n  Score: 100%\n" in at.text
    assert "\x1b[1m" in at.raw


@pytest.mark.slow
def test_wrong_input_is_answered_kindly_and_nothing_is_lost() -> None:
    with terminal("play", "dream-job", "--seed", "3") as at:
        assert "A B C · ? help · p pause" in at.sees(PROMPT)
        at.types("x")
        assert "“x” is not among the choices here: A B C. ? shows help." in at.sees(PROMPT)
        at.types("")
        assert "\n  Read what happens, then type the letter" in at.sees(PROMPT)
        at.types("?")
        assert "There is no hurry." in at.sees(PROMPT)
        at.types("B")
        assert "› You chose: " in at.sees(PROMPT)
        at.types("p")

        assert at.ends() == 0
    assert "Paused. Nothing is saved here." in at.text
    assert "basira play dream-job --seed 3" in at.text


@pytest.mark.slow
def test_every_kind_is_played_by_typing(somewhere: Path) -> None:
    """In letters, with what does not fit answered kindly; nothing happens by accident."""
    with terminal("play", str(written(somewhere)), "--seed", "5") as at:
        assert "A B C D · several at once, - for none · ? help" in at.sees(PROMPT)
        at.types("")
        assert "Type the letters of everything you noticed" in at.sees(PROMPT)
        at.types("a x")
        assert "“a x” does not fit here: A B C D, several at once" in at.sees(PROMPT)
        at.types("cd")
        assert "› You ticked: Both passports, She is silent\n" in at.sees(PROMPT)
        at.types("")
        assert "A B C · . to end the talk · ? help" in at.sees(PROMPT)
        at.types("A")
        assert "› You asked: Where to meet" in (shown := at.sees(PROMPT))
        assert "You may ask 1 question." in shown
        assert "B C · . to end the talk" in shown
        at.types("A")
        assert "“A” is not among the questions here: B C, or ." in at.sees(PROMPT)
        at.types(".")
        assert "› You ended the talk." in (shown := at.sees(PROMPT))
        assert "A B C · all of them, in your order · ? help" in shown
        at.types("ba")
        assert "“ba” does not have every step once. Type all of them" in at.sees(PROMPT)
        at.types("b c a")
        assert "1 · Privacy\n  2 · Listen\n  3 · A number\n" in (shown := at.sees(PROMPT))
        assert "\n  4 · rather sure\n  5 · quite sure\n\n  1 2 3 4 5 · ? help" in shown
        at.types("9")
        assert "“9” is not among the steps here: 1 2 3 4 5." in at.sees(PROMPT)
        at.types("٤")
        assert "› You said: 4 · rather sure" in at.sees(PROMPT)
        at.types("b")

        assert at.ends() == 0
    assert "\n  Score: 90%\n" in at.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_screen_says_nothing_of_taps_nor_of_time(somewhere: Path, language: str) -> None:
    typed = "-\n\n.\nabc\n4\na\n"
    asked = call("play", str(written(somewhere)), "--lang", language, "--seed", "5", typed=typed)

    assert asked.exit_code == 0
    assert not re.search("Tap |Tick |Done;|second|الضغط على|اختيار كل|ثانية", asked.stdout)
    assert all(f"\n{step} · " in asked.stdout for step in STEPS.values())


def test_help_explains_the_input_of_each_kind(somewhere: Path) -> None:
    typed = "?\n-\n?\n\n?\n.\n?\nabc\n?\n4\n?\np\n"
    asked = call("play", str(written(somewhere)), "--seed", "5", typed=typed)
    shown = " ".join(asked.stdout.split())
    asked_in = {scene.decision.kind for scene in CASE.scenes.values() if scene.decision}
    for kind in (STOP, *asked_in):
        assert f"{texts.asks(words('en'), kind, '').how} There is no hurry." in shown


@pytest.mark.slow
@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_the_keys_that_end_programs_pause_politely(key: bytes) -> None:
    with terminal("play", "dream-job", "--seed", "3") as at:
        at.sees(PROMPT)
        assert at.ends(pressing=key, heard="Paused.") == 0
    assert "Paused." in at.text
    assert "Traceback" not in at.text


@pytest.mark.slow
def test_undecodable_input_is_answered() -> None:
    with terminal("play", "dream-job") as at:
        at.sees(PROMPT)
        at.presses(b"\xff\xfe\n")
        assert "is not among the choices" in at.sees(PROMPT)
        at.types("p")

        assert at.ends() == 0


@pytest.mark.slow
def test_arabic_stands_at_the_right_and_runs_from_right_to_left() -> None:
    """Each row is one isolate from right to left, which ends in the same column."""
    with terminal("play", "dream-job", "--lang", "ar", "--seed", "3") as at:
        at.sees(ARABIC_PROMPT)
        at.types("أ")
        assert "اخترت: " in at.sees(ARABIC_PROMPT)
        at.types("ت")

        assert at.ends() == 0
    rows = [line for line in at.text.splitlines() if re.search("[ء-ي]", line)]
    rows = [line for line in rows if "\u2067" in line]
    assert len(rows) > 20
    assert all(row.lstrip(" ").startswith("\u2067") for row in rows)
    assert all(row.endswith("\u2069") for row in rows)
    assert {cell_len(row) for row in rows} == {76}
    assert not re.search("[٠-٩]", at.text)


@pytest.mark.slow
def test_without_colours_nothing_is_lost_but_colour(dream_job: Scenario) -> None:
    args = ("play", "dream-job", "--seed", "3", "--choices", ",".join(best(dream_job)))
    with terminal(*args) as coloured, terminal(*args, NO_COLOR="1") as plain:
        assert coloured.ends() == plain.ends() == 0
    assert coloured.text == plain.text
    assert re.search(r"\x1b\[[0-9;]*3[0-9]m", coloured.raw)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", plain.raw)


@pytest.mark.slow
def test_a_narrow_terminal_gets_narrow_lines(dream_job: Scenario) -> None:
    args = ("play", "dream-job", "--seed", "3", "--choices", ",".join(best(dream_job)))
    with terminal(*args, COLUMNS="40") as at:
        assert at.ends() == 0
    text, _, command = at.text.rpartition("basira play ")
    assert max(map(cell_len, text.splitlines())) <= 40
    assert f"--choices={','.join(best(dream_job))}" in command  # to be copied, so never broken


def test_answers_may_come_through_a_pipe() -> None:
    asked = call("play", "dream-job", "--seed", "3", typed="b\nq\n")

    assert asked.exit_code == 0
    assert "› You chose: " in asked.stdout
    assert "Paused." in asked.stdout


def test_a_pipe_that_ends_is_a_pause() -> None:
    assert "Paused." in call("play", "dream-job", typed="").stdout
