"""The pages about the library that are made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.pictures.drawing import draw
from scenarios import durations, library_survey, limits
from scenarios.branching import branching, changed_share, is_full
from scenarios.case_library import LIBRARY
from scenarios.catalogue import catalogue
from scenarios.catalogue.reference import reference
from scenarios.catalogue.tracks import tracks
from scenarios.giveaways.questions import Place
from scenarios.giveaways.reader import READERS
from scenarios.giveaways.rules import breaches
from scenarios.giveaways.survey import Readers, passes, survey
from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED
from scenarios.model import Scenario
from scenarios.players import players
from scenarios.schema import LocalizedText
from scenarios.simulate import Simulator, paths_of, simulate
from tests.library import review_pages, styles
from tests.library.shelf import FULL, MINUTE, USES, library, use_of

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures" / "library"
REVIEWS = DOCS / review_pages.FOLDER
_PREMISE = {name: premise for premise, name in FULL.items()}
_PLACES: Mapping[Place, str] = {"story": "stories", "recall": "recall items", "test": "tests"}
_LANGUAGES = {"en": "English", "ar": "Arabic"}
_KEYWORDS = 8
_MADE = "<!-- made by `python -m tests.library`; edit the library, and not this page -->"


def pages() -> Mapping[Path, str]:
    """Every page and picture, by its file."""
    cases = _ordered()
    found = {
        DOCS / "library.md": "\n".join(_library(cases)) + "\n",
        DOCS / "catalogue.md": "\n".join(_catalogue()) + "\n",
    }
    for name, text in review_pages.pages(cases, _MADE).items():
        found[DOCS / name] = text
    pictures = {PICTURES / f"{name.id}.svg": draw(name, "en").svg for name in _pictured(cases)}
    return {**found, **pictures}


def _ordered() -> list[Scenario]:
    """By track in the catalogue's order; examples first, then cases, ordinary days, forms."""
    order = {name: index for index, name in enumerate(["start", *tracks()])}
    return sorted(
        library().values(),
        key=lambda case: (
            order[case.track],
            USES.index(use_of(case)),
            _PREMISE.get(case.id, ""),
            case.id,
        ),
    )


def _pictured(cases: Iterable[Scenario]) -> list[Scenario]:
    return [case for case in cases if case.use == "practice" and case.id != MINUTE]


def _title(case: Scenario, language: str) -> str:
    return case.script(language).texts["title"][0].text


# --- docs/library.md


def _library(cases: list[Scenario]) -> Iterator[str]:
    yield "# The library"
    yield _MADE
    yield ""
    yield (
        "Every case, with what it really is and how it plays. Whoever is still going to play "
        "should stop reading here: the truth of each case stands below. Which experts have "
        "signed a case off stands on its card, since each installation has its own: "
        "[how an expert reviews](for-expert-review.md#how-an-expert-reviews)."
    )
    yield ""
    yield from _overview(cases)
    yield from _as_a_whole(cases)
    yield from _plays(cases)


def _overview(cases: list[Scenario]) -> Iterator[str]:
    yield "## What there is"
    yield ""
    yield "| track | case | title | | use | level | minutes | decisions | scenes | endings |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for case in cases:
        best = len(case.reference.path) if case.reference else 0
        row = (
            case.track,
            f"`{case.id}`",
            _title(case, "en"),
            _title(case, "ar"),
            " ".join(filter(None, (use_of(case), _PREMISE.get(case.id, "")))),
            case.level,
            durations.minutes(case, "en"),
            best,
            len(case.scenes),
            len(case.endings),
        )
        yield f"| {' | '.join(map(str, row))} |"
    yield ""
    yield "*Decisions* are those of the best path; *minutes* are reckoned from the English texts."
    yield ""


