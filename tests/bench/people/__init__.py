"""Invented people in a database: a crowd to whom much is due, a year of training, a million."""
