"""The health of each store's data is measured after its sales have come, beside everything else."""
