"""The time zones that are offered: the Gulf's and near ones, a short list for a phone."""

from __future__ import annotations

ZONES = {
    "bahrain": "Asia/Bahrain",
    "kuwait": "Asia/Kuwait",
    "oman": "Asia/Muscat",
    "qatar": "Asia/Qatar",
    "saudi-arabia": "Asia/Riyadh",
    "emirates": "Asia/Dubai",
    "jordan": "Asia/Amman",
    "egypt": "Africa/Cairo",
}
