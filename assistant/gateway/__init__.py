"""The gateway: one context per message through small stages. What may be stored is stored before anything else."""
