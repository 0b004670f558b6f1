"""Pictures and figures outside the window."""
