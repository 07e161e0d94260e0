"""Screens and lines that several parts of the chat share."""
