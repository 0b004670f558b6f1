"""What only many runs, or long ones, find."""
