"""The little language of `when`: what it says, what it refuses, and that it never runs."""

from __future__ import annotations

import builtins
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.conditions import Condition, ConditionError, Scope, parse
from scenarios.expressions import Changeable

VARIABLES: Mapping[str, type] = {"trust": int, "alone": bool, "alarm": int}
VALUES = (2, True, 0)


def scope() -> Scope:
    """The names of the tests."""
    return Scope(
        {name: (index, kind) for index, (name, kind) in enumerate(VARIABLES.items())},
        {"gate": frozenset({"ask", "accuse"}), "hall": frozenset()},
    )


def holds(text: str, *history: tuple[str, ...]) -> bool:
    """Whether a condition is true of the values above and a history."""
    names = scope()
    condition = parse(text, names)
    return condition.holds(VALUES, sum(names.bit(mark) for mark in history))


def refused(text: str) -> ConditionError:
    """How a condition is refused."""
    with pytest.raises(ConditionError) as caught:
        parse(text, scope())
    return caught.value


@pytest.mark.parametrize(("text", "expected"), [
    ("trust >= 2", True), ("trust > 2", False), ("trust <= 2", True), ("trust < 2", False),
    ("trust == 2", True), ("trust != 2", False), ("2 == trust", True), ("trust > alarm", True),
    ("trust > -1", True), ("-1 > trust", False), ("3 >= 3", True),
    ("alone", True), ("not alone", False), ("not not alone", True), ("true", True),
    ("false", False),
    ("not trust >= 3", True), ("not (trust >= 3)", True), ("(alone)", True), ("((alone))", True),
    ("alone and trust >= 2", True), ("alone and trust >= 3", False),
    ("not alone or trust > 1", True),
    ("  trust>=2   and  alone ", True), ("trust>=2and alone", True), ("trust\n>=\t2", True),
])  # fmt: skip
def test_condition_values(text: str, expected: bool) -> None:
    """Comparisons, truths, brackets and the three words, however they are spaced."""
    assert holds(text) is expected


@pytest.mark.parametrize(("text", "expected"), [
    ("true or true and false", True),
    ("(true or true) and false", False),
    ("false and true or true", True),
    ("false and (true or true)", False),
    ("not true or true", True),
    ("not (true or true)", False),
    ("not false and false", False),
    ("true or false or false", True),
    ("true and true and false", False),
])  # fmt: skip
def test_not_binds_before_and_before_or(text: str, expected: bool) -> None:
    """The order every author knows from school."""
    assert holds(text) is expected


def test_history_is_read_by_seen_and_picked() -> None:
    """Each is true of its own mark alone."""
    assert holds("seen(gate)", ("seen", "gate"))
    assert not holds("seen(gate)", ("seen", "hall"))
    assert holds("picked(gate, ask)", ("picked", "gate", "ask"))
    assert holds(" picked ( gate , ask ) ", ("picked", "gate", "ask"))
    assert not holds("picked(gate, ask)", ("picked", "gate", "accuse"), ("seen", "gate"))


def test_condition_lists_its_variables() -> None:
    """The variables by number, and a bit for each mark; the same mark has one bit."""
    names = scope()
    condition = parse("alarm > 0 and seen(gate)", names)
    two = parse("picked(gate, ask) or seen(gate)", names)
    assert condition.variables == {2}
    assert two.variables == frozenset()
    assert condition.marks | two.marks == two.marks
    assert len(names.bits) == 2
    assert parse("trust > alarm", names).variables == {0, 2}


def test_equal_words_make_equal_conditions() -> None:
    """Two conditions with the same words are equal."""
    assert parse("alone", scope()) == parse("alone", scope())
    assert isinstance(parse("alone", scope()), Condition)


def test_a_variable_may_be_called_seen() -> None:
    """`seen` and `picked` are functions only before a bracket."""
    names = Scope({"seen": (0, int)}, {"gate": frozenset()})
    assert parse("seen >= 2 and not seen(gate)", names).holds((2,), 0)


@pytest.mark.parametrize(("text", "sentence", "mend"), [
    ("", "A name or a number is missing before `the end`.", ""),
    ("   ", "A name or a number is missing before `the end`.", ""),
    ("trust >=", "A name or a number is missing before `the end`.", ""),
    ("and alone", "A name or a number is missing before `and`.", ""),
    ("alone and or alone", "A name or a number is missing before `or`.", ""),
    ("()", "A name or a number is missing before `)`.", ""),
    ("trust", "A condition must be true or false, and this is a number.", ""),
    ("5", "A condition must be true or false, and this is a number.", ""),
    ("trust = 2", "`=` does not compare.", "Write `==`."),
    ("alone alone", "`alone` is not expected here.", ""),
    ("1 < trust < 5", "`<` is not expected here.", ""),
    ("trust >= 2)", "`)` is not expected here.", ""),
    ("(trust >= 2", "A `)` is missing.", ""),
    ("picked(gate)", "A `,` is missing.", ""),
    ("picked(gate, ask", "A `)` is missing.", ""),
    ("seen(gate, ask)", "A `)` is missing.", ""),
    ("trsut >= 2", "There is no variable `trsut`.", "Did you mean `trust`?"),
    ("zzz", "There is no variable `zzz`.", ""),
    ("seen(gaet)", "There is no scene `gaet`.", "Did you mean `gate`?"),
    ("seen()", "There is no scene `)`.", ""),
    ("picked(gate, asc)", "The scene `gate` has no choice `asc`.", "Did you mean `ask`?"),
    ("picked(hall, ask)", "The scene `hall` has no choice `ask`.", ""),
    ("alone >= 2", "`>=` needs a number on each side.", ""),
    ("alone == true", "`==` needs a number on each side.", ""),
    ("seen(gate) > 1", "`>` needs a number on each side.", ""),
    ("trust and alone", "`and` needs true or false on each side.", ""),
    ("alone or 1", "`or` needs true or false on each side.", ""),
    ("not trust", "`not` needs true or false after it.", ""),
    ("trust >= 1234567", "`1234567` is too large a number.", ""),
    ("trust >= 2.5", "`.5` is not understood here.", ""),
    ("trust + 1 > 2", "`+ 1 > 2` is not understood here.", ""),
    ("Trust >= 2", "`Trust >= 2` is not understood here.", ""),
    ("alone && alone", "`&& alone` is not understood here.", ""),
    ("trust >= 'two'", "`'two'` is not understood here.", ""),
    ("a" * 301, "A condition has at most 300 characters.", ""),
])  # fmt: skip
def test_refusals_of_conditions(text: str, sentence: str, mend: str) -> None:
    """Each refusal is one plain sentence, with the mend where there is one."""
    error = refused(text)
    assert (str(error), str(error.fix or "")) == (sentence, mend)


