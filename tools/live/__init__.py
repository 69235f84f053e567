"""Running a page's cells in the reader's browser: what is decided, and what is sent there."""
