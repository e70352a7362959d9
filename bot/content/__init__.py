"""What editors write, as typed and frozen values: YAML becomes a Catalog here and nowhere else."""
