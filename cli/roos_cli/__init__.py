"""The command line of roos: joins the readers and the solver, and writes files."""
