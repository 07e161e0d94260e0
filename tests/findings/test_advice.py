"""What is said of a case that can be played and could teach better: each warning, word by word."""

from __future__ import annotations

from collections import Counter

import pytest

from scenarios import limits
from scenarios.case_library import LIBRARY, combine, folders, load_library
from scenarios.checks import reading, saturation, teaching
from scenarios.explore import Verdict
from scenarios.findings import Finding, Severity
from scenarios.loader import load, load_folder
from scenarios.phrases import compile_list, normalize, strip_quotations, word_list
from tests.findings.every_kind import KINDS, KINDS_ARABIC
from tests.helpers.six_decisions_case import SIX
from tests.helpers.small_case import ARABIC, BASE, case, edited

MAIN = "scenario.yaml"
CONSIDERED = Counter({"style": 437, "turn-too-high": 3})
"""The advice on the library by code; lower it when texts get better."""


def told(text: str, ar: str | None = None) -> list[str]:
    """What is said of a case that can be played."""
    loaded = case(text, ar)
    assert loaded.scenario is not None, loaded.findings
    assert loaded.verdict is Verdict.FINE
    assert {finding.severity for finding in loaded.findings} <= {Severity.WARNING, Severity.ADVICE}
    return [str(finding).removeprefix("scenario.yaml:") for finding in loaded.findings]


def night(*edits: tuple[str, str]) -> list[str]:
    """What is said of the base case with some edits; of itself nothing is."""
    return told(edited(*edits))


def night_ar(*edits: tuple[str, str]) -> list[str]:
    """What is said of it with edits of its Arabic."""
    return told(BASE, edited(*edits, of=ARABIC))


def clinic(*edits: tuple[str, str]) -> list[str]:
    """What is said of the case of every kind with some edits; of itself nothing is."""
    return told(edited(*edits, of=KINDS))


def six(code: str, *edits: tuple[str, str]) -> list[str]:
    """What is said under a code of the case of six decisions."""
    return [name for name in told(edited(*edits, of=SIX)) if f" {code}: " in name]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The codes of some findings."""
    return [finding.code for finding in findings]


def test_sound_cases_get_no_advice() -> None:
    assert told(BASE, ARABIC) == told(KINDS, KINDS_ARABIC) == []


def test_advice_waits_until_nothing_is_wrong() -> None:
    """First what keeps the case from being played; else much would be said that only follows."""
    found = case(
        edited(("go: hall}", "go: hal}"), ("indicators: [DOC-01]", "indicators: [MOV-04]"))
    )
    assert codes(found.findings) == ["lead-nowhere"]
    unreached = case(edited(("    go: call\n  call:", "    go: gone\n  call:"),
                            ('- {when: "trust >= 2", go: call}\n      ', ""),
                            ("indicators: [DOC-01]", "indicators: [MOV-04]")))  # fmt: skip
    assert unreached.verdict is Verdict.WRONG
    assert "indicator-untaught" not in codes(unreached.findings)


# --- what gives an answer away


LONGER = ('"Stay"', '"Stay a good long while", short: "Stay"')


def test_the_best_choice_may_be_the_longest_in_half_of_the_decisions() -> None:
    """Three of six are; a fourth is too many."""
    assert six("longest-is-best") == []
    assert six("longest-is-best", LONGER) == [
        (
            "18:1: warning longest-is-best: In 4 of 6 decisions the best choice is the longest. "
            "Shorten some best choices, or say more in the others."
        )
    ]


def test_a_choice_as_long_as_another_is_not_the_longest() -> None:
    as_long = ('"Stay"', '"Stay there a time"')
    assert len("Stay there a time") == len("Look at the clock")
    assert six("longest-is-best", as_long) == []


def test_short_case_gets_no_advice_on_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the base case the best of both is the longest."""
    assert told(BASE, ARABIC) == []
    monkeypatch.setattr(teaching, "LONGEST_FROM", 2)
    assert [name.partition(": ")[0] for name in told(BASE, ARABIC)] == ["26:1"]


