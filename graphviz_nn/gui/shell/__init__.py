"""The window: its docks, menus, keys, files and threads."""
