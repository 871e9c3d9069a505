"""Why the model says so: an effect by the parts of a policy."""
