"""`python -m tests.walks` writes every walk anew. Read the difference before it is kept.

A case gets a walk to each of its endings that has none yet, on the way that earns the most.
"""

from __future__ import annotations

from scenarios.case_library import LIBRARY
from scenarios.graph import graph_of
from scenarios.languages import REQUIRED
from scenarios.loader import load_folder
from scenarios.model import Scenario
from scenarios.paths import best
from tests.walks.walking import HERE, Walk, cases, ended_in, walked, walks

HEAD = (
    "# Ways through the case: what each shows, the seed that names its people, and an answer a "
    "decision.\n"
)


def main() -> None:
    """Write the files of all walks, and remove those of walks that are gone."""
    loaded = {name: load_folder(LIBRARY / name).scenario for name in cases()}
    for name, case in loaded.items():
        assert case is not None, f"{name} does not load"
        _complete(case)
    kept = set()
    for walk in walks():
        case = loaded[walk.case]
        assert case is not None
        for language in REQUIRED:
            file = walk.file(language)
            file.write_text(walked(case, walk, language, walk.taps()), "utf-8")
            kept.add(file)
    for file in set(HERE.glob("*/*.walk")) - kept:
        file.unlink()


def _complete(case: Scenario) -> None:
    """Add a walk to each ending that no walk of the case reaches."""
    file = HERE / case.id / "walks.yaml"
    there = [walk for walk in walks() if walk.case == case.id]
    reached = {ended_in(case, walk) for walk in there}
    missing = [ending for ending in case.endings if ending not in reached]
    if missing:
        file.parent.mkdir(exist_ok=True)
        text = file.read_text("utf-8") if file.exists() else HEAD
        text += "".join(_written(_to(case, name)) for name in missing)
        file.write_text(text, "utf-8")


def _to(case: Scenario, ending: str) -> Walk:
    """The way to an ending that earns the most."""
    graph = graph_of(case)
    ends = [end for end in graph.ends(case) if graph.nodes[end][0] == ending]
    path = best(graph, ends).path
    says = f"The way to `{ending}` that earns the most."
    seed = 7 + 11 * list(case.endings).index(ending)
    return Walk(case.id, ending, says, seed, tuple(act for _, act in path))


def _written(walk: Walk) -> str:
    """A walk as it stands in the file."""
    picks = ", ".join(f'"{pick}"' if not pick[:1].isalpha() else pick for pick in walk.picks)
    return f'{walk.name}:\n  says: "{walk.says}"\n  seed: {walk.seed}\n  picks: [{picks}]\n'


if __name__ == "__main__":
    main()
