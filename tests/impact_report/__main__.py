"""Draws the pictures of the page on reports, with invented numbers.

python -m tests.impact_report
"""

from __future__ import annotations

from bot.export.impact_report import report_page
from bot.pictures import report as pictures
from tests.helpers.reports import FULL, NOW
from tests.pages.readme_pictures import FOLDER

for side in report_page.sides(FULL, NOW, "0.1.0"):
    (FOLDER / f"report-{side.language}.png").write_bytes(pictures.png(side, ppi=80))
