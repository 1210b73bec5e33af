"""The stores: memory is the reference, SQL is for work."""
