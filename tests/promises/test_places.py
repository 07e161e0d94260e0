"""How a database is named to a person."""

from __future__ import annotations

import pytest

from storage.db import engines


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ali:secret@db/basira",
        "postgresql://db/basira?user=ali&password=secret",
        "postgresql://ali@db/basira?sslpassword=secret&host=/run/pg",
    ],
)
def test_a_password_is_never_shown(address: str) -> None:
    """Wherever it stands in the address."""
    assert "secret" not in engines.display_name(engines.parse(address))
