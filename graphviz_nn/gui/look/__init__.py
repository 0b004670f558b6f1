"""How it looks: themes, styles, colours, icons and preferences."""
