"""An edition of a scenario: its figures and findings, its ways, its source, and what changed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence

from bot.app.access.rights import Right
from bot.app.authoring import edition_use, preview
from bot.app.authoring.edition_measures import EditionMeasures
from bot.app.authoring.edition_use import Comparison, EditionDetails
from bot.app.errors import NotFound
from bot.fields import Id, Number
from bot.locale import Words
from bot.phrases.case_phrases import expert_line, review_status
from bot.phrases.date_phrases import date_of, short_day_of
from bot.phrases.edition_phrases import edition_figures, one_by_one, staying_lines, warning_lines
from bot.phrases.finding_phrases import ordered
from bot.phrases.readiness_phrases import percent
from bot.phrases.scenario_phrases import title_or_id
from bot.pictures.cards import outcome
from bot.pictures.drawing import lay_out
from bot.pictures.graph import AnswersNode, ConditionNode, Diagram, EndingNode, Node
from bot.pictures.svg import picture
from bot.web.author.scenarios import scenario_page
from bot.web.author.sources import numbered_sources, shown_finding
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.tables import Cell, Column, Row, Table, read_query
from scenarios.languages import REQUIRED
from scenarios.model import Scenario


@page(
    "/scenarios/{scenario_id}/editions/{number}",
    right=Right.KEEP_SCENARIO,
    template="author/edition",
)
async def edition_page(ctx: AsyncContext, scenario_id: Id, number: Number) -> Values:
    words = ctx.words

    def survey(at: Context) -> tuple[EditionDetails, Scenario]:
        library = at.app.library
        details = edition_use.details(at.conn, at.request, library, scenario_id, number)
        seen = preview.preview(at.conn, at.request, library, scenario_id, number)
        return details, seen.scenario

    found, scenario = await ctx.survey(survey)
    measures = await ctx.app.measures.measures(scenario, words.language)
    graph, shown = await asyncio.to_thread(_drawn, scenario, words)
    findings = ordered(measures.findings)
    comparison = found.comparison
    back = comparison is not None and number < comparison.before.number
    return {
        "id": scenario_id,
        "title": title_or_id(words, found.scenario.content, scenario_id),
        "number": number,
        "made": short_day_of(words, found.edition.made_at, ctx.person.timezone),
        "used": found.is_used,
        "approved": bool(found.edition.approved),
        "usable": found.scenario.used is not None and not found.is_used and found.allowed,
        "corrects": found.corrects,
        "asks": found.scenario.used is not None and not found.is_used and not found.allowed,
        "staying": [line.text for line in staying_lines(words, found)],
        "translations": _translations(words, scenario, None if back else comparison),
        "review": review_status(words, scenario, found.sign_offs),
        "sign_offs": _sign_offs(words, found, ctx.person.timezone),
        "figures": list(edition_figures(words, scenario)),
        "findings": [shown_finding(words, each) for each in findings],
        "results": _results(words, measures),
        "paths": measures.paths,
        "graph": graph,
        "ways": _ways(words, shown),
        "before": comparison.before.number if comparison else 0,
        "warnings": (
            [line.text for line in warning_lines(words, comparison.difference, back=back)]
            if comparison
            else []
        ),
        "changes": one_by_one(words, comparison.difference) if comparison else [],
        "sources": list(numbered_sources(words, scenario.files, findings)),
    }


@act("/scenarios/{scenario_id}/editions/{number}/use", right=Right.KEEP_SCENARIO)
async def use_edition_now(ctx: AsyncContext, scenario_id: Id, number: Number) -> Redirect:
    corrects = ctx.form.text("corrects") == "yes"

    def use(at: Context) -> None:
        if not edition_use.use_edition(at.conn, at.request, scenario_id, number, corrects=corrects):
            raise NotFound

    await ctx.write(use)
    await ctx.app.library.refresh()
    notice = ctx.say("Edition {n} is in use now.", n=number)
    return redirect(scenario_page, scenario_id, notice=notice)


def _translations(words: Words, scenario: Scenario, comparison: Comparison | None) -> Table:
    """The state of each translation; texts changed since the compared edition count as outdated."""
    say, before = words.say, comparison.before.number if comparison else 0
    outdated = comparison.difference.outdated_texts if comparison else {}

    def state(language: str) -> Cell:
        if language == scenario.language:
            return Cell(say("original"))
        if n := outdated.get(language, 0):
            behind = words.count(
                "{n} text is still as in edition {before}, though the original changed",
                "{n} texts are still as in edition {before}, though the original changed",
                n,
                before=before,
            )
            return Cell(behind, tone="warn")
        return Cell(say("follows the original") if comparison else say("complete"), tone="good")

    missing = [language for language in REQUIRED if language not in scenario.scripts]
    return Table(
        say("Translations"),
        [Column(say("Language")), Column(say("State"))],
        [
            *(Row([Cell(words.tongue(each)), state(each)]) for each in scenario.scripts),
            *(
                Row([Cell(words.tongue(each)), Cell(say("missing"), tone="bad")])
                for each in missing
            ),
        ],
        read_query({}, [""], {}),
    )


def _sign_offs(words: Words, found: EditionDetails, timezone: str) -> Table:
    """The experts who signed any edition of the scenario."""
    say = words.say
    numbers = {each.edition: each.number for each in found.scenario.editions}
    return Table(
        say("Sign-offs"),
        [
            Column(say("Expert")),
            Column(say("Edition"), numeric=True),
            Column(say("Languages")),
            Column(say("Day")),
        ],
        [
            Row(
                [
                    Cell(expert_line(words, each)),
                    Cell(str(numbers.get(each.edition, "–"))),
                    Cell(words.listed(map(words.tongue, each.languages))),
                    Cell(date_of(words, each.at, timezone)),
                ]
            )
            for each in found.sign_offs
        ],
        read_query({}, [""], {}),
        empty=say("No expert has signed an edition yet."),
    )


def _results(words: Words, measures: EditionMeasures) -> Table:
    say = words.say
    names = {
        "expert": say("Takes the best answers"),
        "first": say("Takes the first answer"),
        "longest": say("Takes the longest answer"),
        "polite": say("Takes the most polite answer"),
        "always-refers": say("Always refers"),
        "never-refers": say("Never refers"),
        "random": say("Answers at random"),
    }
    return Table(
        say("Simulated players"),
        [
            Column(say("Player")),
            Column(say("Passed"), numeric=True),
            Column(say("With a dangerous step"), numeric=True),
        ],
        [
            Row(
                [
                    Cell(names[each.player]),
                    Cell(percent(words, round(100 * each.pass_share))),
                    Cell(percent(words, round(100 * each.critical / each.runs))),
                ]
            )
            for each in measures.results
        ],
        read_query({}, [""], {}),
        empty=say("There is no best path to measure against."),
    )


def _drawn(scenario: Scenario, words: Words) -> tuple[str, Diagram]:
    """The picture of all ways as the address of an image, and what it shows."""
    shown, laid = lay_out(scenario, words.language)
    svg = picture(shown, laid, words).svg
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}", shown


def _ways(words: Words, shown: Diagram) -> Table:
    """The links of the picture as a table."""
    say, nodes = words.say, {node.id: node for node in shown.nodes}
    return Table(
        say("All paths"),
        [Column(say("From")), Column(say("To")), Column(say("Best path"))],
        [
            Row(
                [
                    Cell(_node(words, nodes[link.start])),
                    Cell(_node(words, nodes[link.end])),
                    Cell(say("yes") if link.best else ""),
                ]
            )
            for link in shown.links
        ],
        read_query({}, [""], {}),
    )


def _node(words: Words, node: Node) -> str:
    match node:
        case AnswersNode():
            return words.listed(_choices(node))
        case ConditionNode():
            return words.say("Condition {n}", n=node.number)
        case EndingNode():
            return words.beside(node.text, outcome(node.outcome, words))
    return node.prompt or node.text


def _choices(node: AnswersNode) -> Sequence[str]:
    return [choice.text for choice in node.choices]
