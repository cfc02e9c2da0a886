"""What somebody asks for: typed requests, worded and read back."""
