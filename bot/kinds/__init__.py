"""The wording of each kind of decision, on every face; a module for each kind."""

from __future__ import annotations

from typing import Any

from bot.kinds import choose, interview, order, rate, slider, spot
from bot.kinds.base import Presenter
from scenarios.kinds import EachKind

PRESENTERS = EachKind[Presenter[Any]](
    choose=choose.ChoosePresenter(),
    spot=spot.SpotPresenter(),
    order=order.OrderPresenter(),
    interview=interview.InterviewPresenter(),
    rate=rate.RatePresenter(),
    slider=slider.SliderPresenter(),
)
