"""`basira refreshers`: simulated, fitted, and held against answers."""

from __future__ import annotations

import asyncio
import json
import shutil
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

import bot
from bot.app.refreshers import model_fitting
from bot.app.refreshers.model_fitting import FittedModel, ModelFitError
from bot.cli import refreshers_fit
from scenarios.seeded_random import draw
from scenarios.spaced_repetition.calibration import History
from scenarios.spaced_repetition.memory import DEFAULTS, Parameters
from storage import Database
from storage.authoring import editions
from storage.people import people
from storage.people.people import Account, Person
from storage.playing.small_groups import FEWEST
from storage.refreshers import memories, model_fits, prompts
from storage.refreshers.memories import Memory, Review
from storage.refreshers.prompts import ANSWERED, Prompt
from tests.commands.calling import call
from tests.helpers.refresher_world import add_review
from tests.promises.makers import an_edition

T = TypeVar("T")
KEEN: Parameters = (1.5, 5.0, 9.0, 20.0, *DEFAULTS[4:])
NOW = datetime.now(UTC).replace(microsecond=0)


# --- fit


@pytest.fixture
def url(sqlite_template: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An own database, which is the one of the settings."""
    url = f"sqlite:///{somewhere}/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    shutil.copy(sqlite_template, somewhere / "own.db")
    return url


def within(url: str, unit: Callable[[Connection], T]) -> T:
    async def run() -> T:
        database = Database.open(url)
        try:
            return await database.write(unit)
        finally:
            await database.close()

    return asyncio.run(run())


def answered(whose: int | Sequence[str], each: int) -> Callable[[Connection], None]:
    """People who answered one item some times, a week apart, the last time in a prompt."""

    def prepare(conn: Connection) -> None:
        editions.keep(conn, an_edition())
        names = whose if not isinstance(whose, int) else [f"p{number}" for number in range(whose)]
        for person in names:
            number = int(person[1:])
            own = Person(person, "ar", "Asia/Bahrain", NOW)
            people.add(conn, own, Account(777, number + 1, person))
            for turn in range(each):
                at = NOW - timedelta(weeks=each - turn)
                add_review(conn, _answer(person, at, turn))
            last = NOW - timedelta(weeks=1)
            known = (2.3, 4.5, last, each, 0, ["story"], "same-move", False)
            memories.keep(conn, Memory(person, "transit-hall", "s1", *known))
            sent = Prompt(f"q{number}", person, last, "evening", "ar", [], 1, ANSWERED)
            prompts.add(conn, sent)

    return prepare


def _answer(person: str, at: datetime, turn: int) -> Review:
    told, grade = ("same-move" if turn else "story"), (1 if turn % 3 == 2 else 3)
    predicted = 0.83 if turn else None
    return Review(
        person, "transit-hall", "s1", turn, at, told, "listen", grade, predicted=predicted
    )


@pytest.fixture
def quick_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the package, which need not be there."""
    monkeypatch.setattr(model_fitting, "is_installed", lambda: True)

    async def found(histories: Sequence[History], before: Parameters) -> FittedModel:
        assert before == DEFAULTS
        sort = {"people": 40, "reviews": 360, "log_loss": 0.4, "rmse": 0.1, "forms": {}}
        form = {"reviews": 90, "log_loss": 0.5, "rmse": 0.2}
        better = {**sort, "log_loss": 0.3, "forms": {"same-move": form}}
        worse = {**sort, "log_loss": 0.45, "forms": {"same-move": form}}
        report = {
            "reviews": sum(len(history.reviews) for history in histories),
            "people": len(histories),
            "before": {**sort, "forms": {"same-move": form, "look-alike": form}},
            "after": better,
            "held_out": worse if len(histories) > 50 else better,
        }
        return FittedModel(KEEN, report)

    monkeypatch.setattr(model_fitting, "fit", found)


def test_missing_package_is_explained_first(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain sentences, before anything else is looked at."""
    monkeypatch.setattr(model_fitting, "is_installed", lambda: False)
    asked = call("refreshers", "fit", "--use")

    assert asked.exit_code == 2
    assert "pip install 'fsrs-rs-python>=0.9.3,<0.10'" in asked.stderr
    assert within(url, model_fits.in_use) is None


@pytest.mark.usefixtures("quick_fit")
def test_too_few_answers_are_not_fitted(url: str) -> None:
    """One under what is needed is too few."""
    within(url, answered(57, 7))
    asked = call("refreshers", "fit")

    assert asked.exit_code == 2
    assert "There are 399 answers, and a fit needs 400" in asked.stderr


@pytest.mark.usefixtures("quick_fit")
@pytest.mark.parametrize("least", [FEWEST - 1, FEWEST])
def test_each_half_needs_five_people(url: str, least: int) -> None:
    """Or what is told of a fit would be told of single people; whoever answered once is no help."""
    halves: list[list[str]] = [[], []]
    for number in range(100):
        halves[draw(0, f"p{number}") % 2].append(f"p{number}")
    names = [*halves[0][: 2 * FEWEST], *halves[1][:least]]
    within(url, answered(names, 40))
    within(url, answered(halves[1][least : 3 * FEWEST], 1))
    asked = call("refreshers", "fit")

    assert (asked.exit_code == 0) is (least == FEWEST), asked.stderr
    if least < FEWEST:
        assert "each half of them needs 5" in asked.stderr
        assert "Nothing was changed." in asked.stderr
        assert within(url, model_fits.in_use) is None


@pytest.mark.usefixtures("quick_fit")
def test_a_fit_is_kept_and_used_only_when_asked(url: str) -> None:
    """Its calibration is told before and after; forms are told where all three have them."""
    within(url, answered(40, 10))
    asked = call("refreshers", "fit")
    lines = [line.split() for line in asked.stdout.splitlines()]

    assert asked.exit_code == 0, asked.stderr
    assert lines[0] == ["400", "answers", "of", "40", "people"]
    assert ["all", "360", "0.4000", "0.3000", "0.3000", "0.1000", "0.1000", "0.1000"] in lines
    assert any(line[:3] == ["in", "new", "words"] for line in lines)
    assert not any(line[:2] == ["as", "a"] for line in lines)
    assert "Stored, and not in use." in asked.stdout
    assert "not worth using" not in asked.stdout
    assert within(url, model_fits.in_use) is None


@pytest.mark.usefixtures("quick_fit")
def test_fit_is_activated_and_deactivated(url: str) -> None:
    """All memories follow, there and back."""
    within(url, answered(40, 10))
    used = call("refreshers", "fit", "--use")
    fit = within(url, model_fits.in_use)
    keen = within(url, lambda conn: memories.of_person(conn, "p1"))
    stopped, again = (call("refreshers", "fit", "--stop") for _ in range(2))
    plain = within(url, lambda conn: memories.of_person(conn, "p1"))

    assert "In use. The memory of 40 people was recomputed." in used.stdout
    assert fit is not None
    assert tuple(fit.parameters) == KEEN
    assert fit.report["reviews"] == 400
    assert keen[0].stability > plain[0].stability
    assert "The memory of 40 people was recomputed." in stopped.stdout
    assert again.stdout == "No fit was in use.\n"
    assert within(url, model_fits.in_use) is None


@pytest.mark.usefixtures("quick_fit")
def test_fit_without_improvement_on_other_learners_says_so(url: str) -> None:
    """For then it has learnt these people by heart."""
    within(url, answered(58, 7))

    assert "it is not worth using" in call("refreshers", "fit").stdout


@pytest.mark.usefixtures("quick_fit")
def test_json_output_describes_a_fit(url: str) -> None:
    """With its parameters."""
    within(url, answered(40, 10))
    found = json.loads(call("refreshers", "fit", "--json").stdout)
    stopped = json.loads(call("refreshers", "fit", "--stop", "--json").stdout)

    assert (found["parameters"], found["used"], found["reviews"]) == ([*KEEN], False, 400)
    assert set(found) == {
        "id", "parameters", "reviews", "people", "before", "after", "held_out", "used",
    }  # fmt: skip
    assert stopped == {"used": False, "people": 0}


def test_install_hint_matches_the_project_requirement() -> None:
    """One range of versions, in two places."""
    extras = tomllib.loads((Path(bot.__file__).parent.parent / "pyproject.toml").read_text())

    wanted = extras["project"]["optional-dependencies"]["optimise"]
    assert all(entry in refreshers_fit._MISSING for entry in wanted)


@pytest.mark.usefixtures("quick_fit")
def test_impossible_fit_is_reported(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is kept."""

    async def gives_up(histories: Sequence[History], before: Parameters) -> FittedModel:
        raise ModelFitError("all on one day")

    monkeypatch.setattr(model_fitting, "fit", gives_up)
    within(url, answered(40, 10))
    asked = call("refreshers", "fit", "--use")

    assert asked.exit_code == 2
    assert "These answers cannot be fitted: all on one day. Nothing was changed." in asked.stderr
    assert within(url, model_fits.in_use) is None


def test_using_and_stopping_at_once_cannot_be(url: str) -> None:
    """It is one or the other."""
    asked = call("refreshers", "fit", "--use", "--stop")

    assert (asked.exit_code, "not both" in asked.stderr) == (2, True)


@pytest.mark.slow
def test_real_answers_are_fitted_by_the_real_package(url: str) -> None:
    """From the database to the fit that is in use."""
    within(url, answered(40, 10))
    asked = call("refreshers", "fit", "--use", "--json")
    found, fit = json.loads(asked.stdout), within(url, model_fits.in_use)

    assert fit is not None
    assert [*fit.parameters] == found["parameters"]
    assert found["after"]["log_loss"] < found["before"]["log_loss"]


# --- calibration


def test_missing_answers_give_no_figures(url: str) -> None:
    """Nor of four people."""
    within(url, answered(4, 3))
    asked = call("refreshers", "calibration")

    assert asked.exit_code == 0
    assert asked.stdout == (
        "Fewer than five people have answered a refresher: nothing can be told yet.\n"
    )


def test_forecasts_are_held_against_answers(url: str) -> None:
    """In bins, in all and for each form; with what was answered when, and how much came."""
    within(url, answered(6, 4))
    asked = call("refreshers", "calibration")
    lines = [" ".join(line.split()) for line in asked.stdout.splitlines()]

    assert "all 80-90 % 83.0 % 66.7 % 18" in lines
    assert "in new words 80-90 % 83.0 % 66.7 % 18" in lines
    assert "evening 6 100 %" in lines
    assert lines[-1] == (
        "Unasked: 6 prompts to 6 people, 1.0 a week each; the most in seven days was 1."
    )
    assert json.loads(call("refreshers", "calibration", "--json").stdout)["prompts"]["people"] == 6
