"""What `basira bench taps` tells of its bots, whoever of them was there."""

from __future__ import annotations

import pytest

from bot.bench import bots, learning, tap_rows, taps
from bot.bench.bots import AIOGRAM, BARE, CEILING, OURS, Bot, BotFailed, Run
from bot.bench.plan import QUICK
from bot.bench.rig import Load, Seen
from bot.bench.taps import Measured, Trial
from scenarios.refreshing.simulating import OURS as OUR_SCHEDULE
from scenarios.refreshing.simulating import Setting, settings, simulate

RATES = {OURS.name: 1500.0, BARE.name: 300.0, CEILING.name: 9000.0, AIOGRAM.name: 750.0}


def a_run(bot: Bot) -> Run:
    """What a run of a bot came to."""
    rate = RATES.get(bot.name, 100.0)
    return Run(Seen(rate, 100, 2.0, 5.0, 0, {}, 1.0, 0.25), 1e6 / rate, 0.99, 100, 110, 0.0)


async def measured(monkeypatch: pytest.MonkeyPatch, *failing: Bot) -> Measured:
    """All trials, of bots that are not started; some do not get through."""

    async def measure(bot: Bot, _load: Load) -> Run:
        if bot in failing:
            raise BotFailed("no tap was answered")
        return a_run(bot)

    monkeypatch.setattr(bots, "measure", measure)
    monkeypatch.setattr(Bot, "there", True)
    found = Measured()
    await found.measure(QUICK, [*taps.trials(QUICK), Trial(OURS, taps.HALF, taps.distant(QUICK))])
    return found


async def test_ours_stands_beside_each_peer_with_the_share_of_the_double(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = {row.name: row for row in tap_rows.rows(await measured(monkeypatch))}

    beside = rows[f"{tap_rows.FAST} | {AIOGRAM.name}"]
    assert beside.ratio == 2
    assert beside.target is not None
    assert beside.target.mark(beside.reached or 0) == "must"
    assert "the double 25% of its own" in beside.note
    assert rows["taps that the double takes"].measured.middle == 9000


async def test_a_peer_that_does_not_get_through_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [row.name for row in tap_rows.rows(await measured(monkeypatch, AIOGRAM, BARE))]

    assert f"{tap_rows.FAST} | {AIOGRAM.name}: did not get through" in names
    assert "processor time of a tap | aiogram, bare" not in names
    assert "100 taps/s offered, p99" in names


async def test_ours_must_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BotFailed):
        await measured(monkeypatch, OURS)


def test_what_is_short_of_others_is_told_for_each_budget() -> None:
    chosen = settings(Setting(OUR_SCHEDULE, "fsrs", learners=1, days=120), 1, "fsrs")
    rows = {row.what: row for row in learning.of_model([simulate(one) for one in chosen])}

    ahead = rows["ahead of others asked as often, by FSRS-6, by which ours reckons"]
    told = [float(one) for one in ahead.note.rpartition(": ")[2].split(", ")]
    assert len(told) == 3
    assert min(told) == pytest.approx(ahead.measured.middle, abs=0.06)
    prompts = "most prompts that anybody gets in a week, by FSRS-6, by which ours reckons"
    assert rows[prompts].measured.middle == 1
