"""`basira scenarios`: what scripts and authors rely on."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from bot.cli import scenario_files
from scenarios import durations
from scenarios.case_library import LIBRARY
from scenarios.model import Scenario
from tests.commands.calling import call, terminal
from tests.helpers.giveaways import PLANTED, TALES, tale
from tests.helpers.small_case import edited as scenario_text

DREAM_JOB = LIBRARY / "dream-job"


def edited(somewhere: Path, *edits: tuple[str, str]) -> Path:
    """A copy of a case of the library, with parts of its main file replaced."""
    folder = somewhere / "mine" / "dream-job"
    shutil.copytree(DREAM_JOB, folder)
    file = folder / "scenario.yaml"
    text = file.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)
    return folder


@pytest.mark.slow
def test_the_library_has_no_errors() -> None:
    linted = call("scenarios", "lint")

    assert linted.exit_code == 0
    last = linted.stdout.splitlines()[-1]
    assert re.fullmatch(r"\d+ scenarios, 0 errors, \d+ warnings?\.( Advice: \d+\.)?", last)


def test_an_error_is_placed_and_gives_1(somewhere: Path) -> None:
    """What scripts rely on: exit status 1, and `file:line:column` from where one stands."""
    edited(somewhere, ("level: foundation", "levle: foundation"))
    linted = call("scenarios", "lint", "mine")
    lines = linted.stdout.splitlines()

    assert linted.exit_code == 1
    assert "mine/dream-job/scenario.yaml:6:1: error unknown-key: " in linted.stdout
    assert all(re.match(r"\S+\.yaml:\d+:\d+: (error|warning) \S+: ", line) for line in lines[:-1])
    assert lines[-1].startswith("1 scenario, 2 errors")


def test_decisions_told_by_their_wording_are_advice(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers of the library judge them; here the library is a few cases with planted words."""
    monkeypatch.setattr(scenario_files, "load_unchecked", lambda: map(tale, range(TALES)))
    folder = somewhere / "night-desk"
    folder.mkdir()
    journey = "Ask her in passing how the journey was."
    (folder / "scenario.yaml").write_text(scenario_text((journey, f"Ask her, {PLANTED}.")), "utf-8")
    linted = call("scenarios", "lint", "night-desk", "--lang", "ar")

    assert linted.exit_code == 0
    (told,) = (line for line in linted.stdout.splitlines() if " told-by-wording: " in line)
    assert told.startswith("night-desk/scenario.yaml:35:")
    assert "صياغة الخيارات وحدها تكشف الإجابة" in told


@pytest.mark.slow
def test_the_survey_measures_wording_and_branches() -> None:
    """It lists every figure beyond its limit, and gives 1 if there is one."""
    surveyed = call("scenarios", "survey", "--json")
    report = json.loads(surveyed.stdout)

    assert surveyed.exit_code == (1 if report["beyond"] else 0)
    assert report["cases"] == len(list(LIBRARY.iterdir()))
    assert {(each["language"], each["field"]) for each in report["wording"]} == {
        (language, field) for language in ("en", "ar") for field in ("text", "label")
    }
    assert {each["place"] for found in report["wording"] for each in found["readers"]} == {
        "story",
        "recall",
        "test",
    }
    assert len(report["full_cases"]) >= 17


def test_survey_is_readable_and_names_exceeded_limits(somewhere: Path) -> None:
    folder = somewhere / "night-desk"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(scenario_text(), "utf-8")
    surveyed = call("scenarios", "survey", "night-desk")

    assert surveyed.exit_code == 1
    assert re.search(r"^en text +words +\d+ %", surveyed.stdout, re.MULTILINE)
    assert "Kinds of decision (`choose` at most 60 %): choose 100 %" in surveyed.stdout
    assert "Beyond the limits:\n" in surveyed.stdout
    assert "  100 % of decisions are `choose`" in surveyed.stdout


def test_without_scenarios_there_is_nothing_to_survey(somewhere: Path) -> None:
    surveyed = call("scenarios", "survey", ".")

    assert surveyed.exit_code == 2
    assert "There is no playable scenario there." in surveyed.stderr


def test_all_problems_are_reported_at_once(somewhere: Path) -> None:
    edited(somewhere, ("go: too-late", "go: too-lat"), ("start: counter", "start: counte"))
    linted = call("scenarios", "lint", ".")

    assert linted.exit_code == 1
    assert "Did you mean `too-late`?" in linted.stdout
    assert "Did you mean `counter`?" in linted.stdout


@pytest.mark.parametrize("at", ["mine", "mine/dream-job", "mine/dream-job/ar.yaml"])
def test_a_tree_a_scenario_and_a_file_of_it_are_the_same(somewhere: Path, at: str) -> None:
    edited(somewhere)

    assert call("scenarios", "lint", at).stdout.splitlines()[-1].startswith("1 scenario, 0 errors")


def test_both_files_of_a_scenario_are_one_scenario(somewhere: Path) -> None:
    """As a shell's pattern names them."""
    files = map(str, edited(somewhere).glob("*.yaml"))

    last = call("scenarios", "lint", *files).stdout.splitlines()[-1]
    assert last.startswith("1 scenario, 0 errors")


