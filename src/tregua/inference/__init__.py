"""Learn from the record: forced histories, likelihoods, samplers and their checks."""
