"""`basira play` with a list of choices, and by chance."""

from __future__ import annotations

import re
import shlex
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from rich.cells import cell_len

from bot.locale import words
from bot.terminal.attempt import Attempt
from bot.terminal.players import RandomPlayer
from scenarios import limits
from scenarios.case_library import LIBRARY
from scenarios.model import Scenario
from scenarios.rendering import render_text
from tests.commands.calling import call, program
from tests.commands.paths import best, to_endings
from tests.helpers.five_kinds_case import BEST, five_ways, written
from tests.helpers.languages import ENGLISH_FIRST

LANGUAGES = ("en", "ar")
ENDINGS = (
    "one-stays",
    "found",
    "one-alone",
    "both-fly",
    "another-way",
    "unwarned",
    "too-late",
    "seen-online",
)
ISOLATES = re.compile("[\u2066-\u2069]")


def played(choices: list[str], *further: str) -> str:
    asked = call("play", "dream-job", "--seed", "7", "--choices", ",".join(choices), *further)

    assert asked.exit_code == 0, asked.stderr
    return asked.stdout


def listed(folder: Path, answers: Sequence[str], *further: str) -> Result:
    """A play of the case that has every kind."""
    choices = ("--choices", ",".join(answers))
    return call("play", str(written(folder)), "--seed", "7", *choices, *further)


def flat(text: str) -> str:
    """Without breaks of lines and isolates, which depend on where a line is broken."""
    return " ".join(ISOLATES.sub("", text).replace("┃ ", "").replace("│ ", "").split())


def test_a_partial_language_is_played_with_the_terminal_texts_of_the_default() -> None:
    """The case speaks it; the terminal's own texts fall back."""
    asked = call("play", "first-minute", "--lang", "ur", "--choices", "her,look")

    assert asked.exit_code == 0, asked.stderr
    assert "لائبریری" in asked.stdout
    assert "Score:" in asked.stdout


def test_all_endings_are_played(dream_job: Scenario) -> None:
    assert set(ENDINGS) == set(dream_job.endings) == set(to_endings(dream_job))


