"""Generate the parts of the documentation that follow from the code: ``make docs``.

A page names its generated sections between two comments, and keeps everything outside them:

    <!-- generated: people -->
    …
    <!-- /generated -->
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs.pages import (
    architecture_page,
    commands_page,
    exports_page,
    learners_page,
    privacy_page,
    rights_page,
    settings_page,
)

DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "architecture.md": architecture_page.sections,
    "commands.md": commands_page.sections,
    "exports.md": exports_page.sections,
    "learners.md": learners_page.sections,
    "privacy.md": privacy_page.sections,
    "rights.md": rights_page.sections,
    "settings.md": settings_page.sections,
}
"""By page, what gives its generated sections by name."""
_SECTION = re.compile(
    r"(?P<begin><!-- generated: (?P<name>\S+) -->\n).*?(?P<end><!-- /generated -->)", re.DOTALL
)


def generate(page: str) -> str:
    """Make the text of a page from its present text.

    Raises:
        ValueError: The sections that it names are not those that are generated.
    """
    text, sections = (DOCS / page).read_text("utf-8"), PAGES[page]()
    named = [match["name"] for match in _SECTION.finditer(text)]
    if named != [*sections]:
        raise ValueError(f"{page} must name the sections {', '.join(sections)}, in this order")
    return _SECTION.sub(
        lambda match: f"{match['begin']}{sections[match['name']]}\n{match['end']}", text
    )


def main() -> None:
    """Write every page."""
    for page in PAGES:
        (DOCS / page).write_text(generate(page), "utf-8")


if __name__ == "__main__":
    main()