@pytest.mark.parametrize(("text", "word"), [
    ("Laugh at the man.", "laugh at"),
    ("Turn round and yell for help.", "yell"),
    ("Mock him.", "mock"),
])  # fmt: skip
def test_a_choice_that_hardly_anybody_would_take(text: str, word: str) -> None:
    assert night(("Ask him loudly what he is up to.", text)) == [
        (
            f"45:11: warning nobody-would: Hardly anybody would take this choice: `{word}`. "
            "Write what a kind, tired or eager colleague might do."
        )
    ]


def test_a_choice_that_hardly_anybody_would_take_in_arabic() -> None:
    assert night_ar(("أسأله بصوت عالٍ عمّا يفعل.", "أصرُخ في وجهه.")) == [
        (
            "ar.yaml:25:11: warning nobody-would: Hardly anybody would take this choice: `اصرخ`. "
            "Write what a kind, tired or eager colleague might do."
        )
    ]


def test_blunt_words_of_others_and_in_choices_worth_something_are_no_fault() -> None:
    assert night(("Ask him loudly what he is up to.", "Say: “Who will shout at her now?”")) == []
    assert night(("Hand over the keys.", "Laugh at that and hand over the keys.")) == []


def test_only_safe_choice_stands_out() -> None:
    lasting = ('feedback: "They sit down again."',
               'critical: "She may be lost."\n          feedback: "They sit."')  # fmt: skip
    assert clinic(lasting) == [
        (
            "24:3: warning nobody-would: All choices but the best are critical errors, so the best "
            "one stands out. Make one of them a small slip that a kind or tired colleague might "
            "make."
        )
    ]


# --- what is not explained


@pytest.mark.parametrize(("why", "place"), [
    ('          why: "Time is on his side."\n', "85:9"),
    ('          why: "Everyday questions alert nobody."\n', "34:9"),
])  # fmt: skip
def test_feedback_needs_its_reason(why: str, place: str) -> None:
    """Of the best choice too: it is the reason that is learnt."""
    assert night((why, "")) == [
        f"{place}: warning no-reason: What comes of this is told, and not the reason. Add `why`."
    ]


@pytest.mark.parametrize(("why", "place"), [
    ('          why: "What is not seen is not asked."\n', "115:9"),
    ('          why: "Old shoes make nobody a suspect."\n', "119:9"),
    (', why: "She cannot know who listens."', "140:9"),
    (', why: "Two signs are worth a call."', "171:9"),
    (', why: "Nothing is proven."', "173:9"),
    ('          why: "A question that blames ends the talk."\n', "158:9"),
    ('          why: "Poverty is no sign."\n', "107:9"),
])  # fmt: skip
def test_imperfect_answers_of_every_kind_have_a_reason(why: str, place: str) -> None:
    assert clinic((why, "")) == [
        f"{place}: warning no-reason: What comes of this is told, and not the reason. Add `why`."
    ]


def test_a_question_worth_all_needs_no_reason_and_one_worth_half_does() -> None:
    half = ('"She shakes her head."\n          credit: 1', '"She nods."\n          credit: 0.5')
    assert clinic(half) == [
        "154:9: warning no-reason: What comes of this is told, and not the reason. Add `why`."
    ]


def test_telling_choices_of_recall_forms_need_a_reason() -> None:
    assert clinic(('short: "Ask her", credit: 1', 'short: "Ask", credit: 1, feedback: "Yes."')) == [
        "73:11: warning no-reason: What comes of this is told, and not the reason. Add `why`."
    ]


# --- what is critical


def test_someone_at_risk_and_nothing_critical() -> None:
    none = (('          critical: "It puts her in danger."\n', ""),
            ('          critical: "By then she is gone."\n', ""))  # fmt: skip
    assert night(*none) == [
        (
            "7:1: warning no-critical: Someone is at risk here, and no act is a critical error. "
            "Add `critical` to what would endanger them."
        )
    ]
    assert night(*none, ("truth: trafficking", "truth: labour-dispute")) == []


