"""The product's own measurements, each beside its limit or a peer measured in the same run."""
