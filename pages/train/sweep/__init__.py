"""The tab Sweep of Train: what is asked of one, and what its trials say."""
