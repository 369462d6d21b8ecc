"""Text in, facts with evidence out: pure functions over frames; no network, no database, no clock."""
