"""The figures: CPU per operation, in RSA-2048 signatures of the same run."""
