"""The health of a store's data, measured at a hub and told of."""
