"""Cohorts renamed, put away, shared with other trainers; people moved between them."""
