"""The rooms of the curves page: which runs, saved views, the charts, the curves in words."""
