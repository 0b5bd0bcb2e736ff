"""What a network is trained to do, one file a shape of problem."""
