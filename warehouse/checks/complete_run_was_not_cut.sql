-- Complete needs proof, and a listing that was cut has none.
SELECT run_id, proof, is_truncated FROM crawl_run WHERE outcome = 'complete' AND (is_truncated OR trim(proof) = '')