def test_critical_errors_of_one_sort_only() -> None:
    assert night(('          critical: "By then she is gone."\n', "")) == [
        (
            "7:1: warning one-sided: Only doing too much is a critical error here. "
            "Doing too little endangers too: make such a choice critical."
        )
    ]
    assert night(('          critical: "It puts her in danger."\n', "")) == [
        (
            "7:1: warning one-sided: Only doing too little is a critical error here. "
            "Doing too much endangers too: make such a choice critical."
        )
    ]


# --- what is taught


def test_an_indicator_that_no_decision_teaches() -> None:
    assert night(("indicators: [DOC-01]", "indicators: [DOC-01, MOV-04]")) == [
        (
            "13:22: warning indicator-untaught: No decision teaches `MOV-04`. "
            "Name it under `signs` where it is taught, or leave it out here."
        )
    ]
    ending = ("outcome: mixed, text", "outcome: mixed, signs: [MOV-04], text")
    assert len(night(ending, ("indicators: [DOC-01]", "indicators: [DOC-01, MOV-04]"))) == 1


@pytest.mark.parametrize("edit", [
    ("sign: HLT-03}", "sign: HLT-03, signs: [MOV-04]}"),
    ("sign: DOC-01}", 'sign: DOC-01}\n        more: {text: "More.", sign: MOV-04}'),
    ('them pass", error: missed}', 'them pass", error: missed, signs: [MOV-04]}'),
    ("          add: {trust: -1}\n", "          add: {trust: -1}\n          signs: [MOV-04]\n"),
])  # fmt: skip
def test_items_recall_forms_and_questions_teach(edit: tuple[str, str]) -> None:
    assert clinic(edit, ("[HLT-03, DOC-01]", "[HLT-03, DOC-01, MOV-04]")) == []


def test_a_recall_item_that_is_asked_most_has_five_forms() -> None:
    same = KINDS[KINDS.index("      same-move:") : KINDS.index("      new-setting:")]
    assert clinic((same, "")) == [
        (
            "65:5: warning few-forms: This recall item needs 5 forms; missing: same-move. "
            "Add them, so that it is not learnt by its words."
        )
    ]


# --- time and rest


def test_a_time_limit_leaves_twice_the_time_to_read() -> None:
    """Forty words, at 160 a minute, are fifteen seconds."""
    assert clinic(("seconds: 60", "seconds: 30")) == []
    assert clinic(("seconds: 60", "seconds: 29")) == [
        (
            "29:7: warning hurried: To read this takes up to 15 seconds, so 29 are few. "
            "Give at least 30 seconds, or shorten the texts."
        )
    ]


def test_the_slower_language_counts() -> None:
    """The finding stands where the number does."""
    longer = edited(
        ("وتبقى {patient} عند", "وتبقى {patient} " + "هناك " * 10 + "عند"), of=KINDS_ARABIC
    )
    found = told(edited(("seconds: 60", "seconds: 30"), of=KINDS), longer)
    assert [name.partition("To")[0] for name in found] == ["29:7: warning hurried: "]


def test_text_before_the_question_is_measured_too() -> None:
    """On the longest way: the lift and the hall, after feedback; after a stop, nothing."""
    limit = ("worth: {refer: 1, protect: 1}", ("worth: {refer: 1, protect: 1}\n      seconds: 17\n"
             '      timeout: {feedback: "Time flies.", error: missed}'))  # fmt: skip
    stop = ('    stop: "You saw two passports in one hand."\n', "")
    words = 3 + 5 + 5 + 4 + 4  # the scene, the question and its choices
    before = 6 + 4 + 8 + 4 + 4  # feedback, reason, critical sentence, lift and hall
    assert words * 2 * 60 / 160 < 17 < (words + before) * 2 * 60 / 160
    assert night(limit) == []
    assert [name.split(": ")[1] for name in night(limit, stop)] == ["warning hurried"]


