"""What the page of insights counts and draws. Figures of the newsroom and of the machine, never of one reviewer."""
