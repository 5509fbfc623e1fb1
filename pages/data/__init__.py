"""The rooms of Data: the sheet of sample pictures."""
