"""A Shopify that is played: real schema, real rules, invented cakes."""
