"""The views of the page Inside the network: the choice of net and picture, and one file a view."""
