"""What can be asked of a graph and of a training: records, explanations, surfaces, checks."""
