"""The scenario file: its format, its checks, and its conversion to rows and back."""
