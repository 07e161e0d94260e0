"""Lazy players must not pass, and random ones only rarely."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios import limits
from scenarios.graph import Graph
from scenarios.model import Scenario
from scenarios.players import Dice, Random, habits
from scenarios.saying import Message, say
from scenarios.simulate import Simulator, share_of_passes
from scenarios.yaml_source import Source

# Players whose habit is what the case teaches. They fail in cases where the opposite is right.
_RIGHT = {"refer": "always-refers", "other-door": "always-refers", "do-not": "never-refers"}


def check_lazy(scenario: Scenario, graph: Graph, sources: Mapping[str, Source]) -> None:
    """No lazy player may pass in any language, and random play not too often.

    Args:
        scenario: With its reference; without one nothing can pass.
        graph: The scenario's graph.
        sources: Its files by language, the original first.
    """
    if scenario.reference is None or len(scenario.reference.path) < limits.LAZY_FROM:
        return
    board = Simulator(scenario, graph=graph)
    spared = _RIGHT[scenario.should_refer]
    reported: set[tuple[str, ...]] = set()  # habits already reported
    for language, source in sources.items():
        for habit in habits(scenario.script(language)):
            run = board.play(habit, Dice(0, habit.name))
            score, way = board.score(run.points), tuple(move.answer.act for move in run.moves)
            if habit.name != spared and board.has_passed(run, score) and way not in reported:
                reported.add(way)
                source.add_warning("lazy-player", ("scenes",), _passes(habit.name, score), _fix())
    passes = round(share_of_passes(board, Random(), limits.LAZY_RUNS) * 100)
    if passes > limits.LAZY_PASSES:
        message = say("Whoever guesses passes in {share} of 100 plays.", share=passes)
        sources[scenario.language].add_warning("lazy-player", ("scenes",), message, _fix())


def _passes(habit: str, score: int) -> Message:
    match habit:
        case "first":
            text = say(
                "Whoever always takes what is listed first passes, with {score} %.", score=score
            )
        case "longest":
            text = say("Whoever always takes the longest text passes, with {score} %.", score=score)
        case "polite":
            text = say(
                "Whoever always takes the politest text passes, with {score} %.", score=score
            )
        case "always-refers":
            text = say("Whoever always calls in others passes, with {score} %.", score=score)
        case _:
            text = say("Whoever never calls in others passes, with {score} %.", score=score)
    return text


def _fix() -> Message:
    return say("`basira scenarios simulate` shows what each player takes.")