def test_more_than_four_decisions_without_a_stop() -> None:
    """In six doors in a row there are more; a stop before the fifth is enough."""
    assert six("no-stop") == [
        (
            "19:3: warning no-stop: From here more than 4 decisions can follow without a stop. "
            "Put a `stop` before one of them."
        )
    ]
    assert six("no-stop", ("  s4:\n", '  s4:\n    stop: "Rest."\n')) == []
    assert limits.WITHOUT_STOP == 4


# --- words


@pytest.mark.parametrize(("edit", "place", "word"), [
    (("Night desk, 22:40", "The victim at the desk"), "4:1", "victim"),
    (("The night desk of a hotel", "The desk against Trafficking"), "9:1", "trafficking"),
    (("A quiet night at the desk.", "Somebody is forced to work."), "10:1", "forced"),
    (("brief:", "hard: [threats, human-trafficking]\nbrief:"), "10:17", "trafficking"),
])  # fmt: skip
def test_a_card_that_gives_the_case_away(edit: tuple[str, str], place: str, word: str) -> None:
    assert night(edit) == [
        (
            f"{place}: warning given-away: `{word}` on the card gives the case away. "
            "Say where and when it happens, and not what it is about."
        )
    ]


@pytest.mark.parametrize("word", ["الضحيّة", "ضحايا", "وللاتجار", "التهريب"])
def test_a_card_that_gives_the_case_away_in_arabic(word: str) -> None:
    (name,) = night_ar(("ليلة هادئة في المكتب.", f"ليلة {word} في المكتب."))
    assert name == (
        f"ar.yaml:4:1: warning given-away: `{normalize(word)}` on the card gives the case away. "
        "Say where and when it happens, and not what it is about."
    )


@pytest.mark.parametrize(("text", "word", "better"), [
    ("A maid walks by.", "maid", "domestic worker"),
    ("Two runaways walk by.", "runaways", "a person who left the job"),
    ("Illegal immigrants, he thinks.", "illegal immigrants", "people without papers"),
])  # fmt: skip
def test_a_word_that_labels_people(text: str, word: str, better: str) -> None:
    assert night(("The hall is empty.", text)) == [
        f"67:5: warning word: `{word}` is not written here outside quotations. Better: `{better}`."
    ]
    assert night(("The hall is empty.", f"“{text}” is all he says.")) == []


@pytest.mark.parametrize(("word", "better"), [
    ("الخادمة", "عاملة منزلية"),
    ("وخادمتها", "عاملة منزلية"),
    ("هاربة", "تركت العمل"),
    ("كفيلها", "صاحب العمل"),
])  # fmt: skip
def test_a_word_that_labels_people_in_arabic(word: str, better: str) -> None:
    assert night_ar(("الردهة خالية.", f"هنا {word} الآن.")) == [
        (
            f"ar.yaml:38:5: warning word: `{word}` is not written here outside quotations. "
            f"Better: `{better}`."
        )
    ]
    assert night_ar(("الردهة خالية.", f"يقول: «هنا {word} الآن».")) == []


@pytest.mark.parametrize("text", [
    "A maiden speech.", "It is illegal to smoke here.", "The runway is long.", "A servant.",
])  # fmt: skip
def test_words_that_only_look_like_those_are_no_fault(text: str) -> None:
    assert night(("The hall is empty.", text)) == []


def test_words_are_found_at_their_beginning_and_behind_arabic_prefixes() -> None:
    some = compile_list(["سفر", "بيت*"], "ar")
    assert some.first("إلى السَّفَر") == ("السفر", "سفر")
    assert some.first("وبالبيوت والسفرة") is None
    assert some.first("وللبيتين") == ("وللبيتين", "بيت*")
    assert word_list("giveaways", "en").first("untrafficked") is None
    assert strip_quotations("He says “no” and «no».") == "He says  …  and  … ."
    assert some.may_be_in(["شيء", "في سفر"])
    assert not some.may_be_in(["شيء", "آخر"])


