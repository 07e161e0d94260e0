"""Wording of the application's records, for every face."""
