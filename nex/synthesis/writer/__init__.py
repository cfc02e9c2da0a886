"""What a model may write: lines of specs, specs, kits, architectures, instructions, a user's words."""
