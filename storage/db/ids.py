"""Random ids."""

import secrets


def new_id() -> str:
    """A random id: 12 characters of A-Z, a-z, 0-9, `-` and `_`.

    It never starts with `-`, which a command line would parse as an option.
    """
    while (found := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return found