def _as_a_whole(cases: list[Scenario]) -> Iterator[str]:
    yield "## As a whole"
    yield ""
    yield from _wording(cases)
    yield from _branches(cases)
    yield from _people(cases)
    yield from _kinds(cases)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _wording(cases: list[Scenario]) -> Iterator[str]:
    found = survey(cases, REQUIRED)
    yield "### Can the best choice be told from the wording alone?"
    yield ""
    yield (
        "A reader who sees only the choices, never the scene, and has read all other cases, looks "
        "for the best choice of each question that has one: by words and pairs of words, or by "
        "runs of characters, in the long texts or on the buttons. Forms of one track's test are "
        "read as one case. A score means something only if this reader does hardly better than "
        f"chance: at most {limits.READER_MUST} % is required, {limits.READER_GOOD} % is good. "
        "`basira scenarios survey` measures it, and a test keeps it from getting worse "
        "([figures](../tests/library/figures.py))."
    )
    yield ""
    yield f"| | reader | {' | '.join(_PLACES.values())} | chance |"
    yield f"| --- | --- |{' --- |' * (len(_PLACES) + 1)}"
    for each in found:
        for name in READERS:
            here = [result for result in each.readers if result.reader == name]
            shares = {result.place: _percent(result.share) for result in here}
            asked = sum(result.asked for result in here)
            chance = _percent(sum(result.chance for result in here) / asked)
            cells = (*(shares[place] for place in _PLACES), chance)
            yield f"| {each.language} {each.field} | {name} | {' | '.join(cells)} |"
    yield ""
    yield from _passed_by_wording(cases)
    yield ""
    yield (
        f"Rules of thumb that are right more than {limits.RULE_MARGIN} points above chance, where "
        "they speak. In a play the choices stand in an order that is drawn anew, so the place says "
        "nothing there."
    )
    yield ""
    yield "| | rule | questions | right | chance |"
    yield "| --- | --- | --- | --- | --- |"
    for each in found:
        for rule in breaches(each.rules):
            right = f"{_percent(rule.share)} | {_percent(rule.chance_share)}"
            row = f"{each.language} {each.field} | {rule.rule} | {rule.asked} | {right}"
            yield f"| {row} |"
        keywords = list(breaches(each.keywords))
        if keywords:
            names = ", ".join(rule.rule for rule in keywords[:_KEYWORDS])
            row = f"{each.language} {each.field} | {len(keywords)} single words: {names}"
            yield f"| {row}{', …' if len(keywords) > _KEYWORDS else ''} | | | |"
    yield ""


def _passed_by_wording(cases: list[Scenario]) -> Iterator[str]:
    readers = Readers(cases)
    full, tests = (
        [case for case in cases if is_full(case)],
        [case for case in cases if case.use == "test"],
    )
    told = []
    for language in REQUIRED:
        passed = [case for case in (*full, *tests) if passes(case, language, readers)]
        forms = sum(case.use == "test" for case in passed)
        counts = (
            f"{len(passed) - forms} of {len(full)} full cases and {forms} of {len(tests)} tests"
        )
        told.append(f"{counts} in {_LANGUAGES[language]}")
    yield f"Whoever takes what the reader of words prefers passes {', '.join(told)}."


def _branches(cases: list[Scenario]) -> Iterator[str]:
    found = [branching(case) for case in cases if is_full(case)]
    decisions = sum(each.decisions for each in found)
    yield "### Do the answers change what follows?"
    yield ""
    yield (
        f"Full cases: {len(found)}, with {decisions} decisions. Off the best path lie "
        f"{sum(len(each.off_path) for each in found)} of these (to be reached: "
        f"{limits.OFF_PATH * len(found)}). There are {sum(len(each.safe) for each in found)} "
        f"safe endings (to be reached: {limits.SAFE_ENDINGS * len(found)}). When one answer of a "
        f"random play is changed, other decisions are met in {_percent(changed_share(found))} of "
        f"plays (to be reached: {limits.CHANGED_PLAYS} %)."
    )
    yield ""
    yield "| case | decisions | off the best path | safe endings | plays changed |"
    yield "| --- | --- | --- | --- | --- |"
    for each in found:
        counts = f"{each.decisions} | {len(each.off_path)} | {len(each.safe)}"
        yield f"| `{each.case}` | {counts} | {_percent(each.changed_share)} |"
    yield ""
    yield from _styles(cases)
    yield "### Does the length on the card tell the outcome?"
    yield ""
    yield "| minutes | refer | other door | do not |"
    yield "| --- | --- | --- | --- |"
    for minutes, count in library_survey.outcomes_by_minutes(cases, "en").items():
        outcomes = (str(count[name]) for name in ("refer", "other-door", "do-not"))
        yield f"| {minutes} | {' | '.join(outcomes)} |"
    yield ""
    yield from _moves(cases)


def _styles(cases: list[Scenario]) -> Iterator[str]:
    yield "### Three styles of play"
    yield ""
    yield (
        "*Careful* answers best throughout. *Hurried* answers wrong twice, as soon as it can "
        "without endangering anyone, and carefully from then on. *Stubborn* gives the worst answer "
        "every time. A cell holds the scenes in which a play leaves the careful one and comes back "
        "to it, its ending with the outcome, and its score."
    )
    yield ""
    yield "| case | careful | hurried | stubborn |"
    yield "| --- | --- | --- | --- |"
    for case in filter(is_full, cases):
        cells = (_play(play) for play in styles.plays(case))
        yield f"| `{case.id}` | {' | '.join(cells)} |"
    yield ""


