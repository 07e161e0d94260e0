"""What somebody typed whose session had ended before it was sent.

It stays in the page that asks to sign in, hidden, and on no server. After signing in the browser
sends it once more, with a ticket; then the form is shown with it, and nothing is done yet. The
ticket holds for an hour, and for the person alone for whom the browser showed its last page.
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
        """Those of a console.

        Args:
            secret: Known to the console's programs alone.
        """
        self._key = hmac.digest(secret.encode(), b"basira kept forms", "sha256")

    def owner(self, person_id: str) -> str:
        """A person as a cookie and a ticket name them, without telling who it is."""
        return self._sealed("owner", person_id)

    def ticket(self, owner: str, path: str, now: datetime) -> str:
        """A ticket for a form.

        Args:
            owner: Whose form it is; see `owner`.
            path: Where it is sent.
            now: The moment.
        """
        until = str(int((now + LASTS).timestamp()))
        return f"{until}.{self._sealed(until, owner, path)}"

    def is_good(self, ticket: str, person_id: str, path: str, now: datetime) -> bool:
        """Whether a ticket is this person's, for a form that is sent there, and not over."""
        until, _, seal = ticket.partition(".")
        good = self._sealed(until, self.owner(person_id), path)
        if not hmac.compare_digest(seal.encode(), good.encode()):
            return False
        return now < datetime.fromtimestamp(int(until), UTC)

    def _sealed(self, *parts: str) -> str:
        sealed = hmac.digest(self._key, "\n".join(parts).encode(), "sha256")
        return urlsafe_b64encode(sealed).decode().rstrip("=")
