"""Compare policies by several outcomes at once: trade-offs and Pareto fronts."""
