"""Opens a small neural network like a watch: its graph, its values, its gradients, its loss surface."""
