"""The points of the data: what is shown of them, what is said of one, and the hand that edits them."""
