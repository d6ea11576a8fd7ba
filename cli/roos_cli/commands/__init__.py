"""One module a command; each holds its options, and little else."""
