"""Statements of xAPI hold to its specification, tell what the tables tell, and never change."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.export.dataset_files import write
from bot.export.dataset_list import DATASETS
from bot.export.writers.writer import plain_text
from bot.export.writers.xapi_writer import StatementBuilder, XapiWriter
from bot.locale import words
from bot.phrases.case_phrases import title_of
from bot.settings import NOBODYS as HOME
from storage.db.database import Database
from tests.helpers import xapi
from tests.helpers.export_year import asked, read, shelf


async def stated(database: Database, folder: Path) -> str:
    """The lines of a file of statements."""
    file, sets = folder / "xapi.jsonl", [DATASETS["attempts"], DATASETS["decisions"]]
    query = asked(database)
    opens = partial(XapiWriter, home=HOME, texts=query.texts)
    await write(database, sets, query, file, opens, "en")
    return file.read_text("utf-8")


async def test_statements_agree_with_the_tables(year: Database, tmp_path: Path) -> None:
    lines = await stated(year, tmp_path)
    found = xapi.read(lines)
    attempts, decisions = [await read(year, tmp_path, name) for name in ("attempts", "decisions")]
    passed, states = (Counter(row[name] for row in attempts) for name in ("passed", "state"))

    assert len({row["id"] for row in found}) == len(found)
    assert Counter(row["verb"]["display"]["en"] for row in found) == {
        "registered": len({(row["person"], row["work"]) for row in attempts}),
        "initialized": len(attempts) - states["not-begun"],
        "answered": len(decisions),
        "abandoned": states["abandoned"],
        "completed": states["ended"],
        "passed": passed["true"],
        "failed": passed["false"],
    }
    names = {row["actor"]["account"]["name"] for row in found}
    assert names == {row["person"] for row in attempts}
    scores = sum(float(row["score"] or 0) for row in attempts)
    assert summed(found, "completed", "scaled") == pytest.approx(scores / 100)
    points = sum(float(row["points"]) for row in decisions)
    assert summed(found, "answered", "raw") == pytest.approx(points)
    assert await stated(year, tmp_path) == lines


def summed(found: list[xapi.Statement], verb: str, score: str) -> float:
    """What scores come to in the statements of a verb."""
    of_verb = (row["result"] for row in found if row["verb"]["display"]["en"] == verb)
    return float(sum(entry["score"][score] for entry in of_verb if "score" in entry))


async def test_cases_and_decisions_are_named_in_both_languages(
    year: Database, tmp_path: Path
) -> None:
    """Whoever looks into a store sees titles and questions, not only addresses."""
    named = {row["object"]["id"]: row["object"] for row in xapi.read(await stated(year, tmp_path))}

    assert all(
        {"type", "name"} <= activity["definition"].keys()
        and activity["definition"]["name"].keys() == {"en", "ar"}
        for activity in named.values()
    )
    case = shelf().scenarios["pink-bag"]
    for language, name in named[f"{HOME}/scenario/pink-bag"]["definition"]["name"].items():
        assert plain_text(name) == plain_text(title_of(words(language), case))


async def test_statement_tells_participation_only(year: Database, tmp_path: Path) -> None:
    found = xapi.read(await stated(year, tmp_path))
    parts = {
        f"{HOME}/work/{row['work']}"
        for row in await read(year, tmp_path, "attempts")
        if row["part"]
    }
    of_tests = [
        row for row in found if row["context"]["contextActivities"]["grouping"][0]["id"] in parts
    ]

    told = {"initialized", "completed", "abandoned"}
    assert {test["verb"]["display"]["en"] for test in of_tests} == told
    assert all(
        test.get("result", {"completion": True}) == {"completion": True} for test in of_tests
    )


ATTEMPT = dict.fromkeys(column.name for column in DATASETS["attempts"].table("en").columns) | {
    "person": "p1",
    "cohort": "c_1",
    "work": "w_1",
    "scenario": "dream-job",
    "mode": "practice",
    "given_at": "2026-11-01T06:00:00Z",
    "due_at": "2026-11-25T06:00:00Z",
    "state": "not-begun",
}
BEGUN = ATTEMPT | {
    "state": "running",
    "attempt": "a1",
    "number": 1,
    "edition": "e1",
    "language": "ar",
    "started_at": "2026-11-02T06:00:00Z",
    "on_paper": False,
}
ENDED = BEGUN | {
    "state": "ended",
    "ended_at": "2026-11-02T06:09:00Z",
    "outcome": "mixed",
    "score": 62,
    "passed": False,
    "missed": 1,
    "over_called": 0,
    "unsafe": 1,
    "critical": 1,
}
LATER = ENDED | {
    "due_at": "2026-12-25T06:00:00Z",
    "withdrawn": True,
    "late": True,
    "counts": True,
    "passed": True,
}
DECISION = dict.fromkeys(column.name for column in DATASETS["decisions"].table("en").columns) | {
    "person": "p1",
    "cohort": "c_1",
    "work": "w_1",
    "scenario": "dream-job",
    "attempt": "a1",
    "turn": 3,
    "decision": "الباب",
    "points": 0.25,
    "recognise": 0.25,
    "critical": False,
    "language": "ar",
    "seconds": 21.6,
    "at": "2026-11-02T06:01:00Z",
}


def test_sent_statements_never_change() -> None:
    """Whatever a row becomes later, each statement is new or the same."""
    kept: dict[str, xapi.Statement] = {}
    corrected = BEGUN | {"language": "en", "edition": "e0"}
    for row in (ATTEMPT, BEGUN, corrected, ENDED, LATER, LATER | {"number": 2}):
        for record in StatementBuilder(HOME).of_attempt(row):
            xapi.statement(record)
            assert kept.setdefault(record["id"], record) == record

    assert [record["verb"]["display"]["en"] for record in kept.values()] == [
        "registered",
        "initialized",
        "completed",
        "failed",
        "passed",
    ]


@pytest.mark.parametrize(
    ("kind", "act", "interaction", "response", "timed_out"),
    [
        ("choose", "papers", "choice", "papers", False),
        ("choose", "timed-out", "choice", None, True),
        ("spot", "coat+alike", "choice", "coat[,]alike", False),
        ("spot", "", "choice", "", False),
        ("order", "see+tell+ask", "sequencing", "see[,]tell[,]ask", False),
        ("rate", "4", "likert", "4", False),
        ("slider", "70", "numeric", "70", False),
        ("interview", "where+bag+timed-out", "other", "where+bag", True),
    ],
)
def test_an_answer_is_written_as_xapi_writes_its_kind(
    kind: str, act: str, interaction: str, response: str | None, *, timed_out: bool
) -> None:
    [row] = StatementBuilder(HOME).of_decision(DECISION | {"kind": kind, "act": act})
    xapi.statement(row)

    assert row["object"]["definition"]["interactionType"] == interaction
    assert row["result"].get("response") == response
    assert row["result"]["extensions"][f"{HOME}/ext/timed-out"] is timed_out


@pytest.mark.parametrize(
    ("row", "success"),
    [({}, True), ({"error": "missed"}, False), ({"critical": True}, False)],
)
def test_dangerous_attempt_is_no_success(row: dict[str, Any], *, success: bool) -> None:
    [record] = StatementBuilder(HOME).of_decision(DECISION | row)

    assert record["result"]["success"] is success
    assert record["result"]["duration"] == "PT21.6S"
    assert (
        "duration"
        not in next(StatementBuilder(HOME).of_decision(DECISION | {"seconds": -3.0}))["result"]
    )


def test_names_and_ids_use_the_configured_address() -> None:
    ours = "https://training.example.org/xapi"
    group, other = (
        [*teller.of_attempt(ENDED), *teller.of_decision(DECISION)]
        for teller in (StatementBuilder(ours), StatementBuilder(HOME))
    )

    for told in group:
        xapi.statement(told)
    assert HOME not in json.dumps(group)
    assert json.dumps(group).count(ours) == json.dumps(other).count(HOME)
    assert not {told["id"] for told in group} & {told["id"] for told in other}
