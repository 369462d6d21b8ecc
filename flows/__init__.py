"""When, where, how often, and what if it fails: Prefect flows and the command line."""
