"""What the library teaches as a whole, which no case shows alone."""

from __future__ import annotations

from collections import Counter

import yaml

from scenarios import library_survey
from scenarios.case_library import LIBRARY as FOLDER
from scenarios.catalogue import catalogue
from tests.helpers.every_case import LIBRARY, every_case
from tests.library.shelf import library, practised

NAMES = yaml.safe_load((FOLDER.parent / "catalogue" / "names.yaml").read_text("utf-8"))["names"]
TITLES = {
    "Mr": "السيد",
    "Mrs": "السيدة",
    "Ms": "الآنسة",
}
DOCTOR = {"m": "الدكتور", "f": "الدكتورة"}


def test_every_sign_of_the_catalogue_is_taught() -> None:
    """By some case that is practised."""
    taught = library_survey.taught(practised())

    assert sorted(catalogue().indicators - taught.keys()) == []


def test_both_women_and_men_are_concerned_and_suspected() -> None:
    """Neither stands for one part; each makes up a quarter of it at least."""
    for role in ("concerned", "suspected"):
        count = Counter(
            part.gender
            for part in library_survey.characters(library().values())
            if part.role == role
        )
        least = min(count["f"], count["m"])
        assert 4 * least >= count.total(), (role, count)


def _groups(name: str) -> set[str]:
    """The groups of names in which one stands."""
    title, _, rest = name.rpartition(" ")
    shelves = ("family",) if title in (*TITLES, "Dr") else ("f", "m")
    return {group for group, kinds in NAMES.items() for shelve in shelves if rest in kinds[shelve]}


def test_no_origin_stands_for_one_part() -> None:
    """Names of every group are drawn both for who is concerned and for who is suspected."""
    for role in ("concerned", "suspected"):
        parts = [
            part for part in library_survey.characters(library().values()) if part.role == role
        ]
        drawn = {group for part in parts for name in part.names for group in _groups(name)}
        assert drawn == set(NAMES), role


@every_case(LIBRARY)
def slots_draw_names_from_several_groups(name: str) -> None:
    """Whoever is concerned or suspected may come from anywhere."""
    for part in library_survey.characters([library()[name]]):
        if part.role in ("concerned", "suspected") and part.names:
            groups = {group for key in part.names for group in _groups(key)}
            assert len(groups) >= 3, part


@every_case(LIBRARY)
def names_are_spelled_as_in_the_catalogue(name: str) -> None:
    """In the gender of the slot, and in Arabic as the catalogue writes them."""
    case = library()[name]
    for slot in case.cast.values():
        english = case.script("en").cast.get(slot.name, ())
        arabic = case.script("ar").cast.get(slot.name, ())
        for key, other in zip(english, arabic, strict=True):
            assert other in _spellings(key, slot.gender), (slot.name, key, other)


def _spellings(name: str, gender: str) -> set[str]:
    """In Arabic, Arabs with a title may be called by their first name, or by that of a son."""
    title, _, rest = name.rpartition(" ")
    before = DOCTOR[gender] if title == "Dr" else TITLES.get(title, "")
    known = [kinds["family" if title else gender] for kinds in NAMES.values()]
    found = {f"{before} {key[rest]}".strip() for key in known if rest in key}
    if title and rest in NAMES["arab"]["family"]:
        parent = "أم" if gender == "f" else "أبو"
        found |= {f"{before} {each}" for each in NAMES["arab"][gender].values()}
        found |= {f"{parent} {each}" for each in NAMES["arab"]["m"].values()}
    return found


@every_case(LIBRARY)
def names_within_a_case_differ(name: str) -> None:
    """Within one story."""
    case = library()[name]
    names = [
        language for slot in case.cast for language in set(case.script("en").cast.get(slot, ()))
    ]

    assert [key for key, count in Counter(names).items() if count > 1] == []
