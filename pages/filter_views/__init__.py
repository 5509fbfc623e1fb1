"""The views of the page Filters: the choice of net and picture, and one file a view."""
