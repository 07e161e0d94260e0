"""Short codes: alternatives to invitation links that cannot be tapped or scanned.

A code is derived from the token of its invitation and its expiry. So whoever has the token can
derive the same code again, and the code does not reveal the token. Only a hash of the code is
stored, and a slow one, since codes are shorter than tokens. The salt is unique per database, so
that a table of hashes is useless for others; all codes share it, so that an index finds them.
"""

import hashlib
import hmac
import itertools
import unicodedata
from datetime import datetime

# No vowels, so that no code is a word; none of the easily confused 0, 1, I, L and O.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
SHORT, PERSONAL = 8, 12
"""The lengths of a cohort's code, which is valid for days, and of a personal code."""

_GROUP = 4
_TYPED_MOST = 100
SHARED = b"basira/short-code"
"""The salt of codes created before salts were per database."""


def derive(token: str, until: datetime, letters: int) -> str:
    """The code of an invitation. It always contains a digit, so that no name can be a code.

    Args:
        token: The invitation's.
        until: The code's expiry; a whole second.
        letters: Its length.
    """
    about = f"{int(until.timestamp())}/{letters}"
    found = _derive_letters(token, about, letters)
    for again in itertools.count(1):
        if not found.isalpha():
            break
        found = _derive_letters(token, f"{about}/{again}", letters)
    return found


def _derive_letters(token: str, about: str, letters: int) -> str:
    number = int.from_bytes(hmac.digest(token.encode(), about.encode(), "sha256"), "big")
    found = ""
    for _ in range(letters):
        number, letter = divmod(number, len(LETTERS))
        found += LETTERS[letter]
    return found


def parse(typed: str) -> str:
    """The code in typed text, in any case, with dashes, spaces or Arabic digits.

    Returns:
        The code; empty if the text cannot be one.
    """
    plain = unicodedata.normalize("NFKC", typed[:_TYPED_MOST]).upper()
    code = "".join(map(_plain, plain))
    return code if is_code(code) else ""


def is_code(text: str) -> bool:
    """Whether a text has the format of a code."""
    return len(text) in (SHORT, PERSONAL) and all(letter in LETTERS for letter in text)


def formatted(code: str) -> str:
    """A code in groups, such as `K7QM-4PXD`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def digest(code: str, salt: bytes) -> str:
    """The stored hash of a code; some milliseconds of work."""
    return hashlib.scrypt(code.encode(), salt=salt, n=2**10, r=8, p=1, dklen=32).hex()


def _plain(character: str) -> str:
    """The normalised letter or digit; empty for separators."""
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return "" if unicodedata.category(character)[0] in "PZC" else character
