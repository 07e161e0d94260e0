"""`basira scenarios survey`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import counted, json_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scenarios.branching import Branching
    from scenarios.giveaways.rules import RuleResult
    from scenarios.giveaways.survey import FieldSurvey
    from scenarios.library_survey import Character, Citations
    from scenarios.model import Scenario

_KEYWORDS = 8  # of each language and field, the most telling
_SOURCES = 8


@click.command("survey")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@click.option(
    "--hardest",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="How many of the decisions that are easiest to tell are listed for each language and "
    "field.",
)
@json_option
def scenarios_survey(paths: tuple[Path, ...], *, hardest: int, as_json: bool) -> None:
    """Measure what scenarios give away together, and how much their answers change.

    Each PATH is a folder of scenarios; by default the library and the folders of BASIRA_SCENARIOS.
    A reader who sees only the choices, and has read all other cases, tries to find the best one in
    stories, recall items and tests. Exit status 1 when a figure is beyond its limit.
    """
    from bot import settings
    from scenarios.case_library import LIBRARY, load_library

    library = load_library(paths or (LIBRARY, *settings.load().folders))
    cases = list(library)
    if not cases:
        raise click.UsageError("There is no playable scenario there.")
    found = _measure(cases)
    if as_json:
        print_json(_json(found, hardest))
    else:
        _print(found, hardest)
    if found.beyond:
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class _Found:
    cases: int
    fields: tuple[FieldSurvey, ...]
    passed: Mapping[str, Mapping[str, tuple[int, int]]]  # by language and use: passed, of how many
    full: tuple[Branching, ...]
    kinds: Mapping[str, Mapping[str, int]]
    moves: Mapping[str, Mapping[str, tuple[str, ...]]]
    citations: Citations
    words: Mapping[str, list[int]]
    by_minutes: Mapping[int, Mapping[str, int]]
    people: tuple[Character, ...]
    untaught: tuple[str, ...]

    @property
    def all_kinds(self) -> Mapping[str, int]:
        from collections import Counter

        every: Counter[str] = Counter()
        for count in self.kinds.values():
            every.update(count)
        return dict(every.most_common())

    @property
    def beyond(self) -> tuple[str, ...]:
        """The figures beyond their limits, in words."""
        return (*_beyond_wording(self.fields), *_beyond_stories(self))


def _measure(cases: list[Scenario]) -> _Found:
    from scenarios import library_survey
    from scenarios.branching import branching, is_full
    from scenarios.catalogue import catalogue
    from scenarios.giveaways.survey import survey
    from scenarios.languages import REQUIRED

    known = library_survey.taught(cases)
    return _Found(
        len(cases),
        survey(cases, REQUIRED),
        {language: _passed(cases, language) for language in REQUIRED},
        tuple(branching(case) for case in cases if is_full(case)),
        library_survey.kinds(cases),
        {language: library_survey.moves(cases, language) for language in REQUIRED},
        library_survey.citations(cases),
        {language: library_survey.words_a_turn(cases, language) for language in REQUIRED},
        library_survey.outcomes_by_minutes(cases, REQUIRED[0]),
        library_survey.characters(cases),
        tuple(sorted(catalogue().indicators - known.keys())),
    )


def _passed(cases: list[Scenario], language: str) -> Mapping[str, tuple[int, int]]:
    """By group, the number of cases that the word reader passes, and the number of all."""
    from scenarios.branching import is_full
    from scenarios.giveaways.survey import Readers, passes

    readers = Readers(cases)
    groups = {
        "full cases": [case for case in cases if is_full(case)],
        "tests": [case for case in cases if case.use == "test"],
    }
    return {
        name: (sum(passes(case, language, readers) for case in group), len(group))
        for name, group in groups.items()
    }


def _beyond_wording(fields: Iterable[FieldSurvey]) -> Iterator[str]:
    from scenarios import limits
    from scenarios.giveaways.questions import PLACES
    from scenarios.giveaways.rules import breaches

    for found in fields:
        here = f"{found.language} {found.field}"
        for place in PLACES:
            if 100 * found.worst(place) > limits.READER_MUST:
                share = _percent(found.worst(place))
                yield f"{here}, {place}: a reader of the choices alone finds {share}"
        for rule in breaches(found.rules):
            share, chance = _percent(rule.share), _percent(rule.chance_share)
            yield f"{here}: the rule `{rule.rule}` is right in {share}, by chance {chance}"
        if keywords := len(list(breaches(found.keywords))):
            yield f"{here}: {counted(keywords, 'keyword')} tell the best choice"


def _beyond_stories(found: _Found) -> Iterator[str]:
    from scenarios import limits
    from scenarios.branching import changed_share
    from scenarios.kinds import KINDS

    if found.full:
        changed = 100 * changed_share(found.full)
        if changed < limits.CHANGED_PLAYS:
            yield f"one other answer changes the decisions met in {changed:.0f} % of plays"
        straight = [case.case for case in found.full if len(case.off_path) < limits.OFF_PATH]
        if straight:
            yield (
                f"{len(straight)} of {len(found.full)} full cases have fewer than "
                f"{limits.OFF_PATH} decisions off the best path"
            )
        single = [case.case for case in found.full if len(case.safe) < limits.SAFE_ENDINGS]
        if single:
            yield (
                f"{len(single)} of {len(found.full)} full cases have fewer than "
                f"{limits.SAFE_ENDINGS} safe endings"
            )
    chosen, asked = (
        found.all_kinds.get(KINDS.choose.decision.kind, 0),
        sum(found.all_kinds.values()),
    )
    if 100 * chosen > limits.CHOOSE_MOST * asked:
        yield f"{_percent(chosen / asked)} of decisions are `choose`"
    for language, moves in found.moves.items():
        for move, cases in moves.items():
            if 100 * len(cases) > limits.MOVE_MOST * found.cases:
                share = _percent(len(cases) / found.cases)
                yield f"{language}: the move `{move}` is a best choice in {share} of cases"


def _json(found: _Found, hardest: int) -> dict[str, Any]:
    from scenarios.branching import changed_share

    return {
        "cases": found.cases,
        "beyond": found.beyond,
        "passed_by_reader": found.passed,
        "wording": [_json_field(each, hardest) for each in found.fields],
        "full_cases": [asdict(each) for each in found.full],
        "changed_plays": round(changed_share(found.full), 4),
        "kinds": found.kinds,
        "moves": found.moves,
        "sources": {"levels": found.citations.levels, "counts": found.citations.counts},
        "words_a_turn": {language: _spread(words) for language, words in found.words.items()},
        "outcomes_by_minutes": found.by_minutes,
        "people": [asdict(person) for person in found.people],
        "untaught": found.untaught,
    }


def _json_field(found: FieldSurvey, hardest: int) -> dict[str, Any]:
    return {
        "language": found.language,
        "field": found.field,
        "readers": [asdict(each) for each in found.readers],
        "rules": [asdict(each) for each in found.rules],
        "keywords": [asdict(each) for each in found.keywords if each.breaks_limit],
        "hardest": [asdict(each) for each in found.giveaways[:hardest]],
    }


def _print(found: _Found, hardest: int) -> None:
    _print_readers(found.fields)
    for language, groups in found.passed.items():
        shares = ", ".join(
            f"{passed} of {every} {name}" for name, (passed, every) in groups.items()
        )
        click.echo(f"Passed by whoever follows the reader of words ({language}): {shares}")
    _print_rules(found.fields)
    if hardest:
        _print_hardest(found.fields, hardest)
    _print_branches(found.full)
    click.echo("")
    for line in _counts(found):
        click.echo(line)
    click.echo("")
    beyond = found.beyond
    click.echo("Beyond the limits:" if beyond else "Everything is within its limits.")
    for line in beyond:
        click.echo(f"  {line}")


def _print_readers(fields: Iterable[FieldSurvey]) -> None:
    from scenarios import limits
    from scenarios.giveaways.questions import PLACES
    from scenarios.giveaways.reader import READERS

    click.echo(
        "Best choices found by a reader of the choices alone, trained on the other cases\n"
        f"(must: at most {limits.READER_MUST} %, good: {limits.READER_GOOD} %)"
    )
    rows = []
    for found in fields:
        for name in READERS:
            results = {each.place: each for each in found.readers if each.reader == name}
            asked = sum(each.asked for each in results.values())
            chance = sum(each.chance for each in results.values())
            cells = [_judged(results[place].share) for place in PLACES]
            share = _percent(chance / asked) if asked else "–"
            rows.append((f"{found.language} {found.field}", name, *cells, share, str(asked)))
    print_table(("", "reader", *PLACES, "chance", "questions"), rows, named=2)


def _judged(share: float) -> str:
    """A share, with a mark if it is above a limit."""
    from scenarios import limits

    mark = "" if 100 * share <= limits.READER_GOOD else " !"
    return f"{_percent(share)}{' !!' if 100 * share > limits.READER_MUST else mark}"


def _print_rules(fields: Iterable[FieldSurvey]) -> None:
    from scenarios import limits
    from scenarios.giveaways.rules import breaches

    click.echo("")
    click.echo(f"Rules of thumb more than {limits.RULE_MARGIN} points above chance")
    rows: list[Sequence[str]] = []
    for found in fields:
        here = f"{found.language} {found.field}"
        keywords = list(breaches(found.keywords))
        rules = [*breaches(found.rules), *keywords[:_KEYWORDS]]
        rows += [_rule_row(here, each) for each in rules]
        if len(keywords) > _KEYWORDS:
            rows.append((here, f"and {len(keywords) - _KEYWORDS} more keywords", "", "", ""))
    if rows:
        print_table(("", "rule", "questions", "right", "chance"), rows, named=2)
    else:
        click.echo("  none")


def _rule_row(here: str, result: RuleResult) -> Sequence[str]:
    figures = str(result.asked), _percent(result.share), _percent(result.chance_share)
    return here, result.rule, *figures


def _print_hardest(fields: Iterable[FieldSurvey], hardest: int) -> None:
    click.echo("")
    click.echo("Easiest to tell, with the words that tell it: of the best choice | of the others")
    for found in fields:
        click.echo(f"{found.language} {found.field}")
        for giveaway in found.giveaways[:hardest]:
            best, others = " · ".join(giveaway.signs.best), " · ".join(giveaway.signs.others)
            place = giveaway.question.key.removeprefix("scenes.")
            sure = _percent(giveaway.share)
            click.echo(f"  {giveaway.question.case} {place}: {sure} sure: {best} | {others}")


def _print_branches(full: Sequence[Branching]) -> None:
    from scenarios import limits
    from scenarios.branching import changed_share

    if not full:
        return
    click.echo("")
    click.echo(
        "Branches of full cases: decisions off the best path "
        f"(at least {limits.OFF_PATH}), safe endings (at least {limits.SAFE_ENDINGS}),\n"
        "and random plays in which one other answer changes the decisions met "
        f"(over all cases at least {limits.CHANGED_PLAYS} %)"
    )
    rows = [
        (
            each.case,
            str(each.decisions),
            str(len(each.off_path)),
            str(len(each.safe)),
            _percent(each.changed_share),
        )
        for each in full
    ]
    every = (
        f"{len(full)} cases",
        str(sum(each.decisions for each in full)),
        str(sum(len(each.off_path) for each in full)),
        str(sum(len(each.safe) for each in full)),
        _percent(changed_share(full)),
    )
    headings = ("case", "decisions", "off path", "safe endings", "plays changed")
    print_table(headings, [*rows, every])


def _counts(found: _Found) -> Iterator[str]:
    from scenarios import limits

    asked = sum(found.all_kinds.values())
    kinds = ", ".join(f"{kind} {_percent(n / asked)}" for kind, n in found.all_kinds.items())
    yield f"Kinds of decision (`choose` at most {limits.CHOOSE_MOST} %): {kinds}"
    for track, count in found.kinds.items():
        yield f"  {track}: {', '.join(f'{kind} {n}' for kind, n in sorted(count.items()))}"
    yield f"Cases in which a move is a best choice (at most {limits.MOVE_MOST} %)"
    for language, moves in found.moves.items():
        counts = (f"{name} {_percent(len(n) / found.cases)}" for name, n in moves.items())
        yield f"  {language}: {', '.join(counts)}"
    cited = sum(found.citations.counts.values())
    levels = (f"{level} {_percent(n / cited)}" for level, n in found.citations.levels.items())
    most = [f"{name} {n}" for name, n in [*found.citations.counts.items()][:_SOURCES]]
    yield f"Citations by level: {', '.join(levels)}; most cited: {', '.join(most)}"
    for language, words in found.words.items():
        spread = ", ".join(f"{name} {n}" for name, n in _spread(words).items())
        yield f"Words before a decision ({language}): {spread}"
    yield "Right outcome by minutes on the card"
    for minutes, outcomes in found.by_minutes.items():
        yield f"  {minutes}: {', '.join(f'{name} {n}' for name, n in sorted(outcomes.items()))}"
    yield from _people(found.people)
    yield f"Indicators that no case teaches: {', '.join(found.untaught) or 'none'}"


def _people(people: Iterable[Character]) -> Iterator[str]:
    """Women, men, girls and boys in each role."""
    from collections import Counter

    words = {("f", False): "women", ("m", False): "men", ("f", True): "girls", ("m", True): "boys"}
    counted: Counter[tuple[str, str]] = Counter()
    for person in people:
        counted[person.role or "other", words[person.gender, person.child]] += 1
    yield "People in the stories"
    for role in sorted({role for role, _ in counted}):
        there = ", ".join(f"{counted[role, who]} {who}" for who in words.values())
        yield f"  {role}: {there}"


def _spread(numbers: Sequence[int]) -> dict[str, int]:
    return {
        "median": numbers[len(numbers) // 2],
        "nine of ten": numbers[len(numbers) * 9 // 10],
        "most": numbers[-1],
    }


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
