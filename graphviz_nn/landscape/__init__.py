"""Loss surfaces, the planes that cut them, and what a model says over its data."""
