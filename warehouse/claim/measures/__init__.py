"""The measures of claims: each takes a week's ground and a part of a claim, and gives an estimate."""
