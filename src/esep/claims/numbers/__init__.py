"""What the numbers of a text claim: their unit, operator and direction, and those that claim nothing."""
