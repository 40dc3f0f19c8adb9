"""What both halves of the sync stand on: who this node is, what travels, base images, versions, the chain."""
