"""Past adverts from files: a table and a small mapping in, dated runs of raw adverts out.

``mapping`` says what a file's columns mean, ``tables`` opens the file, ``cells`` reads one cell, ``advert`` one
row, ``reader`` sorts the rows into runs and writes them to the raw store. The keys of a mapping: README.md here.
"""