def test_a_language_without_a_word_list_has_no_finding() -> None:
    """A partial language need not have any list."""
    empty = compile_list((), "ur")
    assert empty.first("ایک پُرسکون صبح") is None
    assert not empty.may_be_in(["ایک پُرسکون صبح"])


# --- reading


EASY = "The hall is empty."
HARD = (
    "The unattended entrance hall, ordinarily characterised by considerable activity throughout "
    "every evening, appears completely deserted notwithstanding several more international "
    "arrivals."
)


def test_the_measure_is_lix() -> None:
    """Words to a sentence, and long words in a hundred: here 4 + 25."""
    assert reading.count("One two three letters.").lix == 4 + 25
    assert reading.count("One two. Three four.").lix == 2
    assert reading.count("Is it {guest}? “It is.” Yes…").sentences == 3
    assert reading.count("یہ ایک علامت ہے۔ فیصلہ نہیں۔").sentences == 2
    assert reading.count("").lix == 0
    assert reading.count("الاستقبالُ").long == 1
    assert reading.count("كِتَابُهُمْ هُنَا").long == 0  # vowel signs are no letters


def test_a_text_that_is_far_too_hard() -> None:
    measured = reading.count(HARD)
    assert measured.words == 20
    assert night((EASY, HARD)) == [
        (
            f"67:5: warning hard-to-read: This text is hard to read: {measured.lix}, where 50 is "
            "much. Shorter sentences and shorter words make it easier."
        )
    ]


def test_one_word_less_makes_no_difference() -> None:
    assert night((EASY, HARD.replace(" more", ""))) == []


def test_a_case_that_is_too_hard_on_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be as hard as its level allows, and no harder."""
    whole = reading.Count()
    for key, variants in case().scenario.script("en").texts.items():  # type: ignore[union-attr]
        if not key.endswith(".short"):
            for variant in variants:
                whole += reading.count(variant.text)
    monkeypatch.setitem(limits.LIX, "foundation", whole.lix)
    assert night() == []
    monkeypatch.setitem(limits.LIX, "foundation", whole.lix - 1)
    assert night() == [
        (
            f"26:1: warning hard-to-read: The texts are hard to read for `foundation`: {whole.lix} "
            f"on average, at most {whole.lix - 1}. Shorter sentences and shorter words make it "
            "easier."
        )
    ]


# --- variables


NARROW = ("trust: {start: 1, min: 0, max: 3}", "trust: {start: 1, min: 0, max: 1}")


def test_a_number_cut_off_at_its_end_that_changes_the_way() -> None:
    assert night(NARROW) == [
        (
            "38:17: warning saturation: `trust` is cut off at its end here, and the story goes "
            "another way for it. Widen `min` or `max` of `trust`, or add less."
        )
    ]


def test_a_number_cut_off_that_changes_nothing_is_no_fault() -> None:
    """In the base case five are taken of one, and nothing ahead asks for less than two."""
    assert night(NARROW, ('- {when: "trust >= 2", go: call}\n      ', "")) == []


LATER = (
    ('          why: "Time is on his side."\n          go: gone\n',
     '          why: "Time is on his side."\n          add: {trust: 3}\n'),
    ('- {when: "picked(call, ring)", go: helped}',
     ('- {when: "picked(call, ring)", go: helped}\n'
     '        - {when: "picked(call, wait) and trust >= 3", go: gone}')),
)  # fmt: skip


def test_clamped_variables_matter_later() -> None:
    """Five are taken of one, then three added: that is three, and would be minus one."""
    assert [name.split(": ")[:2] for name in night(*LATER)] == [["49:17", "warning saturation"]]


def test_unexplored_branches_are_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the ways part at once no place is spent on it; further on there is an end to it."""
    monkeypatch.setattr(saturation, "PAIRS", 0)
    assert len(night(NARROW)) == 1
    assert night(*LATER) == []


# --- the shelf


