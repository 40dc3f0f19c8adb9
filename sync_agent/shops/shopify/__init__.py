"""Shopify: its Admin API in GraphQL, pinned to one version, and its webhooks."""
