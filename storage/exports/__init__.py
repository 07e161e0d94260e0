"""Queries of exports, read in portions, so that memory does not grow with the rows.

Moments come as text in UTC, such as ``2026-11-25 05:30:00.000000``, and what events say as JSON
text: made into values a million times over, they would cost more than all the rest.
"""
