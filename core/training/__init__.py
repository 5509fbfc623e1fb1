"""What trains: recipes, the loop, jobs and the folders they leave."""
