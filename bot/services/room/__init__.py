"""A case run with a class: opened, led, voted in, counted, looked on at, and kept."""
