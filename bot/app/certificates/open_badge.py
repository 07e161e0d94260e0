"""Writes a certificate as an Open Badges 3.0 credential: JSON for digital wallets.

It is not signed, as there is no key whose owner anybody could verify. It says what was achieved,
and the bot verifies it by its code. A wallet that accepts signed credentials only will refuse it.

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
    """The content of a credential."""

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


def badge(content: Badge) -> bytes:
    """Write the credential; the same certificate always gives the same bytes."""
    credential = {
        "@context": CONTEXT,
        "id": _id(content.link),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": content.name,
        "issuer": {"id": content.bot, "type": ["Profile"], "name": "Basira", "url": content.bot},
        "validFrom": _moment(content.issued_at),
        "validUntil": _moment(content.expires_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": content.holder,
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": _id(f"{content.bot}/{content.programme}"),
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "inLanguage": content.language,
                "name": content.name,
                "description": content.about,
                "criteria": {"narrative": content.criteria},
            },
        },
        "evidence": [
            {"id": content.link, "type": ["Evidence"], "narrative": content.evidence},
        ],
    }
    return json.dumps(credential, ensure_ascii=False, indent=2).encode()


def _id(of: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, of).urn


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
