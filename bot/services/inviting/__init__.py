"""How people come into a cohort: by links and short codes, by personal codes, from a list."""
