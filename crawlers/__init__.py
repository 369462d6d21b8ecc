"""The web in, adverts in their own words out: Scrapy spiders, a source register, archives, the simulated market."""