def test_a_single_file_of_any_name_is_a_scenario(somewhere: Path) -> None:
    """As a trainer sends it; findings name the file as it is called."""
    text = (DREAM_JOB / "scenario.yaml").read_text()
    (somewhere / "draft 2.yaml").write_text(text.replace("start: counter", "start: counte"))
    linted = call("scenarios", "lint", "draft 2.yaml")

    assert linted.exit_code == 1
    assert re.match(r"draft 2\.yaml:\d+:1: error lead-nowhere: .*`counte`", linted.stdout)


def test_a_file_elsewhere_is_named_in_full(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("format: 1\n")

    assert call("scenarios", "lint", str(tmp_path)).stdout.startswith(
        f"{tmp_path}/scenario.yaml:1:"
    )


def test_a_folder_without_a_scenario_is_an_error(somewhere: Path) -> None:
    linted = call("scenarios", "lint", ".")

    assert linted.exit_code == 1
    assert "scenario.yaml:1:1: error no-file: " in linted.stdout


def test_missing_path_gives_2() -> None:
    linted = call("scenarios", "lint", "nowhere")

    assert linted.exit_code == 2
    assert "'nowhere' does not exist" in linted.stderr


def test_findings_come_as_json(somewhere: Path) -> None:
    edited(somewhere, ("level: foundation", "levle: foundation"))
    linted = call("scenarios", "lint", "mine", "--json")
    found = json.loads(linted.stdout)

    assert linted.exit_code == 1
    assert (found["scenarios"], found["errors"]) == (1, len(found["findings"]))
    (entry,) = (finding for finding in found["findings"] if finding["code"] == "unknown-key")
    assert (entry["file"], entry["line"], entry["column"]) == ("mine/dream-job/scenario.yaml", 6, 1)
    assert entry["severity"] == "error"


@pytest.mark.slow
def test_without_a_path_the_folders_of_the_settings_are_checked_too(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `basira doctor` and the list promise; an empty folder is nothing wrong."""
    edited(somewhere, ("level: foundation", "levle: foundation"), ("id: dream-job", "id: second"))
    (somewhere / "empty").mkdir()
    alone = json.loads(call("scenarios", "lint", "--json").stdout)
    monkeypatch.setenv("BASIRA_SCENARIOS", "mine:empty")
    linted = call("scenarios", "lint", "--json")
    found = json.loads(linted.stdout)

    assert linted.exit_code == 1
    assert found["scenarios"] == alone["scenarios"] + 1
    assert {entry["file"] for entry in found["findings"] if entry["severity"] == "error"} == {
        "mine/dream-job/scenario.yaml"
    }


@pytest.mark.parametrize(
    ("setting", "paths"),
    [
        ("", (str(DREAM_JOB), "mine")),
        pytest.param("mine", (), marks=pytest.mark.slow),  # with the whole library
    ],
    ids=["by path", "by setting"],
)
def test_a_second_case_with_one_id_is_an_error(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch, setting: str, paths: tuple[str, ...]
) -> None:
    edited(somewhere)
    monkeypatch.setenv("BASIRA_SCENARIOS", setting)
    linted = call("scenarios", "lint", *paths)

    assert linted.exit_code == 1
    assert "mine/dream-job/scenario.yaml:1:1: error duplicate-id: " in linted.stdout
    assert ", 1 error, " in linted.stdout


def test_scenario_list_shows_selection_criteria(dream_job: Scenario) -> None:
    listed = call("scenarios", "list")

    assert listed.exit_code == 0
    assert re.search(
        r"^dream-job +airports, foundation · \d+(-\d+)? decisions · \d+(-\d+)? minutes · en ar$",
        listed.stdout,
        re.MULTILINE,
    )
    for language in dream_job.scripts:
        title = dream_job.script(language).texts["title"][0].text
        assert title in re.sub("[\u2066-\u2069]", "", listed.stdout)


def test_a_single_minute_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "minutes", lambda *_: 1)

    assert " · 1 minute · " in call("scenarios", "list").stdout


def test_the_list_comes_as_json(dream_job: Scenario) -> None:
    (entry,) = [row for row in json.loads(call("scenarios", "list", "--json").stdout)
              if row["id"] == "dream-job"]  # fmt: skip

    assert entry["title"]["en"] == "Departures hall, 17:20"
    assert (entry["track"], entry["level"]) == (dream_job.track, dream_job.level)
    assert dream_job.reference is not None
    assert entry["decisions"] == len(dream_job.reference.path)
    assert set(entry["minutes"]) == set(entry["languages"]) == {"en", "ar"}


def test_own_folders_are_listed_and_broken_cases_spoken_of(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(somewhere, ("id: dream-job", "id: second-job"))
    broken = somewhere / "mine" / "broken"
    broken.mkdir()
    (broken / "scenario.yaml").write_text("format: 1\n")
    monkeypatch.setenv("BASIRA_SCENARIOS", "mine")
    listed = call("scenarios", "list")

    assert "\nsecond-job" in listed.stdout
    assert listed.exit_code == 0
    assert "do not load" in listed.stderr


@pytest.mark.slow
def test_findings_are_coloured_on_a_terminal_only(somewhere: Path) -> None:
    edited(somewhere, ("level: foundation", "levle: foundation"))
    with terminal("scenarios", "lint", "mine", COLUMNS="30") as at:
        assert at.ends() == 1
    piped = call("scenarios", "lint", "mine").stdout

    assert "\x1b[1;31m" in at.raw
    assert at.text == piped
    assert "\x1b" not in piped
