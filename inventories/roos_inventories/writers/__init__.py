"""Systems written to files that others read."""
