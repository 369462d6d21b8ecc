"""The simulated UK job market: a seeded world of invented employers, its adverts in real formats, its truth kept."""
