"""What the pages of a lesson are shown by: words, choices, and the settings at hand."""
