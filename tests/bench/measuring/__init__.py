"""Measurement: plan and runs, figures and targets, the machine and its load."""
