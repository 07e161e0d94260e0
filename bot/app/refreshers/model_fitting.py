"""Fits the memory model to what people answered, and puts a fit in use.

The fit is made by `fsrs-rs-python`, which holds the interpreter while it works: so it has a process
of its own, and a bot's loop goes on. The same answers give the same parameters.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from multiprocessing import get_context
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.app.refreshers.deck import deck_of, in_use
from bot.app.refreshers.memory_updates import pure_review, rebuild
from bot.app.refreshers.prompt_schedule import KIND, plan
from scenarios.model import Scenario
from scenarios.seeded_random import draw
from scenarios.spaced_repetition.calibration import (
    Forecast,
    History,
    by_form,
    forecasts,
    people,
    score,
)
from scenarios.spaced_repetition.memory import (
    DEFAULTS,
    Parameters,
    validate_parameters,
)
from storage.db.database import Database
from storage.outbox import jobs
from storage.people import people as persons
from storage.playing.small_groups import FEWEST
from storage.refreshers import model_fits, recall_rates
from storage.refreshers.memories import Review
from storage.refreshers.model_fits import Fit

LEAST = 400
"""Reviews under which a fit says more of chance than of people (Anki asked for as many once)."""
PACKAGE = "fsrs_rs_python"
_SEED = 2023  # of the order in which a fit goes through the answers
_DIGITS = 4  # to which parameters are kept, as is usual with FSRS

Answers: TypeAlias = list[tuple[int, int]]
"""Of one item of one person: each grade, and the whole days since the answer before."""


@dataclass(frozen=True, slots=True)
class FittedModel:
    """Parameters that were fitted, and how good they are.

    Attributes:
        parameters: The parameters of FSRS-6.
        report: As it is kept: of how many `reviews` and `people`, and calibration `before`, `after`
            and `held_out`: each half of the people by parameters that were fitted to the other.
    """

    parameters: Parameters
    report: Mapping[str, Any]


def is_installed() -> bool:
    """Whether the fitting package is installed."""
    return find_spec(PACKAGE) is not None


def histories(reviews: Iterable[Review]) -> list[History]:
    """The answers item by item, as the model has them.

    Args:
        reviews: In the order in which `storage.refreshers.memories.everything` gives them.
    """
    whose = groupby(reviews, key=lambda review: (review.person, review.scenario, review.signature))
    return [History(key[0], tuple(map(pure_review, own))) for key, own in whose]


def answers(history: History) -> Answers:
    """The answers to an item as the package takes them."""
    before = (history.reviews[0], *history.reviews[:-1])
    pairs = zip(history.reviews, before, strict=True)
    return [(int(review.grade), max(0, (review.at - last.at).days)) for review, last in pairs]


def halves(found: Sequence[History]) -> list[list[History]]:
    """The same answers in two parts, all of one person in one; each part tries the other's fit."""
    return [
        [history for history in found if draw(0, history.person) % 2 == half] for half in range(2)
    ]


def smallest_half(found: Sequence[History]) -> int:
    """The number of people with repeated answers in the smaller half."""
    again = [history for history in found if len(history.reviews) > 1]
    return min(len({history.person for history in half}) for half in halves(again))


async def fit(found: Sequence[History], before: Parameters) -> FittedModel:
    """Fit parameters to answers, off the loop, and say how good they are.

    Args:
        found: All answers.
        before: The parameters in use until now.
    """
    parts = halves(found)
    work = [[answers(history) for history in part] for part in (found, *parts)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        whole, *others = await asyncio.gather(
            *(loop.run_in_executor(pool, optimised, part) for part in work)
        )
    apart = [
        forecast
        for half, parameters in zip(parts, reversed(others), strict=True)
        for forecast in forecasts(half, parameters)
    ]
    report = {
        "reviews": sum(len(history.reviews) for history in found),
        "people": len({history.person for history in found}),
        "before": scores(forecasts(found, before)),
        "after": scores(forecasts(found, whole)),
        "held_out": scores(apart),
    }
    return FittedModel(whole, report)


class ModelFitError(Exception):
    """The package could not fit these answers; it says why."""


def optimised(found: Sequence[Answers]) -> Parameters:
    """The parameters under which answers are likeliest; runs in a process of its own.

    Args:
        found: The answers to each item.

    Raises:
        ModelFitError: There are none.
    """
    import fsrs_rs_python as rust

    rows = [
        rust.FSRSItem([rust.FSRSReview(grade, days) for grade, days in own[:end]])
        for own in found
        for end in range(2, len(own) + 1)
        if any(days for _, days in own[:end])  # of one day alone nothing is known of forgetting
    ]
    config = rust.TrainingConfig(seed=_SEED)
    try:
        made = rust.FSRS(list(DEFAULTS)).compute_parameters(rows, training_config=config)
        return validate_parameters([round(value, _DIGITS) for value in made])
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  when it gives up it raises no Exception
        raise ModelFitError(str(error)) from None


def scores(found: Sequence[Forecast]) -> dict[str, Any]:
    """The stored forecast scores: overall, and of each form met by enough people."""
    forms = by_form(found, FEWEST)
    return {
        "people": people(found),
        **asdict(score(found)),
        "forms": {told: asdict(score(own)) for told, own in forms.items()},
    }


def is_better(report: Mapping[str, Any]) -> bool:
    """Whether a fit forecasts held-out people better than the parameters in use."""
    return bool(report["held_out"]["log_loss"] < report["before"]["log_loss"])


async def use(
    database: Database, shelf: Mapping[str, Scenario], fit: Fit | None, now: datetime
) -> int:
    """Switch to fitted parameters, or back to the model's defaults; returns the number of people.

    All memories are recomputed, one transaction per person, so that a running bot is not blocked.
    Due dates are only advice: caps on prompts apply whatever the fit.

    Args:
        shelf: The library's scenarios, by id.
        fit: The parameters to use; None for the model's defaults.
    """

    def chosen(conn: Connection) -> tuple[Parameters, list[str]]:
        model_fits.stop_using(conn)
        if fit is not None:
            model_fits.add(conn, replace(fit, used_at=now))
        return in_use(conn), recall_rates.people_with_memories(conn)

    parameters, everybody = await database.write(chosen)
    for person in everybody:
        await database.write(
            partial(rebuild_memories, shelf=shelf, person=person, parameters=parameters, now=now)
        )
    return len(everybody)


def rebuild_memories(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: str,
    parameters: Parameters,
    now: datetime,
) -> None:
    """Rebuild a person's memories, and reschedule their prompt if they have one."""
    persons.lock(conn, person)
    found = persons.get(conn, person)
    if found is None:
        return
    rebuild(conn, person, parameters)
    if jobs.due_at(conn, KIND, person) is not None:
        plan(conn, found, deck_of(conn, shelf, person), now)
