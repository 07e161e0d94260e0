"""Reports of the measurements: a table, a file, a comparison, and a page with charts."""
