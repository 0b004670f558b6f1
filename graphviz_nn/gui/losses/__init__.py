"""What the panel of the losses is made of."""
