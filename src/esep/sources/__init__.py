"""Files as they came: bytes with their checksum, and the rows in them."""
