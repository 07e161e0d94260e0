"""`basira agencies`: what there is, and what each has promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.chat.learner.onboarding.notice import notice_screen
from bot.locale import words
from scenarios.catalogue import work
from tests.commands.calling import call


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{somewhere}/own.db")


def pledges() -> dict[str, str]:
    return {
        load["id"]: load["pledge"] for load in json.loads(call("agencies", "list", "--json").stdout)
    }


def test_agencies_of_the_catalogue_are_there_without_pledges() -> None:
    assert pledges().keys() == work.catalogue_agencies().keys()
    assert set(pledges().values()) == {"open"}
    assert "مراكز الرعاية الصحية الأولية" in call("agencies", "list").stdout


def test_an_answer_is_noted_and_taken_back() -> None:
    unnamed = call("agencies", "set", "airport-company", "--pledge", "promised")
    assert unnamed.exit_code == 2
    assert "`--by`" in unnamed.stderr
    for answer in ("promised", "refused", "open"):
        by = () if answer == "open" else ("--by", "Huda Ali, director")
        noted = call("agencies", "set", "airport-company", "--pledge", answer, *by)
        assert noted.exit_code == 0
        assert pledges()["airport-company"] == answer
        assert listed("airport-company")["pledge_by"] == (by[1] if by else None)


def test_an_unknown_agency_is_refused() -> None:
    asked = call("agencies", "set", "nowhere", "--pledge", "promised", "--by", "Huda")
    assert asked.exit_code == 2
    assert "There is no agency `nowhere`." in asked.stderr


NAMES = ("--name", "en", "Coast Guard", "--name", "ar", "خفر السواحل")


def listed(agency: str) -> dict[str, Any]:
    (found,) = (
        load
        for load in json.loads(call("agencies", "list", "--json").stdout)
        if load["id"] == agency
    )
    return dict(found)


def test_changes_of_an_agency_are_recorded() -> None:
    """The id stays, and so does the name in the language that is not given."""
    here = ("agencies", "set", "coast-guard")
    added = call(*here, *NAMES, "--country", "BH", "--job", "borders")
    assert "basira facts set agency-line --agency coast-guard" in added.stdout
    assert listed("coast-guard") == {
        "id": "coast-guard",
        "country": "BH",
        "names": {"en": "Coast Guard", "ar": "خفر السواحل"},
        "jobs": ["borders"],
        "closed": False,
        "live": False,
        "missing": ["line", "pledge"],
        "line_until": None,
        "pledge": "open",
        "pledge_by": None,
        "pledge_at": None,
    }
    call(*here, "--name", "en", "Coastguard")
    assert listed("coast-guard")["names"] == {"en": "Coastguard", "ar": "خفر السواحل"}
    assert listed("coast-guard")["jobs"] == ["borders"]
    call(*here, "--job", "all")
    assert listed("coast-guard")["jobs"] == []
    call(*here, "--close")
    assert "coast-guard · closed · pledge open" in call("agencies", "list").stdout
    call(*here, "--open")
    assert not listed("coast-guard")["closed"]

    deeds = json.loads(call("audit", "list", "--json").stdout)
    about = [row["deed"] for row in deeds if row["object"] == "coast-guard"]
    assert about == ["agencies set"] * 5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Coast", *NAMES, "--country", "BH"), "An id is a letter"),
        (("all", *NAMES, "--country", "BH"), "An id is a letter"),
        (("other", *NAMES, "--country", "BH"), "An id is a letter"),
        (("coast", *NAMES, "--country", "Bahrain"), "two capital letters"),
        (("coast", *NAMES[:3], "--country", "BH"), "each of en, ar"),
        (("csr-society", *NAMES, "--country", "BH"), "`csr-society` already"),
        (("nowhere", *NAMES), "There is no agency `nowhere`."),
        (("csr-society", "--name", "fr", "Garde"), "one of en, ar"),
        (("csr-society", "--name", "en", "Guard\u202e"), "one line"),
        (
            ("csr-society", "--name", "en", "Bahrain Airport Company"),
            "`airport-company` is called Bahrain Airport Company already.",
        ),
        (("coast", *NAMES, "--country", "BH", "--job", "x"), "one of these"),
        (
            ("csr-society", "--job", "nursing", "--job", "nursing"),
            "one of these, once: airport, borders",
        ),
        (("csr-society", "--name", "en", "bahrain airport company"), "already."),
        (("csr-society", "--name", "en", "١٢"), "with letters in it"),
        (("csr-society", "--name", "ar", "CSR Society"), "letters of its language's script"),
        (("csr-society", "--name", "en", "الجمعية"), "letters of its language's script"),
        (("nowhere", "--close"), "There is no agency `nowhere`."),
        (("csr-society",), "nothing to change"),
        (("csr-society", "--by", "Huda"), "--by goes with --pledge"),
    ],
)
def test_invalid_agency_is_reported_and_changes_nothing(
    arguments: tuple[str, ...], told: str
) -> None:
    before = call("agencies", "list", "--json").stdout
    tried = call("agencies", "set", *arguments)
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


def test_an_agency_is_live_after_its_line_and_an_officer_are_confirmed() -> None:
    """Each step is listed with its command; either answer will do."""
    here, line = "airport-company", ("agency-line", "--agency", "airport-company")
    assert listed(here)["missing"] == ["line", "pledge"]
    output = call("agencies", "list").stdout
    assert "airport-company · not live yet" in output
    assert "basira facts set agency-line --agency airport-company" in output
    assert "basira agencies set airport-company --pledge promised" in output

    texts = ("--text", "en", "the desk", "--text", "ar", "المكتب")
    assert call("facts", "set", *line, *texts, "--source", "a letter").exit_code == 0
    assert listed(here)["missing"] == ["confirmation", "pledge"]
    assert call("facts", "set", *line, "--confirmed-by", "Huda, desk").exit_code == 0
    assert listed(here)["missing"] == ["pledge"]
    pledge = ("--pledge", "refused", "--by", "Huda, director")
    assert call("agencies", "set", here, *pledge).exit_code == 0
    now = listed(here)
    assert (now["live"], now["missing"], now["pledge"]) == (True, [], "refused")
    assert now["line_until"]
    assert "airport-company · live · pledge refused" in call("agencies", "list").stdout

    assert call("facts", "set", *line, "--withdraw").exit_code == 0
    assert listed(here)["missing"] == ["renewal"]
    assert "Its line for real cases has expired." in call("agencies", "list").stdout


def test_closed_agency_gets_nothing_to_do() -> None:
    assert call("agencies", "set", "airport-company", "--close").exit_code == 0
    output = call("agencies", "list").stdout
    assert output.count("not live yet") == len(work.catalogue_agencies()) - 1
    assert "airport-company · closed" in output
    assert "--agency airport-company" not in output
