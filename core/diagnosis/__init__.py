"""What weights and arrays of a run mean: collapse, over-fitting, layer probes, weight change."""
