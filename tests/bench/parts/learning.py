"""Simulated recall over a year under our refreshers and others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from scenarios.spaced_repetition.memory import OFFERED
from tests.bench.learning.comparison import Lead, by_wish
from tests.bench.learning.memory_models import MODELS
from tests.bench.learning.simulation import OURS, Outcome, Setting, settings, simulate
from tests.bench.measuring.figures import Row, Target, figure
from tests.bench.measuring.plan import Plan

WEEKLY = 3
LEARNERS, SOME, FEW, HARDLY = 1000, 300, 60, 3
NAMES = {
    "none": "no refreshers",
    "kerfoot": "12 or 24 days (Kerfoot)",
    "fixed": "days 7, 30, 90, 180",
    "sm-2": "SM-2",
}
MEMORY = {"fsrs": "FSRS-6, by which ours reckons", "activation": "activation, which it does not"}
_SEED = 0


def rows(plan: Plan) -> list[Row]:
    """Simulate; chance is drawn from a fixed seed, so the figures do not vary."""
    learners = _learners(plan)
    base = Setting(OURS, MODELS[0], learners, seed=_SEED)
    chosen = [setting for model in MODELS for setting in settings(base, WEEKLY, model)]
    plan.tell(f"a year of {learners} simulated learners, {len(chosen)} times")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        year = list(pool.map(simulate, chosen))
    return [row for model in MODELS for row in of_model(_by(model, year))]


def _by(model: str, found: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in found if outcome.setting.model == model]


def _is_on_offer(lead: Lead) -> bool:
    """Whether a cohort can choose the load: the default or a target at least as high."""
    return lead.setting.wish is None or lead.setting.wish >= min(OFFERED)


def of_model(found: Sequence[Outcome]) -> list[Row]:
    """The lines of one model of memory."""
    ours = [outcome for outcome in found if outcome.setting.schedule == OURS][
        -1
    ]  # at the usual caps
    memory = MEMORY[ours.setting.model]
    what = f"recalled over a year, by {memory}"
    how = f"{ours.setting.learners:,} learners, {_asked(ours)}"
    return [
        *(
            Row(
                what,
                figure([100 * ours.recall]),
                "%",
                f"{NAMES[name.setting.schedule]}, {_asked(name)}",
                figure([100 * name.recall]),
                note=how,
            )
            for name in found
            if name.setting.weekly is None
        ),
        _worst(
            f"ahead of others asked as often, by {memory}",
            [lead.published[0] for lead in by_wish(found) if _is_on_offer(lead)],
            Target(0),
        ),
        _caps(f"most prompts that anybody gets on one day, by {memory}", found, "peak", 1),
        _caps(f"most prompts that anybody gets in a week, by {memory}", found, "busiest", WEEKLY),
    ]


def _worst(what: str, shares: Sequence[float], target: Target | None = None) -> Row:
    """The budget at which it is least."""
    points = ", ".join(f"{100 * share:+.1f}" for share in shares)
    note = f"points of recall, at the worst of the budgets; from little to much: {points}"
    return Row(what, figure([100 * min(shares)]), "points", target=target, note=note)


def _caps(what: str, found: Sequence[Outcome], name: str, most: int) -> Row:
    ours = [getattr(outcome, name) for outcome in found if outcome.setting.schedule == OURS]
    published = [getattr(outcome, name) for outcome in found if outcome.setting.weekly is None]
    peer = "others as published"
    return Row(
        *(what, figure([max(ours)]), "", peer, figure([max(published)])),
        Target(most, more=False),
    )


def _asked(outcome: Outcome) -> str:
    return f"each item asked {outcome.asked:.1f} times in {outcome.prompts:.0f} prompts"


def _learners(plan: Plan) -> int:
    if plan.seconds < 1:
        return HARDLY
    if plan.whole:
        return LEARNERS
    return SOME if plan.runs > 1 else FEW
