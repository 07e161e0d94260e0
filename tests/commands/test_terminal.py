"""The player at a terminal: what is typed, how it is answered, how it looks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.services.actions import Continue, Take
from bot.terminal.typed import Wish, read
from bot.terminal.wrap import CLOSE, OPEN, wrapped
from scenarios.model import Scenario
from tests.commands.calling import call, terminal
from tests.commands.paths import best

OFFERED = tuple(Take("terminal", 0, choice) for choice in ("point", "chat", "papers"))
STOP = (Continue("terminal", 4),)
PROMPT = "p pause\n  › "
ARABIC_PROMPT = "ت توقف\u2069\n  › "


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("a", 0), ("A", 0), ("أ", 0), ("ا", 0), (" إ ", 0), ("point", 0),
        ("b", 1), ("ب", 1), ("\u2067ب\u2069", 1), ("CHAT", 1),
        ("c", 2), ("ج", 2), ("جـ", 2),
    ],
)  # fmt: skip
def test_a_choice_is_known_by_either_letter_and_by_its_id(typed: str, index: int) -> None:
    assert read(typed, OFFERED) == OFFERED[index]


def test_the_fifth_letter_is_known_with_and_without_its_line() -> None:
    five = tuple(Take("terminal", 0, f"choice-{index}") for index in range(5))

    assert read("ه", five) == read("هـ", five) == read("e", five) == five[4]


@pytest.mark.parametrize("typed", ["", "d", "د", "ab", "1", "po", "\x00"])
def test_what_is_not_offered_is_not_guessed(typed: str) -> None:
    assert read(typed, OFFERED) is None


@pytest.mark.parametrize("offered", [OFFERED, STOP])
def test_help_and_pause_are_understood_everywhere(offered: tuple[Take | Continue, ...]) -> None:
    assert {read(one, offered) for one in ("?", "؟", "Help")} == {Wish.HELP}
    assert {read(one, offered) for one in ("p", "Q", "quit", "ت")} == {Wish.PAUSE}


def test_a_stop_is_left_by_enter_alone() -> None:
    assert read("  ", STOP) == STOP[0]
    assert read("a", STOP) is None


@given(st.lists(st.text("abأب " + OPEN + CLOSE, max_size=9), max_size=30), st.integers(8, 76))
def test_wrapping_keeps_words_and_width(words: list[str], width: int) -> None:
    text = " ".join(re.sub(f"[{OPEN}{CLOSE}]", "", word) for word in words)
    lines = wrapped(text, width)

    assert " ".join(lines).split() == text.split()
    assert all(cell_len(line) <= max(width, 9) for line in lines)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(4, 20))
def test_isolates_are_closed_on_the_line_where_they_are_open(kinds: list[bool], width: int) -> None:
    text = " ".join(f"{OPEN}Mr Grant{CLOSE}" if name else "يقول" for name in kinds)
    lines = wrapped(text, width)

    assert all(line.count(OPEN) == line.count(CLOSE) for line in lines)
    assert re.sub(f"[{OPEN}{CLOSE}]", "", " ".join(lines)) == re.sub(f"[{OPEN}{CLOSE}]", "", text)


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


def test_wrong_input_is_answered_kindly_and_nothing_is_lost() -> None:
    with terminal("play", "dream-job", "--seed", "3") as at:
        assert "A B C · ? help · p pause" in at.sees(PROMPT)
        at.types("x")
        assert "“x” is not among the choices here: A B C. ? shows help." in at.sees(PROMPT)
        at.types("")
        assert "“” is not among" in at.sees(PROMPT)
        at.types("?")
        assert "Read what happens, then type the letter" in at.sees(PROMPT)
        at.types("B")
        assert "› You chose: " in at.sees(PROMPT)
        at.types("p")

        assert at.ends() == 0
    assert "Paused. Nothing is kept here." in at.text
    assert "basira play dream-job --seed 3" in at.text


@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_the_keys_that_end_programs_pause_politely(key: bytes) -> None:
    with terminal("play", "dream-job", "--seed", "3") as at:
        at.sees(PROMPT)
        at.presses(key)

        assert at.ends() == 0
    assert "Paused." in at.text
    assert "Traceback" not in at.text


def test_bytes_that_are_no_text_are_answered_too() -> None:
    with terminal("play", "dream-job") as at:
        at.sees(PROMPT)
        at.presses(b"\xff\xfe\n")
        assert "is not among the choices" in at.sees(PROMPT)
        at.types("p")

        assert at.ends() == 0


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


def test_without_colours_nothing_is_lost_but_colour(dream_job: Scenario) -> None:
    args = ("play", "dream-job", "--seed", "3", "--choices", ",".join(best(dream_job)))
    with terminal(*args) as coloured, terminal(*args, NO_COLOR="1") as plain:
        assert coloured.ends() == plain.ends() == 0
    assert coloured.text == plain.text
    assert re.search(r"\x1b\[[0-9;]*3[0-9]m", coloured.raw)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", plain.raw)


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
