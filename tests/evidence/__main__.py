"""Draws the pictures of the page on reports, with invented numbers.

python -m tests.evidence
"""

from __future__ import annotations

from bot.pictures import report as pictures
from bot.services.evidence import page
from tests.helpers.reports import FULL, NOW
from tests.pages.readme_pictures import FOLDER

for side in page.sides(FULL, NOW, "0.1.0"):
    (FOLDER / f"report-{side.language}.png").write_bytes(pictures.png(side, ppi=80))