def test_an_ending_that_names_no_case_of_the_library() -> None:
    text = edited(
        ('text: "Nobody knows."', 'text: "Nobody.", after: {worked: six, parallel: sixx}')
    )
    shelf = combine([("a.yaml", case(text)), ("b.yaml", case(SIX.replace("six-doors", "six")))],
                   whole=True)  # fmt: skip
    assert [str(finding) for finding in shelf.findings if finding.file == "a.yaml"] == [
        (
            "a.yaml:107:65: warning unknown-case: There is no case `sixx` on the shelf. "
            "Did you mean `six`?"
        )
    ]
    assert "unknown-case" not in codes(combine([("a.yaml", case(text))]).findings)


def test_the_library_names_its_own_cases_only() -> None:
    assert "unknown-case" not in codes(load_library().findings)


# --- verdicts


def test_undecided_check_is_never_called_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert case().verdict is Verdict.FINE
    assert case(edited(("go: hall}", "go: hal}"))).verdict is Verdict.WRONG
    assert case("format: 1\n").verdict is load({}).verdict is Verdict.WRONG
    assert case(edited(('- {when: "trust >= 2", go: call}\n      ', ""))).verdict is Verdict.FINE
    monkeypatch.setattr(limits, "STATES", 3)
    assert case().verdict is Verdict.UNKNOWN
    assert codes(case().findings) == ["too-large"]


# --- errors of recall forms and items


def errors_of(*edits: tuple[str, str]) -> list[str]:
    """What is wrong in the case of every kind with some edits."""
    loaded = case(edited(*edits, of=KINDS))
    assert loaded.scenario is None
    return [str(finding).removeprefix("scenario.yaml:") for finding in loaded.findings]


def test_a_form_with_a_setting_of_its_own_knows_nobody_of_the_cast() -> None:
    assert errors_of(("At a gate a man shows", "At a gate {companion} shows")) == [
        (
            "70:9: error recall-cast: Nobody of the cast is in this form: `{companion}`. "
            "Write what the person is, such as a guest or a colleague."
        )
    ]
    assert clinic(("Two people step up together.", "{patient} steps up.")) == []
    assert clinic(("At a gate a man shows", "At {fact:police} a man shows")) == []


def test_a_form_has_no_more_choices_than_its_level_allows() -> None:
    more = "\n".join(
        f'          {name}: {{text: "Go.", error: missed}}' for name in ("go", "off", "out")
    )
    edit = ('short: "Let them pass", error: missed}', f'short: "Let them", error: missed}}\n{more}')
    assert errors_of(edit) == [
        (
            "69:7: error too-many-choices: `practitioner` has at most 4 choices in a form. "
            "Remove choices, or raise `level`."
        )
    ]


def test_a_form_fits_one_message() -> None:
    long = "At a gate a man shows the ticket of a woman. "
    assert errors_of((f'"{long.strip()}"', f'"{long * 19}"')) == [
        (
            "69:7: error too-long: This form with its choices has 930 characters; at most 900. "
            "Shorten the text."
        )
    ]
    assert errors_of(('short: "Let them pass", error: missed}',
                      f'short: "Go", error: missed, why: "{long * 7}"}}')) == [
        ("74:11: error too-long: Feedback with its reason has 316 characters; at most 300. "
        "Shorten the text.")
    ]  # fmt: skip


def test_a_sign_is_an_indicator_or_true_or_false() -> None:
    assert errors_of(("sign: HLT-03}", "sign: HLT-99}")) == [
        (
            "100:65: error unknown-indicator: The catalogue has no indicator `HLT-99`. "
            "Use an id from `docs/catalogue.md`, or remove this one."
        )
    ]
    assert "Did you mean `HLT-03`?" in errors_of(("sign: HLT-03}", "sign: HLT-3}"))[0]
    assert errors_of(("sign: HLT-03}", "sign: yes}"))[0].startswith(
        "100:65: error unknown-indicator"
    )
    assert clinic(("sign: HLT-03}", "sign: true}"), ("[HLT-03, DOC-01]", "[DOC-01]")) == []


