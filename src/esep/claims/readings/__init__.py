"""What a number counts: the offence, its circumstance, the whole of a share, the region and the body that speaks."""