@pytest.mark.parametrize("language", ENGLISH_FIRST)
@pytest.mark.parametrize("ending", ENDINGS)
def test_each_ending_is_reached_and_told(dream_job: Scenario, language: str, ending: str) -> None:
    shown = played(to_endings(dream_job)[ending], "--lang", language)
    text = render_text(dream_job, language, 7, f"endings.{ending}.text", dream_job.opening)

    assert text is not None
    assert flat(text) in flat(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_path_passes_with_all_points(dream_job: Scenario, language: str) -> None:
    shown = flat(played(best(dream_job), "--lang", language))
    say = words(language).say

    assert say("Done, and passed.") in shown
    assert shown.count(say("secure")) == 4
    assert ("Score: 100%" if language == "en" else "النتيجة: 100٪") in shown
    assert "⚠" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_critical_error_is_unmistakable_without_colours(
    dream_job: Scenario, language: str
) -> None:
    """It is labelled where it happens, and comes again in the result."""
    shown = played(to_endings(dream_job)["too-late"], "--lang", language)
    label = "This could endanger someone" if language == "en" else "تصرّف يعرّض الشخص للخطر"
    sentence = render_text(
        dream_job, language, 7, _critical_key(dream_job, "later"), dream_job.opening
    )

    assert f"┃ ⚠ {label}" in shown
    assert sentence is not None
    assert flat(shown).count(flat(sentence)) == 2
    assert flat(words(language).say("What could have endangered someone")) in flat(shown)


def test_missed_and_excess_ticks_are_counted_apart(dream_job: Scenario) -> None:
    shown = flat(played(to_endings(dream_job)["unwarned"]))

    assert "You held back" in shown or "You went too far" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pipe_gets_plain_lines_of_at_most_76_columns(dream_job: Scenario, language: str) -> None:
    shown = played(best(dream_job), "--lang", language)

    assert "\x1b" not in shown
    lines = [line for line in shown.splitlines() if "--choices=" not in line]
    assert max(map(cell_len, lines)) <= 76


def test_arabic_keeps_its_isolates_balanced_on_every_line(dream_job: Scenario) -> None:
    lines = played(best(dream_job), "--lang", "ar").splitlines()

    assert any("\u2068" in line for line in lines)
    assert all(line.count("\u2068") == line.count("\u2069") for line in lines)


def test_the_same_seed_gives_the_same_play() -> None:
    first, again, other = (
        call("play", "dream-job", "--random", "--seed", seed).stdout for seed in ("5", "5", "6")
    )

    assert first == again != other


def test_every_seed_comes_to_an_end(dream_job: Scenario) -> None:
    for seed in range(100):
        attempt = Attempt(dream_job, "ar", seed)
        while attempt.result is None:
            attempt.apply(RandomPlayer().decide(attempt))


def test_chance_comes_upon_every_way_of_every_kind() -> None:
    """Each seed comes to an end, and what they answer is all that can be answered."""
    case, met = five_ways(), defaultdict(set)
    for seed in range(200):
        attempt = Attempt(case, "en", seed)
        while attempt.result is None:
            attempt.apply(RandomPlayer().decide(attempt))
        for answer in attempt.answered:
            met[answer.scene].add(answer.act)

    decisions = {name: scene.decision for name, scene in case.scenes.items()}
    assert met == {
        name: set(decision.every_act(case.opening))
        for name, decision in decisions.items()
        if decision
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_played_from_a_list(somewhere: Path, language: str) -> None:
    assert best(five_ways()) == list(BEST)
    shown = flat(listed(somewhere, BEST, "--lang", language).stdout)

    assert ("Score: 100%" if language == "en" else "النتيجة: 100٪") in shown
    assert flat(words(language).say("You said: {step}", step="4 · ")) in shown


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (("",), "You ticked nothing."),
        (("silent", ""), "You ended the talk."),
        (("silent", "police"), "You asked: The police"),
        (("silent", "meet+sleep"), "You asked: Her sleep"),
        (("silent", "sleep", "timed-out"), "Time ran out. The lift is here."),
        (("silent", "sleep", "listen+private+refer"), "A safer order: 1 · Privacy 2 · Listen"),
        ((" silent", " sleep", " timed-out", " 2"), "You said: 2 · slightly sure"),
    ],
)
def test_a_list_says_whole_answers(somewhere: Path, answers: tuple[str, ...], shown: str) -> None:
    asked = listed(somewhere, answers)

    assert asked.exit_code == 2
    assert asked.stderr.startswith("The choices ran out at the scene ")
    assert shown in flat(asked.stdout)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            ("silent+dance",),
            (
                "`silent+dance` is not possible at the scene `gate`; it takes any of luggage, "
                "passports, silent, tired, joined by `+`, or nothing."
            ),
        ),
        (
            ("silent", "sleep+meet+police"),
            (
                "`sleep+meet+police` is not possible at the scene `talk`; it takes at most 2 of "
                "meet, police, sleep, joined by `+`, or nothing."
            ),
        ),
        (
            ("silent", "sleep", ""),
            (
                "An empty answer is not possible at the scene `plan`; it takes all of "
                "listen, private, refer, in your order, joined by `+`, or `timed-out`."
            ),
        ),
        (
            (*BEST[:3], "6"),
            "`6` is not possible at the scene `sure`; it takes one of 1, 2, 3, 4, 5.",
        ),
        (
            (*BEST[:4], "timed-out"),
            "`timed-out` is not offered at the scene `call`; it offers ring, wait.",
        ),
        ((*BEST, "", "4"), "The story was over before an empty answer, 4 could be taken."),
    ],
)
def test_invalid_answer_is_reported_for_every_kind(
    somewhere: Path, answers: tuple[str, ...], sentence: str
) -> None:
    asked = listed(somewhere, answers)

    assert asked.exit_code == 2
    assert asked.stderr == f"{sentence}\n"


@pytest.mark.parametrize(
    "answer", ["sleep+sleep", "sleep+.+meet", ".+sleep", "timed-out", "sleep+"]
)
def test_a_talk_is_not_led_in_ways_it_cannot_go(somewhere: Path, answer: str) -> None:
    assert f"`{answer}` is not possible" in listed(somewhere, ("silent", answer)).stderr


def test_the_end_says_how_to_play_the_same_again(dream_job: Scenario) -> None:
    choices = best(dream_job)
    again = f"basira play dream-job --seed 7 \\\n--choices={','.join(choices)}"

    assert f"\n{again}\n" in played(choices)


def test_a_play_by_chance_is_played_the_same_again_by_chance() -> None:
    first = call("play", "dream-job", "--random", "--seed", "5").stdout

    assert "\nbasira play dream-job --seed 5 --random\n" in first


def test_unavailable_choice_ends_the_play(dream_job: Scenario) -> None:
    """The sentence says where, and what would have been right; what was played is shown."""
    (first, _), (second, right) = _path(dream_job)[1:3]
    asked = call("play", "dream-job", "--choices", ",".join([*best(dream_job)[:2], "dance"]))

    assert asked.exit_code == 2
    assert asked.stderr.startswith(f"`dance` is not offered at the scene `{second}`; it offers ")
    assert right in asked.stderr
    assert first not in asked.stderr
    assert "› You chose: " in asked.stdout


