"""Tokens of sign-in links, pages and sessions: 43 characters, 32 random bytes.

Only their hash is stored, so the database does not reveal usable ones.
"""

import hashlib
import secrets


def new_token() -> str:
    """A random token. It is given to one browser, and not stored."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The stored hash of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
