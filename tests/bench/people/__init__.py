"""Invented people in a database: a crowd with due jobs, a year of training, a million."""
