"""The rooms of the page Transfer: its form, the four results, their maps, and their movement."""
