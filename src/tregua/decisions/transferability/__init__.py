"""Measure what of one place holds in another: mixed places, equal dose, Shapley shares."""