@pytest.mark.parametrize("text", ["(" * 20 + "alone" + ")" * 20, "not " * 20 + "alone"])
def test_brackets_may_be_nested_twenty_deep(text: str) -> None:
    """That is more than anyone needs."""
    assert holds(text)


@pytest.mark.parametrize("text", ["(" * 21 + "alone" + ")" * 21, "not " * 21 + "alone", "(" * 300])
def test_deeper_nesting_is_refused(text: str) -> None:
    """A condition cannot exhaust the reader's stack."""
    assert str(refused(text)) == "This condition is nested too deeply."


@pytest.mark.parametrize("text", [" or ".join(["(alone)"] * 25), " and ".join(["not(false)"] * 20)])
def test_brackets_side_by_side_are_not_nested(text: str) -> None:
    """Depth counts what is open at once, not how often a bracket was opened."""
    assert holds(text)


@pytest.mark.parametrize("text", [
    "__import__('os').system('true')", "().__class__.__bases__", "lambda: 1",
    "trust if alone else 2", "globals()",
    "exec(alone)", "eval(trust)", "print(trust)", "open(gate)", "trust.real", "trust[0]",
    "f'{trust}'", "alone; alone", "trust := 3", "[trust]", "{trust}", "trust ** 9",
    "9 ** 999999999", "1 << 999999", "alone #", "`alone`", "$(alone)", "alone\x00",
    "trust >= 1_0", "0x10 == trust",
])  # fmt: skip
def test_python_is_not_understood(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python would run is refused, and neither `eval` nor `exec` nor `compile` is ever met."""

    def never(*args: object, **named: object) -> None:
        raise AssertionError("a condition reached Python")

    for name in ("eval", "exec", "compile", "__import__"):
        monkeypatch.setattr(builtins, name, never)
    try:
        parse(text, scope())
    except ConditionError:
        return
    finally:
        monkeypatch.undo()
    pytest.fail("it was understood")


WORDS = st.sampled_from(
    [*VARIABLES, "(", ")", ",", "<", ">", "<=", ">=", "==", "!=", "=", "and", "or", "not", "true",
     "false", "seen", "picked", "gate", "hall", "ask", "3", "-1", "99999999", "$", "."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    """Nothing else is ever raised, and what parses can be tested."""
    names = scope()
    try:
        condition = parse(text, names)
    except ConditionError:
        return
    assert condition.holds(VALUES, 0) in (True, False)


TRUTHS = st.recursive(
    st.sampled_from(["alone", "trust >= 2", "trust < 2", "false", "alarm == 0"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join).map("({})".format)
        | inner.map("(not {})".format)
    ),
    max_leaves=6,
)  # fmt: skip


@given(TRUTHS)
def test_condition_matches_pythons_evaluation(text: str) -> None:
    """Python itself is the witness, for texts that this test made and no author."""
    values = dict(zip(VARIABLES, VALUES, strict=True))
    witness = eval(text.replace("false", "False"), {"__builtins__": {}}, values)
    assert holds(text) is bool(witness)


ATOMS = st.sampled_from([
    "alone", "trust >= 3", "trust == 1", "trust < alarm", "2 < trust", "seen(gate)",
    "picked(gate, ask)", "picked(gate, wave)", "true", "false",
])  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda f: f"not ({f})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
    ),
    max_leaves=6,
)


@given(
    EXPRESSIONS,
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()),
    st.integers(0, 7),
    st.frozensets(st.integers(0, 2)),
    st.integers(0, 7),
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()),
    st.integers(0, 7),
)
def test_certain_truth_holds_for_any_open_variables(
    text: str,
    values: tuple[int, int, bool],
    marks: int,
    variables: frozenset[int],
    still: int,
    later: tuple[int, int, bool],
    more: int,
) -> None:
    """Open variables take any value and open marks are set or not: a certain truth holds on."""
    names = Scope(
        {"trust": (0, int), "alarm": (1, int), "alone": (2, bool)},
        {"gate": frozenset({"ask", "wave"})},
    )
    condition = parse(text, names)
    known = condition.certain_value(values, marks, Changeable(variables, still))
    changed = tuple(later[at] if at in variables else values[at] for at in range(3))

    assert known in (None, condition.holds(changed, marks | (more & still)))
    assert condition.certain_value(values, marks, Changeable()) == condition.holds(values, marks)