def _play(play: styles.Play) -> str:
    away = f"{play.parting} → {play.meeting or 'no way back'}; " if play.parting else ""
    return f"{away}{play.ending} ({play.outcome}), {play.score} %"


def _moves(cases: list[Scenario]) -> Iterator[str]:
    yield "### What recurs"
    yield ""
    counts = library_survey.moves(cases, "en")
    told = ", ".join(f"*{name}* in {len(found)}" for name, found in counts.items())
    cited = library_survey.citations(cases)
    every = sum(cited.counts.values())
    levels = ", ".join(f"{level} {_percent(n / every)}" for level, n in cited.levels.items())
    most = ", ".join(f"{name} {count}" for name, count in [*cited.counts.items()][:10])
    words = library_survey.words_a_turn(cases, "en")
    yield (
        f"Of {len(cases)} cases a best choice writes something down, makes a rule for everyone or "
        f"calls an interpreter, by English keywords: {told}. To be reached: at most "
        f"{limits.MOVE_MOST} % of cases each. Citations by level of checking: {levels}; the most "
        f"cited: {most}. Words to read before a decision in English: {words[len(words) // 2]} in "
        f"the median, {words[-1]} at most."
    )
    yield ""


def _people(cases: list[Scenario]) -> Iterator[str]:
    yield "### Who is whom"
    yield ""
    yield (
        "Names are drawn anew for each play, from groups of several regions "
        "([names](../scenarios/catalogue/names.yaml)); nobody's origin is part of a story. "
        "*Concerned* is whom the worry is about, *suspected* who may control them, rightly or "
        "wrongly."
    )
    yield ""
    yield "| role | women | men | girls | boys |"
    yield "| --- | --- | --- | --- | --- |"
    everybody = library_survey.characters(cases)
    for role in ("concerned", "suspected", "colleague", "official", "public"):
        count = Counter((part.gender, part.child) for part in everybody if part.role == role)
        shown = [count[who] for who in (("f", False), ("m", False), ("f", True), ("m", True))]
        yield f"| {role} | {' | '.join(map(str, shown))} |"
    yield ""
    yield "| case | what it is | passed on? | concerned | suspected | names are drawn from |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for case in cases:
        concerned, suspected = (_who(case, role) for role in ("concerned", "suspected"))
        drawn_from = ", ".join(sorted(_groups(case)))
        row = (f"`{case.id}`", case.truth, case.should_refer, concerned, suspected, drawn_from)
        yield f"| {' | '.join(row)} |"
    yield ""


def _who(case: Scenario, role: str) -> str:
    words = {("f", False): "woman", ("m", False): "man", ("f", True): "girl", ("m", True): "boy"}
    found = [
        words[part.gender, part.child]
        for part in library_survey.characters([case])
        if part.role == role
    ]
    return ", ".join(found) or "–"


@cache
def _names() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = (LIBRARY.parent / "catalogue" / "names.yaml").read_text("utf-8")
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(text)["names"]
    return found


def _groups(case: Scenario) -> set[str]:
    """The groups from which the names of those in doubt are drawn."""
    parts = [
        part
        for part in library_survey.characters([case])
        if part.role in ("concerned", "suspected")
    ]
    drawn_names = {name.rpartition(" ")[2] for part in parts for name in part.names}
    return {
        group
        for group, kinds in _names().items()
        if any(name in known for known in kinds.values() for name in drawn_names)
    }


def _kinds(cases: list[Scenario]) -> Iterator[str]:
    yield "### Kinds of question"
    yield ""
    kinds = tuple(KINDS)
    yield (
        f"To be reached: at most {limits.CHOOSE_MOST} % of all decisions are `choose`; they are "
        f"{_percent(_share_of_choose(cases))}."
    )
    yield ""
    yield f"| track | {' | '.join(kinds)} |"
    yield f"| --- |{' --- |' * len(kinds)}"
    for track, count in library_survey.kinds(cases).items():
        yield f"| {track} | {' | '.join(str(count[kind]) for kind in kinds)} |"
    yield ""


def _share_of_choose(cases: list[Scenario]) -> float:
    counts = library_survey.kinds(cases).values()
    return sum(count["choose"] for count in counts) / sum(count.total() for count in counts)


