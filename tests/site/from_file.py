"""A page opened from a file, which Chromium on a busy machine may give a storage that leads nowhere."""

import time

TRIES, WAITS = 20, 10


def open_kept(page, address):
    """Open the page until another tab reads what it writes.

    Now and then a page of a file that loads while the machine is busy gets a storage of its own:
    it reads nothing, and what it writes ends with it. A page from a server never does.
    """
    other = page.context.new_page()
    for _ in range(TRIES):
        page.goto(address)
        new = str(time.monotonic_ns())
        page.evaluate("(new_) => localStorage.setItem('probe', new_)", new)
        if any(read(other, address) == new for _ in range(WAITS)):
            break
    else:
        raise AssertionError(f"no other tab read what {address} wrote in {TRIES} tries")
    other.close()


def read(other, address):
    """What another tab has of it, a moment later."""
    other.wait_for_timeout(50)
    other.goto(address)
    return other.evaluate("localStorage.getItem('probe')")
