"""`basira scenarios new`: a case that is right at once, and teaches."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scenarios.json_schema import scenario_schema, translation_schema
from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED
from scenarios.loader import SCENARIO, Loaded, load
from scenarios.skeleton import skeleton
from scenarios.yaml_source import read
from tests.commands.calling import call

CHOSEN = [some for size in range(1, len(KINDS) + 1) for some in combinations(KINDS, size)]
OTHER = {"en": "ar", "ar": "en"}
MAIN = Draft202012Validator(scenario_schema())
TRANSLATION = Draft202012Validator(translation_schema())


def loaded(language: str, kinds: tuple[str, ...]) -> Loaded:
    return load({name: text.encode() for name, text in skeleton("mine", language, kinds).items()})


# --- the story


def test_every_selection_is_right_in_both_languages(subtests: pytest.Subtests) -> None:
    """No error and no warning; each kind that was wanted once, and no other."""
    for kinds, language in product(CHOSEN, REQUIRED):
        with subtests.test("+".join(kinds), language=language):
            is_right(language, kinds)


def is_right(language: str, kinds: tuple[str, ...]) -> None:
    found = loaded(language, kinds)

    assert found.findings == ()
    assert found.scenario is not None
    assert found.scenario.language == language
    assert set(found.scenario.scripts) == set(REQUIRED)
    asked = [scene.decision.kind for scene in found.scenario.scenes.values() if scene.decision]
    assert asked == [*kinds]


@pytest.mark.parametrize("name", ["null", "true", "yes", "b" * 40])
def test_any_id_is_the_id(name: str) -> None:
    files = skeleton(name, "en", KINDS)
    found = load({file: text.encode() for file, text in files.items()})

    assert found.scenario is not None
    assert found.scenario.id == name


@pytest.mark.slow
def test_both_languages_tell_one_story(subtests: pytest.Subtests) -> None:
    for kinds in CHOSEN:
        with subtests.test("+".join(kinds)):
            is_one_story(kinds)


def is_one_story(kinds: tuple[str, ...]) -> None:
    english, arabic = loaded("en", kinds).scenario, loaded("ar", kinds).scenario

    assert english is not None
    assert arabic is not None
    assert english.structure_hash == arabic.structure_hash
    for language in REQUIRED:
        assert english.script(language).hash == arabic.script(language).hash


@pytest.mark.parametrize("language", REQUIRED)
def test_editors_mark_nothing(language: str) -> None:
    files = skeleton("mine", language, KINDS)

    assert MAIN.is_valid(read(SCENARIO, files[SCENARIO].encode()).data)
    assert TRANSLATION.is_valid(read("x.yaml", files[f"{OTHER[language]}.yaml"].encode()).data)


@pytest.mark.parametrize("language", REQUIRED)
def test_comments_are_in_the_language_of_the_author(language: str) -> None:
    for name, text in skeleton("mine", language, KINDS).items():
        if name.endswith(".yaml"):
            told = " ".join(re.findall(r"# (.*)", text))
            assert bool(re.search("[\u0600-\u06ff]{3}", told)) == (language == "ar"), name


# --- the command


@pytest.mark.parametrize("language", REQUIRED)
def test_a_folder_is_made_that_lints_and_plays_at_once(somewhere: Path, language: str) -> None:
    made = call("scenarios", "new", "bus", "--lang", language, "--dir", "mine")
    other = OTHER[language]

    assert made.exit_code == 0
    assert made.stdout == (
        f"mine/bus: scenario.yaml, {other}.yaml, {other}.lock, and schemas for your editor.\n"
    )
    assert "basira play mine/bus" in made.stderr
    assert {file.name for file in (somewhere / "mine" / "bus").iterdir()} == {
        "scenario.yaml",
        f"{other}.yaml",
        f"{other}.lock",
        "scenario.schema.json",
        "translation.schema.json",
    }
    assert [file.name for file in (somewhere / "mine").iterdir()] == ["bus"]
    assert call("scenarios", "lint", "mine").stdout == "1 scenario, 0 errors, 0 warnings.\n"
    played = call("play", "mine/bus", "--lang", language, "--random", "--seed", "1")
    assert played.exit_code == 0


@pytest.mark.parametrize("file", ["scenario", "ar"])
def test_first_line_names_the_schema_beside_the_file(somewhere: Path, file: str) -> None:
    call("scenarios", "new", "bus")
    first = (somewhere / "bus" / f"{file}.yaml").read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=\./(.+)", first)

    assert named
    assert (somewhere / "bus" / named[1]).is_file()


def test_kinds_are_chosen(somewhere: Path) -> None:
    call("scenarios", "new", "few", "--kind", "rate", "--kind", "order")
    call("scenarios", "new", "every", "--kind", "all")
    few, every = ((somewhere / name / SCENARIO).read_text("utf-8") for name in ("few", "every"))

    assert [kind for kind in KINDS if f"\n    {kind}:" in few] == ["order", "rate"]
    assert all(f"\n    {kind}:" in every for kind in KINDS)


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_existing_files_are_never_overwritten(somewhere: Path, there: str) -> None:
    place = somewhere / "bus"
    match there:
        case "folder":
            place.mkdir()
        case "file":
            place.write_text("mine")
        case _:
            place.symlink_to("nowhere")
    asked = call("scenarios", "new", "bus")

    assert asked.exit_code == 2
    assert "bus exists already" in asked.stderr
    assert [file.name for file in somewhere.rglob("*")] == ["bus"]


@pytest.mark.parametrize("name", ["Bus", "1-bus", "bus desk", "../bus", "", "b" * 41, "bus\n"])
def test_an_id_is_an_id(somewhere: Path, name: str) -> None:
    asked = call("scenarios", "new", name)

    assert asked.exit_code == 2
    assert "is not an id" in asked.stderr
    assert not list(somewhere.iterdir())


def test_the_id_of_another_case_is_refused(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the library, and in the folders of the settings."""
    call("scenarios", "new", "bus", "--dir", "mine")
    monkeypatch.setenv("BASIRA_SCENARIOS", "mine")

    for name in ("dream-job", "bus"):
        asked = call("scenarios", "new", name)
        assert asked.exit_code == 2
        assert "the id of another scenario" in asked.stderr


def test_unwritable_place_is_reported(somewhere: Path) -> None:
    (somewhere / "file").write_text("")
    asked = call("scenarios", "new", "bus", "--dir", "file/x")

    assert asked.exit_code == 2
    assert "cannot be written" in asked.stderr
