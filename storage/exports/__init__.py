"""Queries of exports, read in pages, so that memory use is constant.

Timestamps are text in UTC, such as ``2026-11-25 05:30:00.000000``, and event data is JSON
text: converting a million values would cost more than everything else.
"""
