"""What happens inside an update: its record, the debugger's verbs, and why a number is what it is."""
