"""What changed between two editions: all of it, at its place, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from scenarios.edition_diff import Change, ChangeKind, EditionDiff, HistoryStatus, diff
from scenarios.loader import load
from scenarios.model import Scenario
from tests.findings.sayings import said, sayings
from tests.helpers.examples import examples
from tests.helpers.five_kinds_case import ARABIC as ARABIC_WAYS
from tests.helpers.five_kinds_case import ENGLISH as FIVE_WAYS
from tests.helpers.small_case import ARABIC, BASE, edited
from tests.rules.stories import Story, stories, written
from tests.rules.tales import built, tales


def edition(*edits: tuple[str, str], of: str = BASE, ar: str | None = None) -> Scenario:
    """An edited case; warnings do not matter here."""
    files = {"scenario.yaml": edited(*edits, of=of).encode()}
    if ar is not None:
        files["ar.yaml"] = ar.encode()
    found = load(files)
    assert found.scenario is not None, "\n".join(map(str, found.findings))
    return found.scenario


def changed(*edits: tuple[str, str], of: str = BASE) -> EditionDiff:
    return diff(edition(of=of), edition(*edits, of=of))


def line(change: Change) -> str:
    return f"{' · '.join(str(name.message) for name in change.path)}: {change.message}"


def lines(found: EditionDiff) -> list[str]:
    return [line(change) for change in found.changes]


# --- one change, one sentence, at its place

SENTENCES = [
    ("track: hotels", "track: ports", ": `track` was hotels and is now ports."),
    ("credit: {recognise: 0.5}", "credit: 0.5",
     "gate · choice wave: The credit was recognise 0.5 and is now 0.5."),
    ("          credit: {recognise: 0.5}\n", "",
     "gate · choice wave: The credit was recognise 0.5 and is now 0."),
    ("worth: {recognise: 2}", "worth: {recognise: 2, protect: 1}",
     "gate: It was worth recognise 2 and is now worth recognise 2, protect 1."),
    ("error: over-called", "error: unsafe",
     "gate · choice accuse: `error` was over-called and is now unsafe."),
    ("          error: over-called\n          critical: \"It puts her in danger.\"\n", "",
     "gate · choice accuse: This is no critical error any more."),
    ("add: {trust: -5}", "add: {trust: -1}",
     "gate · choice accuse: `add` was trust -5 and is now trust -1."),
    ("- {when: \"trust >= 2\", go: call}", "- {when: \"trust >= 3\", go: call}",
     "lift: It led to call (trust >= 2), hall and now leads to call (trust >= 3), hall."),
    ("outcome: mixed", "outcome: harmful",
     "ending doubt: It ended mixed and now ends harmful."),
    ("trust: {start: 1, min: 0, max: 3}", "trust: {start: 1, min: 0, max: 4}",
     "variable trust: `max` was 3 and is now 4."),
    ("porter: {gender: m}", "porter: {gender: f}",
     "cast porter: `gender` was m and is now f."),
    ("      - when: \"trust >= 2\"\n", "      - when: \"trust >= 1\"\n",
     "call · text · wording 1: `when` was trust >= 2 and is now trust >= 1."),
    ("sources: [UNGIFT]\n          go", "sources: [IOM09]\n          go",
     "gate · choice ask: `sources` was UNGIFT and is now IOM09."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), SENTENCES)
def test_a_value_that_changed_is_said_at_its_place(old: str, new: str, sentence: str) -> None:
    found = changed((old, new))
    values = [line(change) for change in found.changes if change.kind is not ChangeKind.TEXT]

    assert sentence in values
    assert len(values) == (2 if "critical" in old else 1)


def test_equivalent_spellings_are_no_change() -> None:
    found = changed(
        ('title: "Night desk, 22:40"', "title: 'Night desk, 22:40'  # here"),
        ("credit: {recognise: 0.5}", "credit: {recognise: 0.50}"),
        ("      - {go: hall}", "      - go: hall"),
    )

    assert found.changes == ()
    assert str(found.verdict) == "Nothing has changed for learners."


# --- texts


def test_texts_are_shown_old_and_new_by_language() -> None:
    old = edition(ar=ARABIC)
    new = edition(("They go.", "They go up."), ar=ARABIC.replace("يمضيان.", "يصعدان."))
    found = diff(old, new)

    assert [(change.language, change.old, change.new) for change in found.changes] == [
        ("en", "They go.", "They go up."),
        ("ar", "يمضيان.", "يصعدان."),
    ]
    assert {line(change) for change in found.changes} == {
        "gate · choice wave · feedback: The text has changed."
    }
    assert found.correctable
    assert {fate.status for fate in found.histories} == {HistoryStatus.KEPT}


def test_a_wording_is_named_by_its_condition() -> None:
    (first,) = changed(("She trusts you.", "She trusts you now.")).changes
    (last,) = changed(("She avoids you.", "She avoids you now.")).changes

    assert line(first).startswith("call · text · when trust >= 2: ")
    assert line(last).startswith("call · text · otherwise: ")


def test_added_and_removed_texts_are_reported() -> None:
    gone = ('          feedback: "They go."\n', "")
    (without,) = changed(gone).changes
    (back,) = diff(edition(gone), edition()).changes

    assert (without.old, without.new, str(without.message)) == (
        "They go.",
        "",
        "The text is gone.",
    )
    assert (back.old, back.new, str(back.message)) == ("", "They go.", "There was no such text.")


def test_a_name_is_a_text() -> None:
    (change,) = changed(('"Rosa"', '"Lina"')).changes

    assert line(change) == "cast guest · name · name 2: The text has changed."
    assert (change.old, change.new) == ("Rosa", "Lina")


def test_a_language_that_comes_is_one_change() -> None:
    assert lines(diff(edition(), edition(ar=ARABIC))) == [": The language ar is new."]
    assert lines(diff(edition(ar=ARABIC), edition())) == [": The language ar is gone."]


# --- parts


WAIT = BASE[BASE.index("        wait:\n") : BASE.index("        note:\n")]


def test_a_part_that_is_gone_or_new_is_one_change() -> None:
    """What stands in it is not told again."""
    (gone,) = changed((WAIT, "")).changes
    (new,) = diff(edition((WAIT, "")), edition()).changes

    assert (line(gone), gone.kind) == ("call · choice wait: This is gone.", ChangeKind.REMOVED)
    assert (line(new), new.kind) == ("call · choice wait: This is new.", ChangeKind.ADDED)
    assert gone.old == new.new == "Wait until the morning."


def test_renamed_parts_and_their_references_are_no_change() -> None:
    renamed = (
        BASE.replace("  call:", "  report:")
        .replace("go: call", "go: report")
        .replace("picked(call,", "picked(report,")
        .replace(" ring:", " telephone:")
        .replace(", ring)", ", telephone)")
        .replace("  doubt:", "  unsure:")
        .replace("go: doubt", "go: unsure")
    )
    found = diff(edition(), edition(of=renamed))

    assert lines(found) == [
        "report: This was called call.",
        "report · choice telephone: This was called ring.",
        "ending unsure: This was called doubt.",
    ]
    assert [(fate.scene, fate.old_scene) for fate in found.histories] == [
        ("gate", "gate"),
        ("report", "call"),
    ]


def test_a_renamed_part_is_still_compared() -> None:
    found = changed(
        ("        wave:\n", "        pass:\n"),
        ("They go.", "They go up."),
        ("{recognise: 0.5}", "{recognise: 0.25}"),
    )

    assert lines(found) == [
        "gate · choice pass: This was called wave.",
        "gate · choice pass: The credit was recognise 0.5 and is now recognise 0.25.",
        "gate · choice pass · feedback: The text has changed.",
    ]


def test_another_choice_under_another_name_is_not_the_same_one() -> None:
    wave = BASE[BASE.index("        wave:\n") : BASE.index("  lift:\n")]
    other = (
        '        talk:\n          text: "Begin a conversation about football with everyone."\n'
        '          short: "Talk"\n          error: missed\n'
        '          feedback: "Nobody answers."\n          why: "It was late."\n          go: gone\n'
    )

    assert lines(changed((wave, other))) == [
        "gate · choice wave: This is gone.",
        "gate · choice talk: This is new.",
    ]


def test_every_kind_of_decision_has_its_words() -> None:
    found = changed(
        ('text: "She looks tired."', 'text: "She looks very tired."'),
        ("sign: DOC-02", "sign: true"),
        ("ask: 2", "ask: 1"),
        ('answer: "She turns pale."', 'answer: "She turns away."'),
        ("seconds: 60", "seconds: 90"),
        ("The lift is here.", "The lift has come."),
        ("{first: private, then: refer, error: unsafe}", "{first: listen, then: refer}"),
        ("Find a private place.", "Find a room."),
        ('reasonable: ["4", "5"]', 'reasonable: ["3", "4"]'),
        ("It is too early.", "It is far too early."),
        of=FIVE_WAYS,
    )

    assert set(lines(found)) >= {
        "gate · item tired · text: The text has changed.",
        "gate · item silent: `sign` was DOC-02 and is now true.",
        "talk: `ask` was 2 and is now 1.",
        "talk · question police · answer: The text has changed.",
        "plan: `seconds` was 60 and is now 90.",
        "plan · timeout · feedback: The text has changed.",
        "plan · pair private, refer: This is gone.",
        "plan · pair listen, refer: This is new.",
        "plan · step private · text: The text has changed.",
        "sure: `reasonable` was 4, 5 and is now 3, 4.",
        "sure · band high · feedback: The text has changed.",
    }


def test_pairs_follow_their_renamed_steps() -> None:
    renamed = FIVE_WAYS.replace(" private:", " alone:").replace("[private,", "[alone,")
    renamed = renamed.replace("first: private", "first: alone")

    assert lines(diff(edition(of=FIVE_WAYS), edition(of=renamed))) == [
        "plan · step alone: This was called private."
    ]


def test_reordered_lines_are_reported() -> None:
    """Nothing else is different, and yet the structure is another."""
    begin = FIVE_WAYS.index("        - {first: private")
    pairs = FIVE_WAYS[begin : FIVE_WAYS.index("      bands:", begin)]
    turned = FIVE_WAYS.replace(pairs, "".join(reversed(pairs.splitlines(keepends=True))))

    found = diff(edition(of=FIVE_WAYS), edition(of=turned))
    assert lines(found) == ["plan: The lines of `before` stand in another order."]
    assert not found.same_structure


def test_changed_kind_of_a_scene_is_reported() -> None:
    sure = FIVE_WAYS[FIVE_WAYS.index("    rate:\n") : FIVE_WAYS.index("  call:\n")]
    choose = (
        '    choose:\n      prompt: "How sure are you?"\n      worth: {recognise: 1}\n'
        "      choices:\n"
        '        yes-sure: {text: "Sure.", credit: 1, go: call}\n'
        '        not-sure: {text: "Not sure.", go: call}\n'
    )

    found = changed((sure, choose), of=FIVE_WAYS)
    assert "sure: It was `rate` and is now `choose`." in lines(found)
    assert {fate.scene: fate.status for fate in found.histories}["sure"] is HistoryStatus.ANEW


# --- what it means


@pytest.mark.parametrize(
    ("edit", "structure", "followed"),
    [
        (("They go.", "They go up."), True, HistoryStatus.KEPT),
        (
            ("sources: [UNGIFT]\n          go", "sources: [IOM09]\n          go"),
            True,
            HistoryStatus.KEPT,
        ),
        (("worth: {recognise: 2}", "worth: {recognise: 3}"), False, HistoryStatus.KEPT),
        (("add: {trust: -5}", "add: {trust: -1}"), False, HistoryStatus.KEPT),
        (("credit: {recognise: 0.5}", "credit: {recognise: 0.25}"), False, HistoryStatus.ANEW),
        (("error: over-called", "error: unsafe"), False, HistoryStatus.ANEW),
    ],
)
def test_structure_and_signatures_decide_which_attempts_continue(
    edit: tuple[str, str], structure: bool, followed: HistoryStatus
) -> None:
    found = changed(edit)

    assert found.same_structure is structure
    assert found.correctable is (edit[0] == "They go.")
    assert {fate.scene: fate.status for fate in found.histories}["gate"] is followed


def test_the_best_path_is_compared_in_all_and_by_competency() -> None:
    found = changed(("worth: {recognise: 2}", "worth: {recognise: 3.5}"))

    assert found.best == (Fraction(4), Fraction("5.5"))
    assert str(found.scored) == "The best path earned 4 and now earns 5.5."
    assert [*map(str, found.by_competency)] == ["recognise: 2 → 3.5"]


def test_two_scenarios_are_never_a_correction() -> None:
    found = changed(("id: night-desk", "id: day-desk"), ("They go.", "They go up."))

    assert found.same_structure
    assert not found.correctable
    assert "two different scenarios" in str(found.verdict)


# --- whatever the cases are


@given(stories())
@examples(25)
def test_a_case_does_not_differ_from_itself(story: Story) -> None:
    case = load({"scenario.yaml": written(story).encode()}).scenario
    if case is not None:
        assert diff(case, case).changes == ()


@given(stories(), stories())
@examples(40)
def test_changes_of_the_flow_are_always_reported(old: Story, new: Story) -> None:
    """Another structure, or another wording, is always told; the way back tells as much."""
    was, now = (load({"scenario.yaml": written(story).encode()}).scenario for story in (old, new))
    if was is None or now is None:
        return
    found, back = diff(was, now), diff(now, was)

    assert bool(found.changes) >= (was.structure_hash != now.structure_hash)
    assert bool(found.changes) >= (was.scripts["en"].hash != now.scripts["en"].hash)
    assert bool(found.changes) == bool(back.changes)
    assert {fate.scene for fate in found.histories} >= {
        name for name, scene in now.scenes.items() if scene.decision
    }


@given(tales(), tales())
@examples(40)
def test_nothing_of_any_kind_changes_unsaid(old: str, new: str) -> None:
    was, now = built(old), built(new)

    assert diff(was, was).changes == ()
    found = diff(was, now)
    assert bool(found.changes) >= (was.structure_hash != now.structure_hash)
    assert bool(found.changes) >= (was.scripts["en"].hash != now.scripts["en"].hash)


def test_both_languages_of_every_kind_do_not_differ_from_themselves() -> None:
    case = edition(of=FIVE_WAYS, ar=ARABIC_WAYS)

    assert diff(case, case).changes == ()


def test_all_of_it_can_be_said_in_arabic() -> None:
    """All but what is a name alone."""
    ours = {sentence.template for sentence in said() if sentence.place.startswith("difference.py")}

    assert ours - {"{id}"} - sayings("ar").keys() == set()


def test_outdated_translations_are_counted() -> None:
    """Where a text changes in its own language, its translation may say what it said before."""
    hall = ("The hall is empty.", "The hall is dark.")
    assert changed(hall).outdated_texts == {}, "it has none"
    both = edition(ar=ARABIC)
    assert diff(both, edition(hall, ar=ARABIC)).outdated_texts == {"ar": 1}
    arabic = edited(("الردهة خالية.", "الردهة مظلمة."), of=ARABIC)
    assert diff(both, edition(hall, ar=arabic)).outdated_texts == {}
    assert diff(both, edition(ar=arabic)).outdated_texts == {}
