"""Definitions of data sets: columns, rows and keys."""
