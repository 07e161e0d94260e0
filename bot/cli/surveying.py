"""`basira scenarios survey`: the cases looked at as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scenarios.model import Scenario


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def survey(*, as_json: bool) -> None:
    """Look at all cases as a whole.

    How often somebody is right who answers by the looks of a choice alone, beside chance; who is
    whom in the stories; which signs of the catalogue no case teaches; and the kinds of question of
    each track. Looks at the library and the folders of BASIRA_SCENARIOS.
    """
    from bot import settings
    from scenarios.case_library import LIBRARY, load_shelf

    report = _report(list(load_shelf((LIBRARY, *settings.load().folders))))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for line in _lines(report):
        click.echo(line)


def _report(cases: Iterable[Scenario]) -> dict[str, Any]:
    from scenarios import library_survey as surveying
    from scenarios.catalogue import catalogue
    from scenarios.loader import LANGUAGES

    found = list(cases)
    known = surveying.taught(found)
    return {
        "cases": len(found),
        "guesses": {
            one: [asdict(guess) for guess in surveying.guesses(found, one)] for one in LANGUAGES
        },
        "people": [asdict(one) for one in surveying.parts(found)],
        "untaught": sorted(catalogue().indicators - known.keys()),
        "kinds": {track: dict(count) for track, count in surveying.kinds(found).items()},
    }


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['cases']} cases"
    for language, guesses in report["guesses"].items():
        yield ""
        yield f"Answered by looks alone ({language})   right      chance"
        for one in guesses:
            asked = max(1, one["asked"])
            right, chance = round(100 * one["right"] / asked), round(100 * one["chance"] / asked)
            yield f"  {one['look']:<12}{one['asked']:>5} questions  {right:>5} %  {chance:>8} %"
    yield ""
    yield from _people(report["people"])
    yield ""
    yield "Questions by track"
    for track, kinds in report["kinds"].items():
        asked = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        yield f"  {track}: {asked}"
    yield ""
    untaught = ", ".join(report["untaught"])
    yield f"Signs that no case teaches: {untaught or 'none'}"


def _people(people: Iterable[dict[str, Any]]) -> Iterator[str]:
    """How many women, men, girls and boys there are in each role."""
    from collections import Counter

    words = {("f", False): "women", ("m", False): "men", ("f", True): "girls", ("m", True): "boys"}
    counted: Counter[tuple[str, str]] = Counter()
    for one in people:
        counted[one["role"] or "other", words[one["gender"], one["child"]]] += 1
    yield "People in the stories"
    for role in sorted({role for role, _ in counted}):
        there = ", ".join(f"{counted[role, who]} {who}" for who in words.values())
        yield f"  {role}: {there}"
