"""Small widgets: they are told what to show, and say what is asked for; none changes the state."""
