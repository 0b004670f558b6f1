"""Training: problems, machines, runs, and the Keras-shaped face on them."""
