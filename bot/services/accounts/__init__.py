"""Accounts that change: a place that moves to another one, signing out, and the way back."""
