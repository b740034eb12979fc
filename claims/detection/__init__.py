"""From the text of an article to the claims in it. Only claims.py, claimants.py and labels.py know rows."""
