"""Do two pictures show the same thing? Pairs, their scores, and how often a threshold errs."""
