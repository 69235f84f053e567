"""Running a page's cells in the reader's browser: what is decided here, and what is sent there."""
