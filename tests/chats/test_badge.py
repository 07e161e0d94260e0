"""The credential for programs: what Open Badges 3.0 asks of one, and nothing that is not so.

Source: 1EdTech, JSON Schema of the AchievementCredential class of Open Badges 3.0
(`ob_v3p0_achievementcredential_schema.json`), its JSON-LD context 3.0.3, and what its public
validator asks besides. What concerns a credential like ours is said here in words of our own, and
more strictly: no name is allowed that schema or context do not know.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.app.certificates.open_badge import CONTEXT, badge
from bot.locale import words
from bot.phrases.certificate_paper import badge_of
from storage.certificates.certificates import Certificate

TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": "^(https://|urn:uuid:)"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def types(*names: str) -> dict[str, Any]:
    """A list of types that has all of these."""
    return {"type": "array", "items": TEXT, "allOf": [{"contains": {"const": n}} for n in names]}


def parts(required: dict[str, Any], **further: Any) -> dict[str, Any]:
    """An object with these parts and no others."""
    names = {"properties": required | further, "required": list(required)}
    return {"type": "object", "additionalProperties": False} | names


CRITERIA = parts({"narrative": TEXT}, id=URI)  # one of the two; ours is a text
ACHIEVEMENT = parts(
    {
        "id": URI,
        "type": types("Achievement"),
        "name": TEXT,
        "description": TEXT,
        "criteria": CRITERIA,
    },
    achievementType={"enum": ["Achievement", "Badge", "Certificate", "CertificateOfCompletion"]},
    inLanguage={
        "type": "string",
        "pattern": "^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    },
)
IDENTITY = parts(
    {
        "type": {"const": "IdentityObject"},
        "hashed": {"type": "boolean"},
        "identityHash": TEXT,
        "identityType": {"enum": ["name", "emailAddress", "userName", "identifier"]},
    },
    salt=TEXT,
)
SUBJECT = parts(
    {  # an id, or one identifier at least; a name is no URI
        "type": types("AchievementSubject"),
        "identifier": {"type": "array", "items": IDENTITY, "minItems": 1},
        "achievement": ACHIEVEMENT,
    }
)
CREDENTIAL = Draft202012Validator(
    parts(
        {
            "@context": {
                "prefixItems": [
                    {"const": "https://www.w3.org/ns/credentials/v2"},
                    {
                        "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.\d\.\d\.json$"
                    },
                ],
                "minItems": 2,
            },
            "id": URI,
            "type": types("VerifiableCredential", "OpenBadgeCredential"),
            "issuer": parts({"id": URI, "type": types("Profile")}, name=TEXT, url=URI),
            "validFrom": MOMENT,
            "credentialSubject": SUBJECT,
        },
        name=TEXT,
        validUntil=MOMENT,
        evidence={
            "type": "array",
            "items": parts({"type": types("Evidence")}, id=URI, narrative=TEXT),
        },
    )
)
REQUIRED = (
    *((key,) for key in ("@context", "id", "type", "issuer", "validFrom", "credentialSubject")),
    ("issuer", "id"),
    ("issuer", "type"),
    ("evidence", "type"),
    *(("credentialSubject", key) for key in ("type", "identifier", "achievement")),
    ("credentialSubject", "identifier", "hashed"),
    *(("credentialSubject", "achievement", entry) for entry in ACHIEVEMENT["required"]),
    ("credentialSubject", "achievement", "criteria", "narrative"),
)

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


@pytest.mark.parametrize("language", ["en", "ar"])
def test_badge_matches_the_official_schema(language: str) -> None:
    assert [error.message for error in CREDENTIAL.iter_errors(made(language))] == []
    raw = made(language)
    assert tuple(raw["@context"]) == CONTEXT
    assert (raw["validFrom"], raw["validUntil"]) == ("2026-11-26T09:00:00Z", "2027-11-26T09:00:00Z")


@pytest.mark.parametrize("place", REQUIRED, ids=".".join)
def test_schema_rejects_missing_required_fields(place: tuple[str, ...]) -> None:
    """The schema that we hold it to can say no."""
    credential = made()
    *way, last = place
    around: Any = credential
    for name in way:
        around = around[name][0] if isinstance(around[name], list) else around[name]
    del around[last]
    assert not CREDENTIAL.is_valid(credential)


@pytest.mark.parametrize(
    ("language", "name", "limit"),
    [
        ("en", "Sara Ahmed", "It does not certify that they can judge real cases."),
        ("ar", "سارة أحمد", "ولا تشهد بالقدرة على الحكم في حالات حقيقية."),
    ],
)
def test_badge_states_its_limits_and_where_to_verify(language: str, name: str, limit: str) -> None:
    row = made(language)
    (evidence,) = row["evidence"]
    assert row["credentialSubject"]["identifier"][0]["identityHash"] == name
    assert limit in evidence["narrative"]
    assert evidence["id"] == LINK
    assert "proof" not in row  # it is not signed, and says so
    assert "K7QM-4PXD-9RTW" in evidence["narrative"]
