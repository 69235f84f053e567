"""The book on paper: the built pages made into one document, and printed by Chromium."""
