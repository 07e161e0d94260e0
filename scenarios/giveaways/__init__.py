"""How far the wording of choices gives the best one away to whoever never sees the scene. Pure.

A score means something only if it cannot be had by reading the choices alone.
"""
