"""Making the optional encoder's weights. Nothing here runs when claims are detected."""
