"""The kinds of decision. A new kind is a file here, a line in `SPECS` and a field of a scene."""

from __future__ import annotations

from scenarios.kinds.base import DecisionSpec
from scenarios.kinds.choose import ChooseSpec
from scenarios.kinds.interview import InterviewSpec
from scenarios.kinds.order import OrderSpec
from scenarios.kinds.rate import RateSpec
from scenarios.kinds.spot import SpotSpec

SPECS: dict[str, type[DecisionSpec]] = {
    "choose": ChooseSpec,
    "spot": SpotSpec,
    "order": OrderSpec,
    "interview": InterviewSpec,
    "rate": RateSpec,
}
