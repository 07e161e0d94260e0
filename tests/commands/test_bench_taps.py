"""What `basira bench taps` tells of its bots, whoever of them was there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.bench.bots import under_load
from bot.bench.bots.processes import BotFailed
from bot.bench.bots.tested import AIOGRAM, BARE, CEILING, OURS, Bot
from bot.bench.bots.under_load import Run
from bot.bench.double.rig import Load, Seen
from bot.bench.measuring.plan import QUICK
from bot.bench.parts import kills, learning
from bot.bench.parts.taps import lines, trials
from bot.bench.parts.taps.trials import Measured, Trial
from bot.bench.soak.reckoning import Totals
from bot.bench.soak.system import Outcome, Story
from scenarios.spaced_repetition.memory import OFFERED
from scenarios.spaced_repetition.simulation import OURS as OUR_SCHEDULE
from scenarios.spaced_repetition.simulation import WISHES, Setting, settings, simulate

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

    monkeypatch.setattr(under_load, "measure", measure)
    monkeypatch.setattr(Bot, "there", True)
    found = Measured()
    await found.measure(
        QUICK, [*trials.trials(QUICK), Trial(OURS, lines.HALF, trials.distant(QUICK))]
    )
    return found


async def test_ours_stands_beside_each_peer_with_the_share_of_the_double(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = {row.name: row for row in lines.rows(await measured(monkeypatch))}

    beside = rows[f"{lines.FAST} | {AIOGRAM.name}"]
    assert beside.ratio == 2
    assert beside.target is not None
    assert beside.target.mark(beside.reached or 0) == "must"
    assert "the double 25% of its own" in beside.note
    assert rows["taps that the double takes"].measured.middle == 9000


async def test_a_peer_that_does_not_get_through_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [row.name for row in lines.rows(await measured(monkeypatch, AIOGRAM, BARE))]

    assert f"{lines.FAST} | {AIOGRAM.name}: did not get through" in names
    assert "processor time of a tap | aiogram, bare" not in names
    assert "100 taps/s offered, p99" in names


async def test_ours_must_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BotFailed):
        await measured(monkeypatch, OURS)


def test_whatever_is_lost_or_doubled_is_too_much() -> None:
    story = Story(kills=[datetime.now(UTC)] * 2, calls=100, faults={"429": 3})

    lost, doubled, again = kills.of(Outcome(story, Totals(counted=50, lost=["a tap"])))

    assert (lost.measured.middle, lost.json()["met"]) == (1, False)
    assert (doubled.measured.middle, doubled.json()["met"]) == (0, True)
    assert "2 kills" in lost.note
    assert again.measured.middle == 0


def test_what_is_short_of_others_is_told_for_each_budget() -> None:
    chosen = settings(Setting(OUR_SCHEDULE, "fsrs", learners=1, days=120), 1, "fsrs")
    rows = {row.what: row for row in learning.of_model([simulate(one) for one in chosen])}

    ahead = rows["ahead of others asked as often, by FSRS-6, by which ours reckons"]
    memory = "by FSRS-6, by which ours reckons"
    less = rows[f"the same, where less is wished than can be chosen, {memory}"]
    on_offer, not_on_offer = (
        [float(one) for one in row.note.rpartition(": ")[2].split(", ")] for row in (ahead, less)
    )
    assert len(on_offer) == sum(one >= min(OFFERED) for one in WISHES) + 1  # and the usual ones
    assert len(not_on_offer) == sum(one < min(OFFERED) for one in WISHES)
    assert min(on_offer) == pytest.approx(ahead.measured.middle, abs=0.06)
    assert min(not_on_offer) == pytest.approx(less.measured.middle, abs=0.06)
    prompts = "most prompts that anybody gets in a week, by FSRS-6, by which ours reckons"
    assert rows[prompts].measured.middle == 1


def test_over_two_years_ours_is_held_to_the_published_schedules() -> None:
    """At each wish and the usual one, without lines for what is not simulated so long."""
    chosen = settings(Setting(OUR_SCHEDULE, "activation", learners=1, days=60), 3, "activation")
    longer = [one for one in chosen if one.weekly is None or one.schedule == OUR_SCHEDULE]
    row = learning.later([simulate(one) for one in longer])

    told = row.note.rpartition(": ")[2].split(", ")
    assert row.what == (
        "ahead of others asked as often, over two years, by activation, which it does not"
    )
    assert len(told) == len(WISHES) + 1