def _plays(cases: list[Scenario]) -> Iterator[str]:
    yield "## How each plays"
    yield ""
    yield (
        "*Careful* knows what is right. The others answer by a habit: what stands first, what is "
        "longest, what sounds friendliest, whatever calls others in, whatever does not; *chance* "
        "played 1,000 times. A case is passed from 70 % on, without a critical error and without "
        "a harmful ending. None of these habits should pass, but for cases in which it happens to "
        "be right: that is why there are cases of both sorts. They say nothing of a reader who "
        "knows the wording of other cases; what that one reaches stands above."
    )
    yield ""
    track = ""
    for case in _pictured(cases):
        if case.track != track:
            track = case.track
            yield f"### {tracks()[track].names['en']}"
            yield ""
        yield from _one(case)


def _one(case: Scenario) -> Iterator[str]:
    board = Simulator(case, "en")
    ways = paths_of(board)
    yield f"#### {_title(case, 'en')} · {_title(case, 'ar')}"
    yield ""
    yield (
        f"`{case.id}`: {case.truth}, {case.should_refer}. Ways through: best {ways.best} %, median "
        f"{ways.median} %, worst {ways.worst} %."
    )
    yield ""
    yield f"![The scenes and endings of {case.id}](pictures/library/{case.id}.svg)"
    yield ""
    yield "| player | passes | critical | score | endings |"
    yield "| --- | --- | --- | --- | --- |"
    everybody = players(case, board.graph, "en")
    for player in everybody:
        found = simulate(board, player)
        endings = sorted(found.endings.items(), key=lambda pair: -pair[1])
        shares = ", ".join(f"{name} {_percent(n / found.runs)}" for name, n in endings if n)
        name = {"expert": "careful", "random": "chance"}.get(player.name, player.name)
        critical = _percent(found.critical / found.runs)
        row = (name, _percent(found.pass_share), critical, round(found.scores.middle), shares)
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


# --- docs/catalogue.md


def _catalogue() -> Iterator[str]:
    known, taught = reference(), library_survey.taught(_pictured(_ordered()))
    yield "# The catalogue"
    yield _MADE
    yield ""
    yield "What cases may claim. It lives in [scenarios/catalogue](../scenarios/catalogue)."
    yield ""
    yield "## Competencies"
    yield ""
    yield "The content brief scores four axes; each falls under one competency."
    yield ""
    yield "| competency | | takes in | is |"
    yield "| --- | --- | --- | --- |"
    for name, competency in known.competencies.items():
        axes = ", ".join(competency.axes)
        yield f"| `{name}` {_both(competency)} | {axes} | {competency.about.in_('en')} |"
    yield ""
    yield "## Signs"
    yield ""
    yield (
        "One sign proves nothing, and none clears a case. *Strong* alone is enough to pass a "
        "concern on, *weak* alone never is; the strengths are a proposal that an expert has still "
        "to confirm."
    )
    yield ""
    yield "| sign | strength | | | taught in | sources |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for sign in known.indicators:
        when = f", {sign.when.in_('en')}" if sign.when else ""
        cases = ", ".join(f"`{key}`" for key in taught.get(sign.id, ()))
        sources = ", ".join(sign.sources)
        yield f"| {sign.id} | {sign.strength}{when} | {_both(sign)} | {cases} | {sources} |"
    yield ""
    yield "## The ILO's headings"
    yield ""
    yield "| heading (ILO11) | | signs |"
    yield "| --- | --- | --- |"
    for heading in known.ilo:
        yield f"| {_both(heading)} | {', '.join(heading.indicators)} |"
    yield ""
    yield "## Terms"
    yield ""
    yield "| English | Arabic | the Arabic was |"
    yield "| --- | --- | --- |"
    for term in known.glossary:
        yield f"| {_both(term)} | {term.status} |"
    yield ""
    yield "## What was seen of each country"
    yield ""
    yield (
        "In dated sources. Nobody has confirmed any of it, and no case shows it: a place confirms "
        "its own with `basira facts set`."
    )
    yield ""
    yield "| country | would be | | | source |"
    yield "| --- | --- | --- | --- | --- |"
    for country, facts in known.countries.items():
        for fact in facts:
            seen = f"{fact.source}, {fact.date}"
            yield f"| {country} | {fact.fact or ''} | {_both(fact)} | {seen} |"
    yield ""
    yield "## Sources"
    yield ""
    yield "A: the passage was read. B: an account of it was read. C: its title or contents alone."
    yield ""
    yield "| id | checked | title | by | year |"
    yield "| --- | --- | --- | --- | --- |"
    for name, work in catalogue().works.items():
        yield f"| {name} | {work.checked} | {work.title} | {work.organisation} | {work.year} |"


def _both(text: LocalizedText) -> str:
    return " | ".join(text.in_(language) for language in REQUIRED)
