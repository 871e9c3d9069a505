"""Explain an effect: by the parts of a scenario, and by the mechanisms of the model."""
