"""Claims about the job market, registered as data, checked against the adverts every week."""
