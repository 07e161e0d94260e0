"""A digest of an unconfirmed answer, as its button carries it."""

from __future__ import annotations

import hashlib

from scenarios.kinds.base import join_parts


def draft_digest(draft: tuple[str, ...]) -> str:
    """The marked parts in a short text: the part itself, or a hash that fits a button.

    It tells whether what is confirmed is what was shown; it proves nothing and need not.
    """
    if len(draft) == 1:
        return draft[0]
    return "x" + hashlib.blake2b(join_parts(draft).encode(), digest_size=6).hexdigest()
