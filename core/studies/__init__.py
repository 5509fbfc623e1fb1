"""Studies: several runs read together, one YAML file each; `study.py` says what a file holds."""
