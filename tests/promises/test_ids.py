"""Random ids."""

from __future__ import annotations

from bot.app.ports import SystemDice
from storage.db.ids import new_id


def test_none_begins_as_an_option_does_on_a_command_line() -> None:
    """One in sixty-four would, if it were left to chance."""
    made = [func() for func in (SystemDice().id, new_id) for _ in range(2_000)]
    assert not [name for name in made if name.startswith("-")]
    assert {len(name) for name in made} == {12}
    assert len(set(made)) == len(made)
