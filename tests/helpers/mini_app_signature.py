"""Checks Telegram's own signature of `initData`, for those who do not hold the bot's token."""

import base64
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check_signature(init_data: str, bot_id: int, public_key: bytes) -> None:
    """Check the Ed25519 signature.

    Raises:
        InvalidSignature: It was made with another key, for another bot or other fields.
    """
    fields = dict(parse_qsl(init_data, strict_parsing=True))
    signature = fields["signature"]
    signed = sorted(fields.items() - {("hash", fields["hash"]), ("signature", signature)})
    lines = [f"{bot_id}:WebAppData", *(f"{key}={value}" for key, value in signed)]
    Ed25519PublicKey.from_public_bytes(public_key).verify(
        base64.urlsafe_b64decode(signature + "=="), "\n".join(lines).encode()
    )
