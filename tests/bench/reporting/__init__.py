"""What was measured, told: a table, a file, beside an earlier run, and a page with charts."""
