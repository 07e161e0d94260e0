"""The credential for programs: what Open Badges 3.0 asks of one, and nothing that is not so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.exchange.badge import CONTEXT, badge
from bot.services.certifying.papers import badge_of
from bot.words import words
from storage.certificates import Certificate

NOON = datetime(2026, 11, 26, 9, tzinfo=UTC)
LINK = "https://t.me/basira_bot?start=v_K7QM4PXD9RTW"
ONE = Certificate(
    "c1", "sara", "hotels", 0, "airport", "K7QM4PXD9RTW", NOON, NOON.replace(year=2027), ["a"] * 3
)


def made(language: str = "en") -> dict[str, Any]:
    names = {"latin": "Sara Ahmed", "arabic": "سارة أحمد"}
    raw = badge(badge_of(words(language), ONE, names, LINK, "basira_bot"))
    assert raw == badge(badge_of(words(language), ONE, names, LINK, "basira_bot"))
    found: dict[str, Any] = json.loads(raw)
    return found


def test_it_has_all_that_is_required_of_a_credential() -> None:
    """AchievementCredential of the specification: each field that must be there, and its type."""
    one = made()
    assert tuple(one["@context"]) == CONTEXT
    assert one["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert one["id"].startswith("urn:uuid:")
    assert one["issuer"]["type"] == ["Profile"]
    assert (one["validFrom"], one["validUntil"]) == ("2026-11-26T09:00:00Z", "2027-11-26T09:00:00Z")
    subject = one["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["identifier"][0]["type"] == "IdentityObject"
    assert subject["identifier"][0]["hashed"] is False
    achievement = subject["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert achievement["type"] == ["Achievement"]
    assert achievement["criteria"]["narrative"]


@pytest.mark.parametrize(
    ("language", "name", "limit"),
    [
        ("en", "Sara Ahmed", "It does not certify that they can judge real cases."),
        ("ar", "سارة أحمد", "ولا تشهد بالقدرة على الحكم في حالات حقيقية."),
    ],
)
def test_it_says_what_it_does_not_say_and_where_it_is_checked(
    language: str, name: str, limit: str
) -> None:
    one = made(language)
    (evidence,) = one["evidence"]
    assert one["credentialSubject"]["identifier"][0]["identityHash"] == name
    assert limit in evidence["narrative"]
    assert evidence["id"] == LINK
    assert "proof" not in one  # it is not signed, and says so
    assert "K7QM-4PXD-9RTW" in evidence["narrative"]
