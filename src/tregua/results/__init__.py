"""Results: variables, datasets, files and exports."""
