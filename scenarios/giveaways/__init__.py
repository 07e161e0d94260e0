"""Measures whether the wording of choices alone, without the scene, gives the best one away. Pure.

A score is meaningful only if it cannot be reached by reading the choices alone.
"""
