"""The scenario file: its format, its checks, and the way to rows and back."""
