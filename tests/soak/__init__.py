"""What runs for as long as one says, and looks for what no other test would find."""
