"""What no longer matters, found without going round."""

from __future__ import annotations

from dataclasses import replace

from scenarios.state_reduction import _effect_bounds
from tests.helpers.small_case import scenario


class Leads(dict[str, list[str]]):
    """Where scenes lead, counting how often that is asked."""

    asked = 0

    def __getitem__(self, name: str) -> list[str]:
        self.asked += 1
        return super().__getitem__(name)


def test_a_loop_is_not_gone_round_number_by_number() -> None:
    """However wide a variable is, what a loop adds to it is known at once."""
    case = scenario()
    trust, *others = case.variables
    wide = replace(case, variables=(replace(trust, low=-999_999, high=999_999), *others))
    leads = Leads(gate=["lift", "gate"], lift=["hall", "call"], hall=["call"], call=[])

    swings = _effect_bounds(wide, leads, frozenset({"gate"}))[0]

    assert swings["gate"] == (1_999_998, 1_999_998)
    assert swings["lift"] == swings["call"] == (0, 0)
    assert leads.asked <= 4 * len(leads)
