"""`python -m tests.walks` writes every walk anew. Read the difference before it is kept."""

from __future__ import annotations

from scenarios.loader import load_folder
from scenarios.shelf import LIBRARY
from tests.walks.walking import HERE, walked, walks


def main() -> None:
    """Write the files of all walks, and remove those of walks that are gone."""
    kept = set()
    for walk in walks():
        case = load_folder(LIBRARY / walk.case).scenario
        assert case is not None, f"{walk.case} does not load"
        for language in case.scripts:
            file = walk.file(language)
            file.write_text(walked(case, walk, language, walk.taps()), "utf-8")
            kept.add(file)
    for file in set(HERE.glob("*/*.walk")) - kept:
        file.unlink()


if __name__ == "__main__":
    main()