def test_a_local_fact_is_shown_in_every_language_or_in_none() -> None:
    """Names may differ, since another language may say it with a pronoun."""
    fact = ": {fact:protection-line}"
    (finding,) = case(KINDS, edited((fact, ""), of=KINDS_ARABIC)).findings
    assert str(finding) == (
        "ar.yaml:108:5: error fact-differs: `{fact:protection-line}` stands in the scenario, "
        "and not here. Use the same local facts in every language."
    )
    more = edited(("الغرفة خالية.", "الغرفة خالية {fact:police} ."), of=KINDS_ARABIC)
    (finding,) = case(KINDS, more).findings
    assert str(finding) == (
        "ar.yaml:118:10: error fact-differs: `{fact:police}` stands here, and not in the scenario. "
        "Use the same local facts in every language."
    )


def test_a_case_of_the_library_has_every_language() -> None:
    """One of a trainer may have its own alone."""
    inside = str(LIBRARY / "night-desk" / "scenario.yaml")
    assert [str(finding) for finding in combine([(inside, case())]).findings] == [
        (
            f"{inside}:1:1: error language-missing: A case of the library needs `ar.yaml` too. "
            "`basira scenarios translate PATH` exports the texts to translate."
        )
    ]
    assert combine([(inside, case(BASE, ARABIC)), ("mine/scenario.yaml", case(SIX))]).verdicts == {
        inside: Verdict.FINE,
        "mine/scenario.yaml": Verdict.FINE,
    }
    assert "language-missing" not in codes(combine([("mine/scenario.yaml", case())]).findings)


def test_an_item_and_an_ending_may_name_signs() -> None:
    item = ("sign: HLT-03}", "sign: HLT-03, signs: [MOV-04]}")
    assert clinic(item, ("outcome: mixed, text", "outcome: mixed, signs: [HLT-03], text")) == []
    assert errors_of(("outcome: mixed, text", "outcome: mixed, signs: [HLT], text"))[0].startswith(
        "179:29: error unknown-indicator"
    )


@pytest.mark.slow
def test_the_library_is_advised_of_nothing_it_has_not_considered() -> None:
    """Each warning on a case of ours is one to decide on; none is known today.

    Advice is optional, but there is no more of it than was known when it was introduced.
    """
    found = [finding for folder in folders((LIBRARY,)) for finding in load_folder(folder).findings]
    advice = [finding for finding in found if finding.severity is Severity.ADVICE]
    others = [finding for finding in found if finding.severity is not Severity.ADVICE]

    assert [str(finding) for finding in others if finding.code != "translation-unstamped"] == []
    assert Counter(finding.code for finding in advice) <= CONSIDERED


# --- what is seen at once on a phone


def test_a_turn_is_measured_with_its_buttons_in_each_language() -> None:
    tall = "\\n\\n".join(["He waits."] * 12)
    found = clinic(("{companion} comes in first.", "{companion} comes in first. " + tall))

    assert len(found) == 1
    assert "advice turn-too-high: In English this turn is up to " in found[0]
    assert found[0].endswith("a phone shows 650. Shorten the scene or its options.")


def test_a_title_is_measured_as_a_label() -> None:
    title = "Night desk of the western hostel, 22:40 to 06:15"
    (found,) = night(("Night desk, 22:40", title))
    assert found.startswith("4:1: advice label-too-wide: In English this label is ")
    assert found.endswith(" pixels wide; a small phone shows 246. Shorten it.")


def test_house_style_is_advice_in_its_own_language_only() -> None:
    assert night_ar(('"ما خطوتك الأولى؟"', '"خطوتك الأولى؟"')) == [
        (
            "ar.yaml:17:7: advice style: House style (`question-word`) does not write "
            "`خطوتك الأولى؟`. Better: `ما خطوتك …؟ بمَ تجيب …؟`."
        )
    ]


def test_a_rule_about_prompts_leaves_other_texts() -> None:
    assert night_ar(("الردهة خالية.", "خطوتك الأولى؟")) == []
