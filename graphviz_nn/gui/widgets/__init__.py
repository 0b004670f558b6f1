"""Small widgets that know nothing of the session: they are told what to show, and say what is asked for."""
