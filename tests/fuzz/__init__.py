"""Fuzzing of everything that parses foreign input.

`make fuzz` tries many inputs; an input that fails is kept in `corpus`, by target, and the quick
suite tries it again for ever.
"""
