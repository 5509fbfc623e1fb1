"""The rooms of Lessons: cards, a step, its question, what is trained in it, its pictures."""
