"""`python -m tests.library` writes the pages about the library anew. Read what differs."""

from __future__ import annotations

from tests.library.pages import PICTURES, REVIEWS, pages


def main() -> None:
    """Write every page and picture, and remove those of cases that are gone."""
    made = pages()
    for folder in (PICTURES, REVIEWS):
        folder.mkdir(parents=True, exist_ok=True)
    for file, text in made.items():
        file.write_text(text, "utf-8")
    for file in {*PICTURES.glob("*.svg"), *REVIEWS.glob("*.md")} - made.keys():
        file.unlink()


if __name__ == "__main__":
    main()
