"""A certificate as an Open Badges 3.0 credential: JSON for programs that keep badges.

It is not signed: there is no key whose owner anybody could know. So it says what was achieved, and
whether that holds is asked of the bot, by the code. A program that takes signed ones only will not
take it.

Source: 1EdTech, Open Badges Specification 3.0, classes AchievementCredential and below; a test
holds it to what its JSON Schema asks for.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


@dataclass(frozen=True, slots=True)
class Badge:
    """What the credential says."""

    language: str
    bot: str  # its address, which names the issuer
    link: str  # where the certificate is checked
    holder: str
    programme: str  # its id
    name: str
    about: str
    criteria: str  # what it takes
    evidence: str  # what was done, and what it does not say
    issued_at: datetime
    expires_at: datetime


def badge(one: Badge) -> bytes:
    """The credential; of the same certificate always the same, byte for byte."""
    said = {
        "@context": CONTEXT,
        "id": _id(one.link),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": one.name,
        "issuer": {"id": one.bot, "type": ["Profile"], "name": "Basira", "url": one.bot},
        "validFrom": _moment(one.issued_at),
        "validUntil": _moment(one.expires_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": one.holder,
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": _id(f"{one.bot}/{one.programme}"),
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "inLanguage": one.language,
                "name": one.name,
                "description": one.about,
                "criteria": {"narrative": one.criteria},
            },
        },
        "evidence": [
            {"id": one.link, "type": ["Evidence"], "narrative": one.evidence},
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _id(of: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, of).urn


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
