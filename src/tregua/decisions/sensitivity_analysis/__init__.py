"""Measure what an effect depends on: Sobol indices and the deep uncertainties."""
