"""History, trends and report files: DuckDB tables, SQL models, statistics over frames, rendering."""
