"""`basira agencies`: what there is, and what each has promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.chat.learner.onboarding.consent_screens import notice_screen
from bot.locale import words
from scenarios.catalogue import work
from tests.commands.calling import call, program


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{somewhere}/own.db")


def pledges() -> dict[str, str]:
    return {
        one["id"]: one["pledge"] for one in json.loads(call("agencies", "list", "--json").stdout)
    }


def test_those_of_the_catalogue_are_there_from_the_first_and_none_has_promised() -> None:
    assert pledges().keys() == work.bodies().keys()
    assert set(pledges().values()) == {"open"}
    assert "مراكز الرعاية الصحية الأولية" in call("agencies", "list").stdout


def test_an_answer_is_noted_and_taken_back() -> None:
    unnamed = program("agencies", "pledge", "airport-company", "promised")
    assert unnamed.returncode == 2
    assert "`--by`" in unnamed.stderr
    for answer in ("promised", "refused", "open"):
        by = () if answer == "open" else ("--by", "Huda Ali, director")
        noted = call("agencies", "pledge", "airport-company", answer, *by)
        assert noted.exit_code == 0
        assert pledges()["airport-company"] == answer
        assert listed("airport-company")["pledge_by"] == (by[1] if by else None)


def test_an_agency_that_there_is_not_is_told() -> None:
    asked = program("agencies", "pledge", "nowhere", "promised", "--by", "Huda")
    assert asked.returncode == 2
    assert "There is no agency `nowhere`." in asked.stderr


NAMES = ("--name", "en", "Coast Guard", "--name", "ar", "خفر السواحل")


def listed(agency: str) -> dict[str, Any]:
    (found,) = (
        one for one in json.loads(call("agencies", "list", "--json").stdout) if one["id"] == agency
    )
    return dict(found)


def test_one_is_added_renamed_closed_and_opened_and_all_of_it_is_in_the_audit() -> None:
    """The id stays, and so does the name in the language that was not told."""
    added = call("agencies", "add", "coast-guard", *NAMES, "--country", "BH", "--job", "borders")
    assert "basira facts set agency-line --agency coast-guard" in added.stdout
    assert listed("coast-guard") == {
        "id": "coast-guard",
        "country": "BH",
        "names": {"en": "Coast Guard", "ar": "خفر السواحل"},
        "jobs": ["borders"],
        "pledge_by": None,
        "pledge_at": None,
        "pledge": "open",
        "closed": False,
    }
    call("agencies", "rename", "coast-guard", "--name", "en", "Coastguard")
    assert listed("coast-guard")["names"] == {"en": "Coastguard", "ar": "خفر السواحل"}
    call("agencies", "jobs", "coast-guard")
    assert listed("coast-guard")["jobs"] == []
    call("agencies", "close", "coast-guard")
    assert "coast-guard · pledge open · closed" in call("agencies", "list").stdout
    call("agencies", "open", "coast-guard")
    assert not listed("coast-guard")["closed"]

    deeds = json.loads(call("audit", "list", "--json").stdout)
    about = [one["deed"] for one in deeds if one["object"] == "coast-guard"]
    assert about == [f"agencies {one}" for one in ("add", "rename", "jobs", "close", "open")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "Coast", *NAMES, "--country", "BH"), "An id is a letter"),
        (("add", "all", *NAMES, "--country", "BH"), "An id is a letter"),
        (("add", "other", *NAMES, "--country", "BH"), "An id is a letter"),
        (("add", "coast", *NAMES, "--country", "Bahrain"), "two capital letters"),
        (("add", "coast", *NAMES[:3], "--country", "BH"), "each of en, ar"),
        (("add", "csr-society", *NAMES, "--country", "BH"), "`csr-society` already"),
        (("rename", "nowhere", *NAMES), "There is no agency `nowhere`."),
        (("rename", "csr-society", "--name", "fr", "Garde"), "one of en, ar"),
        (("rename", "csr-society", "--name", "en", "Guard\u202e"), "one line"),
        (
            ("rename", "csr-society", "--name", "en", "Bahrain Airport Company"),
            "`airport-company` is called Bahrain Airport Company already.",
        ),
        (("add", "coast", *NAMES, "--country", "BH", "--job", "x"), "one of these"),
        (("jobs", "csr-society", "nursing", "nursing"), "one of these, once: airport, borders"),
        (("rename", "csr-society", "--name", "en", "bahrain airport company"), "already."),
        (("rename", "csr-society", "--name", "en", "١٢"), "with letters in it"),
        (("rename", "csr-society", "--name", "ar", "CSR Society"), "needs Arabic letters"),
        (("rename", "csr-society", "--name", "en", "الجمعية"), "needs Latin letters"),
        (("close", "nowhere"), "There is no agency `nowhere`."),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(arguments: tuple[str, ...], told: str) -> None:
    before = call("agencies", "list", "--json").stdout
    tried = call("agencies", *arguments)
    assert tried.exit_code == 2
    assert told in tried.stderr
    assert call("agencies", "list", "--json").stdout == before


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_notice_says_which_it_is(language: str) -> None:
    speak = words(language)
    texts = [
        "\n".join(line.text for line in notice_screen(speak, "", promised=promised).lines)
        for promised in (True, False)
    ]
    assert texts[0] != texts[1]


def standing(agency: str) -> dict[str, Any]:
    (found,) = json.loads(call("agencies", "status", agency, "--json").stdout)
    return dict(found)


def test_an_agency_is_live_once_its_line_is_confirmed_and_an_officer_has_answered() -> None:
    """Each step is told with the command for it; either answer will do."""
    here, line = "airport-company", ("agency-line", "--agency", "airport-company")
    assert standing(here)["missing"] == ["line", "pledge"]
    said = call("agencies", "status", here).stdout
    assert "airport-company · not live yet" in said
    assert "basira facts set agency-line --agency airport-company" in said
    assert "basira agencies pledge airport-company promised" in said

    texts = ("--text", "en", "the desk", "--text", "ar", "المكتب")
    assert call("facts", "set", *line, *texts, "--source", "a letter").exit_code == 0
    assert standing(here)["missing"] == ["confirmation", "pledge"]
    assert call("facts", "confirm", *line, "--by", "Huda, desk").exit_code == 0
    assert standing(here)["missing"] == ["pledge"]
    assert call("agencies", "pledge", here, "refused", "--by", "Huda, director").exit_code == 0
    now = standing(here)
    assert (now["live"], now["missing"], now["pledge"]) == (True, [], "refused")
    assert now["line_until"]
    assert call("agencies", "status", here).stdout == "airport-company · live\n"

    assert call("facts", "withdraw", *line).exit_code == 0
    assert standing(here)["missing"] == ["renewal"]
    assert "facts confirm agency-line" in call("agencies", "status", here).stdout


def test_all_that_are_offered_are_told() -> None:
    assert call("agencies", "close", "airport-company").exit_code == 0
    said = call("agencies", "status").stdout
    assert said.count("not live yet") == len(work.bodies()) - 1
    assert "airport-company" not in said
    nowhere = program("agencies", "status", "nowhere")
    assert nowhere.returncode == 2
    assert "There is no agency `nowhere`." in nowhere.stderr
