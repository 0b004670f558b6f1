"""The Keras-shaped face, and what scripts ask of a model."""
