"""Networks: small fully connected ones, their parts, and the checks of their gradients."""
