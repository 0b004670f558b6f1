"""What the panel of the loss surface is made of."""
