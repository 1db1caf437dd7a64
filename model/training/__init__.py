"""Learning: the loss and its gradients, the optimiser, the loop, and what to train with which settings."""
