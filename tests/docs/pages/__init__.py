"""Pages of the documentation that are generated, wholly or in part: a module for each."""
