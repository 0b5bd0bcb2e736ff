"""What each experiment claims, explains and lets you set: one torch-free file each."""
