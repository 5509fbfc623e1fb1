"""The rooms of the page Unseen class: its form, the classes side by side, and a map of each."""
