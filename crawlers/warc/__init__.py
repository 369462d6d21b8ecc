"""WARC files (ISO 28500, WARC/1.1): what a crawl fetched, recorded whole, and a crawl answered from such a record.

A recording holds what the sites sent, unmasked: names, e-mail addresses and telephone numbers that the raw store
never sees stand in it. Keep it where such data may be kept, for as long as it may be kept, and publish none.
"""