def test_missing_choices_end_the_play(dream_job: Scenario) -> None:
    second, right = _path(dream_job)[2]
    asked = call("play", "dream-job", "--choices", ",".join(best(dream_job)[:2]))

    assert asked.exit_code == 2
    assert asked.stderr.startswith(f"The choices ran out at the scene `{second}`; it offers ")
    assert right in asked.stderr


def test_choices_after_the_end_are_refused(dream_job: Scenario) -> None:
    asked = call("play", "dream-job", "--choices", ",".join([*best(dream_job), "once-more"]))

    assert asked.exit_code == 2
    assert asked.stderr == "The story was over before once-more could be taken.\n"


def test_missing_choice_is_reported_with_the_available_ones() -> None:
    assert call("play", "dream-job", "--choices", "chat,office,ask").stderr == (
        "The choices ran out at the scene `man`; it offers question, turn, watch.\n"
    )


def test_choices_and_chance_exclude_each_other() -> None:
    assert call("play", "dream-job", "--random", "--choices", "a").exit_code == 2


@pytest.mark.parametrize("path", [LIBRARY / "dream-job", LIBRARY / "dream-job" / "scenario.yaml"])
def test_a_path_is_as_good_as_an_id(path: Path) -> None:
    by_path = call("play", str(path), "--random", "--seed", "1")
    by_id = call("play", "dream-job", "--random", "--seed", "1")

    assert by_path.exit_code == 0
    assert len(re.findall(r"^basira play ", by_path.stdout, re.MULTILINE)) == 1
    assert by_path.stdout.partition("\nbasira")[0] == by_id.stdout.partition("\nbasira")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_to_play_it_again_is_not_wrapped(somewhere: Path, language: str) -> None:
    """Or a shell would run its parts; whoever has a long path still copies one command."""
    folder = somewhere / "a folder of cases" / ("long" * 30) / "dream-job"
    shutil.copytree(LIBRARY / "dream-job", folder)
    how = ("--lang", language, "--seed", "1", "--random")
    shown = call("play", str(folder), *how).stdout

    command = ISOLATES.sub("", shown).splitlines()[-2]
    lang = how[:2] if language == "ar" else ()
    assert shlex.split(command) == ["basira", "play", str(folder), *lang, *how[2:]]
    assert call(*shlex.split(command)[1:]).stdout == shown


def test_an_unknown_scenario_is_reported_with_a_guess() -> None:
    asked = call("play", "dream-jobs")

    assert asked.exit_code == 2
    assert asked.stderr == "There is no scenario `dream-jobs`. Did you mean `dream-job`?\n"


def test_a_broken_scenario_is_not_played(somewhere: Path) -> None:
    (somewhere / "mine").mkdir()
    (somewhere / "mine" / "scenario.yaml").write_text("format: 1\n")
    asked = call("play", "mine")

    assert asked.exit_code == 2
    assert asked.stderr.startswith("This scenario cannot be played yet:\nmine/scenario.yaml:1:1: ")


def test_scenario_is_not_played_in_a_missing_language(somewhere: Path) -> None:
    text = (LIBRARY / "dream-job" / "scenario.yaml").read_text()
    (somewhere / "scenario.yaml").write_text(text)
    asked = call("play", ".", "--lang", "ar")

    assert asked.exit_code == 2
    assert asked.stderr == "`dream-job` has no texts for --lang ar, only en.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["play dream-job --random --lang ar", "scenarios list", "scenarios lint", "doctor"]
)
def test_a_terminal_of_few_letters_gets_question_marks(command: str) -> None:
    asked = program(*command.split(), PYTHONIOENCODING="ascii")

    assert asked.stderr == ""
    assert asked.stdout


def test_a_wrong_setting_is_reported_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_TIMEZONE", "Mars/North")
    asked = call("play", "dream-job", "--random")

    assert asked.exit_code == 2
    assert asked.stderr == "BASIRA_TIMEZONE: it is no time zone such as Asia/Bahrain.\n"


def _path(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    assert scenario.reference is not None
    return scenario.reference.path


def _critical_key(scenario: Scenario, act: str) -> str:
    return next(
        f"{answer.key}.critical"
        for scene in scenario.scenes.values()
        if scene.decision is not None
        for answer in scene.decision.every_answer()
        if answer.critical and answer.act == act
    )


def test_a_case_too_large_to_be_checked_is_played_without_a_score(
    dream_job: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An author may look at it; nothing that could not be proven is called fine."""
    monkeypatch.setattr(limits, "STATES", 20)
    played_through = call("play", "dream-job", "--choices", ",".join(best(dream_job)))

    assert played_through.exit_code == 0
    assert "A draft, without a score" in played_through.stdout
    assert "Score:" not in played_through.stdout
    assert "passed" not in played_through.stdout
    assert call("scenarios", "lint", "dream-job").exit_code != 0
