"""The rooms of the class: who is where, what they predicted, what they measured together."""
