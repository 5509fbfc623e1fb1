"""What moving maps are drawn from, in the app, in one-file pages and in notebook cells alike."""
