-- A listing is closed for a reason, and known to be gone, unless it was lost with its source; missing is known to be gone and not
-- closed; open is neither.
SELECT source, source_id, state, closed_at, close_reason, gone_before
FROM history.listing
WHERE CASE state
    WHEN 'closed' THEN closed_at IS NULL OR close_reason IS NULL
        OR (gone_before IS NULL AND close_reason NOT IN ('feed_removed', 'source_retired'))
    WHEN 'missing' THEN gone_before IS NULL OR closed_at IS NOT NULL OR close_reason IS NOT NULL
    ELSE gone_before IS NOT NULL OR closed_at IS NOT NULL OR close_reason IS NOT NULL
END
