"""Preserves form data that was sent after the session had expired.

The data stays in hidden fields of the sign-in page, not on the server. After sign-in the browser
sends it again with a ticket; the form is then shown filled in, without performing the act. A
ticket is valid for one hour, and only for the person to whom the browser last showed a page.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Final

TICKET: Final = "kept-for"
"""The field of a form with its ticket."""
LASTS: Final = timedelta(hours=1)


class KeptForms:
    """Writes and checks tickets."""

    def __init__(self, secret: str) -> None:
        """Derive the signing key.

        Args:
            secret: Known only to the console's processes.
        """
        self._key = hmac.digest(secret.encode(), b"basira kept forms", "sha256")

    def owner(self, person_id: str) -> str:
        """A pseudonym of a person, for the cookie and the tickets."""
        return self._sealed("owner", person_id)

    def ticket(self, owner: str, path: str, now: datetime) -> str:
        """A ticket for a form.

        Args:
            owner: The pseudonym of the form's owner; see `owner`.
            path: The path that the form posts to.
            now: The time of issue, in UTC.
        """
        until = str(int((now + LASTS).timestamp()))
        return f"{until}.{self._sealed(until, owner, path)}"

    def is_good(self, ticket: str, person_id: str, path: str, now: datetime) -> bool:
        """Whether a ticket is valid for this person and path, and has not expired."""
        until, _, seal = ticket.partition(".")
        good = self._sealed(until, self.owner(person_id), path)
        if not hmac.compare_digest(seal.encode(), good.encode()):
            return False
        return now < datetime.fromtimestamp(int(until), UTC)

    def _sealed(self, *parts: str) -> str:
        sealed = hmac.digest(self._key, "\n".join(parts).encode(), "sha256")
        return urlsafe_b64encode(sealed).decode().rstrip("=")
