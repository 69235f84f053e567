"""Files that a grader must survive: name, what it holds, the points and status it deserves.

Each is our own test of our own grader, runs in its sandbox only, and is bounded by it.
Points are those of the question ``01-line``.  OUT and SUBMISSIONS stand for the folders of the
run, which no file may reach.
"""

import json
from typing import NamedTuple

SETUP = "import numpy as np\nfrom whynn.grading import check"
ANSWER = """w = np.array([1.0, 1.0])
b = -0.5
wrong_row = (1, 1)
best_accuracy = 0.75
cut = {"AND": True, "OR": True, "NAND": True, "NOR": True, "XOR": False, "XNOR": False}"""
CHECK = 'check("01-line")'
FULL = 5
GOOD, FAULTY, STOPPED = "graded", "graded with faults", "stopped"
UNREADABLE, EMPTY = "unreadable", "empty"


class Case(NamedTuple):
    """One file: its bytes, the points it deserves, the status of its row."""

    raw: bytes
    points: int
    status: str


def notebook(*cells, **extra) -> bytes:
    """A notebook of code cells as bytes."""
    made = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": c,
        }
        for c in cells
    ]
    book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra}
    return json.dumps(book).encode()


def honest() -> bytes:
    """The right answer and nothing else."""
    return notebook(SETUP, ANSWER, CHECK)


# Code that runs before the right answer: the answer still counts, and the fault is told.
TROUBLE = {
    "syntax_error": "def broken(:",
    "unknown_indent": "  if True:\n pass",
    "exception": "1 / 0",
    "not_written": "raise NotImplementedError('write it')",
    "error_with_no_text": "class E(Exception):\n    def __str__(self): 1 / 0\nraise E",
    "huge_error_text": "raise ValueError('x' * 10**7)",
    "nul_in_code": "x = '\0'\n\0",
    "endless_loop": "while True:\n    pass",
    "sleeps": "import time\ntime.sleep(10**6)",
    "pauses": "import signal\nwhile True: signal.pause()",
    "deaf_loop": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "deaf_to_signals": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
    "while True: pass",
    "stuck_in_c": "10 ** (10 ** 9)",
    "slow_pattern": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "exit": "exit()",
    "sys_exit": "import sys\nsys.exit(0)",
    "hard_exit": "import os\nos._exit(0)",
    "kills_itself": "import os\nos.kill(os.getpid(), 9)",
    "kills_everything": "import os\nos.kill(-1, 9)",
    "kills_its_parent": "import os, signal\nos.kill(os.getppid(), 9)\nos.abort()",
    "segfault": "import ctypes\nctypes.string_at(0)",
    "stack_overflow": "import sys\nsys.setrecursionlimit(10**8)\ndef f(n): return f(n + 1)\nf(0)",
    "recursion": "def f(n): return f(n + 1)\nf(0)",
    "fifty_gigabytes": "x = bytearray(50 << 30)",
    "grows_for_ever": "x = []\nwhile True: x.append(bytearray(50 << 20))",
    "huge_shape": "x = np.ones(10**18)",
    "huge_shape_of_many": "x = np.zeros((10**6, 10**6, 10**6))",
    "fork_storm": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "thread_storm": "import threading, time\n"
    "while True: threading.Thread(target=time.sleep, args=(99,)).start()",
    "memory_in_children": "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n"
    "        x = bytearray(b'x' * (300 << 20)); time.sleep(99)\ntime.sleep(99)",
    "fills_the_disk": "for i in range(99):\n    with open(f'/tmp/{i}', 'wb') as f: "
    "f.write(b'x' * (8 << 20))",
    "one_huge_file": "with open('/tmp/x', 'wb') as f:\n    for _ in range(99): "
    "f.write(b'x' * (4 << 20)); f.flush()",
    "fills_shared_memory": "with open('/dev/shm/x', 'wb') as f: f.write(b'x' * (1 << 20))",
    "hidden_memory": "import os\nos.memfd_create('x')",
    "new_user_namespace": "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "mounts": "import ctypes\nassert ctypes.CDLL(None).mount(b't', b'/tmp', b'tmpfs', 0, 0) == 0",
    "writes_to_the_system": "open('/usr/x', 'w')",
    "writes_to_the_root": "open('/x', 'w')",
    "writes_the_library": "import whynn\nopen(whynn.__file__, 'a').write('x')",
    "writes_the_worker": "open('/opt/grader/worker.py', 'a').write('x')",
    "network": "import socket\nsocket.create_connection(('127.0.0.1', 22), 1)",
    "network_by_name": "import urllib.request\nurllib.request.urlopen('http://example.org', None, 1)",
    "reads_the_questions": "from whynn.grading.questions import line",
    "reads_the_questions_file": "import whynn, os\nfolder = os.path.dirname(whynn.__file__)\n"
    "open(os.path.join(folder, 'grading', 'questions', 'line.py')).read()",
    "reads_other_submissions": "import os\nos.listdir('SUBMISSIONS')",
    "reads_the_results": "open('OUT/secret.json').read()",
    "writes_results": "open('OUT/grades.csv', 'w').write('forged')",
    "reads_passwords": "open('/etc/passwd').read()",
    "closes_all_pipes": "import os\nfor i in range(3, 64):\n    try: os.close(i)\n"
    "    except OSError: pass",
    "steals_requests": "import os\nfor i in range(3, 10):\n    try: os.read(i, 1 << 20)\n"
    "    except OSError: pass",
    "asks_the_keyboard": "input('password: ')",
    "top_level_await": "await something()",
    "floods_the_judge": "import os\nwhile True:\n    for i in range(3, 10):\n"
    "        try: os.write(i, b'{\"id\": 1}\\n' * 1000)\n        except OSError: pass",
    "long_line_to_the_judge": "import os\nwhile True:\n    for i in range(3, 10):\n"
    "        try: os.write(i, b'[' * 60000)\n        except OSError: pass",
    "imports_what_is_not_there": "import a_package_that_nobody_has",
}
# Code that does no harm to the right answer, and is no fault.
HARMLESS = {
    "prints_much": "print('x' * (100 << 20))",
    "prints_in_the_background": "import threading\n"
    "threading.Thread(target=lambda: [print('y' * 1000) for _ in range(10**9)], daemon=True).start()",
    "daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    "        time.sleep(99)\n    os._exit(0)",
    "library_patched": "np.allclose = np.isclose = lambda *a, **k: True\n"
    "np.ndarray.__eq__ if False else None\nimport whynn.perceptron as p\n"
    "p.predict = lambda *a: np.array([0, 1, 1, 0])",
    "checker_redefined": "import whynn.grading as g\ng.check = check = lambda *a, **k: print('5/5')",
    "magics": "%matplotlib inline\n!rm -rf /\nnp.ones?",
    "shows_things": "display(np.ones(2))\nget_ipython().run_line_magic('time', '')",
    "figure_cell": "from whynn.widgets import ShortAnswer\nShortAnswer('01-x', 'How many?', number=3)",
    "library_used": "from whynn import perceptron\nperceptron.cuttable(2).sum()",
    "closes_its_output": "import sys\nsys.stdout.close()",
    "replaces_its_output": "import sys\nsys.stdout = sys.stderr = None",
    "other_scripts": "ответ = 'القيمة 值 🐱'\nprint(ответ)",
    "limits_raised": "import resource\ntry: resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n"
    "except (ValueError, OSError): pass",
    "writes_its_own_folder": "open('notes.txt', 'w').write('mine')",
    "forged_replies": "import os\nfor i in range(3, 10):\n"
    '    try: os.write(i, b\'{"id": 1, "ok": 1}\\n{"ready": true}\\nnot json\\n[]\\n\')\n'
    "    except OSError: pass",
}
# Code in place of the answer: the points of the parts that it deserves.
ANSWERS = {
    "untouched": ("w = ...\nb = ...\nwrong_row = ...\nbest_accuracy = ...\ncut = ...", 0),
    "nothing": ("pass", 0),
    "nan": (
        "w = np.array([np.nan, 1]); b = np.nan; wrong_row = (np.nan, 1)\n"
        "best_accuracy = np.nan; cut = {k: np.nan for k in 'ab'}",
        0,
    ),
    "infinite": (
        "w = np.array([np.inf, 1]); b = np.inf; wrong_row = (1, 1)\n"
        "best_accuracy = np.inf; cut = np.inf",
        0,
    ),
    "huge_whole_number": (
        "w = [10**1000, 1]; b = 10**400; best_accuracy = 10**5000; cut = 7",
        0,
    ),
    "strings": ("w = 'one'; b = '0'; wrong_row = '11'; best_accuracy = '0.75'; cut = 'all'", 0),
    "functions": ("w = b = wrong_row = best_accuracy = cut = lambda *a: 0.75", 0),
    "complex_numbers": (
        "w = np.array([1j, 1]); b = 1j; best_accuracy = 0.75 + 0j; cut = {}",
        0,
    ),
    "objects": (
        "w = np.array([object(), 1]); b = wrong_row = cut = best_accuracy = object()",
        0,
    ),
    "equal_to_everything": (
        "class Any(float):\n    def __eq__(self, o): return True\n    __ne__ = __lt__ = __gt__ = "
        "__le__ = __ge__ = __eq__\n    __hash__ = None\nw = b = wrong_row = best_accuracy = Any(9)\n"
        "cut = {k: Any(1) for k in ('AND', 'OR', 'NAND', 'NOR', 'XOR', 'XNOR')}",
        0,
    ),
    "equal_objects": (
        "class Any:\n    def __eq__(self, o): return True\n    def __bool__(self): return True\n"
        "    def __array__(self, *a, **k): return np.ones(2)\n    def __float__(self): return 0.75\n"
        "w = b = wrong_row = best_accuracy = cut = Any()",
        0,
    ),
    "planted_pickle": (
        "class P:\n    def __reduce__(self):\n        import os\n"
        "        return os.system, ('touch OUT/pickled',)\nw = b = best_accuracy = P()",
        0,
    ),
    "deep_list": ("x = []\nfor _ in range(10**5): x = [x]\nw = b = best_accuracy = cut = x", 0),
    "list_in_itself": (
        "x = []; x.append(x)\nw = b = best_accuracy = x\ncut = {}; cut['a'] = cut",
        0,
    ),
    "huge_list": ("w = [0.0] * 10**6; b = 'x' * 10**7; cut = dict.fromkeys(range(10**6))", 0),
    "huge_view": (
        "w = np.broadcast_to(1.0, (10**9, 10**9)); b = np.ones((1,) * 30)\n"
        "best_accuracy = np.ones(10**7)",
        0,
    ),
    "odd_arrays": (
        "w = np.array(['a', 'b']); b = np.array(['2001-01-01'], 'M8[D]')\n"
        "wrong_row = np.zeros(2, [('x', int)]); best_accuracy = np.array([])",
        0,
    ),
    "bidi_and_marks": (
        "w = '\u202e\\0\u001b[31m<script>alert(1)</script>'; b = w; cut = {w: w}",
        0,
    ),
    "generators": (
        "w = (i for i in range(2)); b = iter([1]); cut = {1, 2}; best_accuracy = b",
        0,
    ),
    "loops_when_read": (
        "class L(float):\n    def __float__(self):\n        while True: pass\n"
        "b = L(1); w = [1.0, 1.0]; best_accuracy = 0.75",
        1,
    ),
    "dies_when_read": (
        "import os\nclass D(float):\n    def __float__(self): os._exit(3)\n"
        "b = D(1); w = [1.0, 1.0]; best_accuracy = 0.75",
        1,
    ),
    "half_right": (
        "w, b = np.array([1.0, 1.0]), -0.5\nwrong_row = (1, 1)\nbest_accuracy = 1",
        2,
    ),
    "right_in_other_types": (
        "w = (np.float32(1), 1); b = np.array(-0.5); wrong_row = [True, True]\n"
        "best_accuracy = np.float64(0.75)\n"
        "cut = {k: np.bool_('X' not in k) for k in ('AND', 'OR', 'NAND', 'NOR', 'XOR', 'XNOR')}",
        5,
    ),
}
DIES = {"loops_when_read": GOOD, "dies_when_read": FAULTY}


def files() -> dict[str, Case]:
    """Every file by its name in the folder."""
    made = {
        f"{k}.ipynb": Case(notebook(SETUP, v, ANSWER, CHECK), FULL, FAULTY)
        for k, v in TROUBLE.items()
    }
    made |= {
        f"{k}.ipynb": Case(notebook(SETUP, v, ANSWER, CHECK), FULL, GOOD)
        for k, v in HARMLESS.items()
    }
    made |= {
        f"{k}.ipynb": Case(notebook(SETUP, code, CHECK), points, DIES.get(k, GOOD))
        for k, (code, points) in ANSWERS.items()
    }
    return made | _arrangements() | _damaged()


def _arrangements():
    """Right answers in notebooks that are put together in odd ways."""
    julia = {"metadata": {"kernelspec": {"name": "julia-9", "language": "julia"}}}
    again = ANSWER.replace("0.75", "1.0")
    return {
        "duplicate_cells.ipynb": Case(notebook(SETUP, ANSWER, ANSWER, CHECK, CHECK), 5, GOOD),
        "check_deleted_01_one_rule.ipynb": Case(notebook(SETUP, ANSWER), 5, GOOD),
        "answer_after_the_check.ipynb": Case(notebook(SETUP, CHECK, ANSWER), 5, GOOD),
        "overwritten_later.ipynb": Case(notebook(SETUP, ANSWER, CHECK, "w = b = 0"), 5, GOOD),
        "mended_later.ipynb": Case(notebook(SETUP, again, CHECK, ANSWER, CHECK), 5, GOOD),
        "one_cell_for_all.ipynb": Case(notebook(f"{SETUP}\n{ANSWER}\n{CHECK}"), 5, GOOD),
        "unknown_kernel.ipynb": Case(notebook(SETUP, ANSWER, CHECK, **julia), 5, GOOD),
        "odd_metadata.ipynb": Case(notebook(SETUP, ANSWER, CHECK, metadata=[1, "x"]), 5, GOOD),
        "byte_order_mark.ipynb": Case(b"\xef\xbb\xbf" + honest(), 5, GOOD),
        "renamed.txt": Case(honest(), 5, GOOD),
        "=cmd|calc'!A0_01_one_rule.ipynb": Case(honest(), 5, GOOD),
        "<script>alert(1)<_script>&quot;.ipynb": Case(honest(), 5, GOOD),
        "имя 名前 اسم.ipynb": Case(honest(), 5, GOOD),
        "script_in_error.ipynb": Case(
            notebook(SETUP, "raise ValueError('<script>alert(1)</script>')", ANSWER, CHECK),
            5,
            FAULTY,
        ),
    }


def _damaged():
    """Files that are no notebook, or none with anything in it."""
    text = honest()
    lines = b'{"cells": [' + b"[1]," * 10**6 + b"[1]]}"
    odd = {"cells": [3, None, {"cell_type": "code", "source": 7}, {"cell_type": "code"}]}
    unreadable = {
        "not_json.ipynb": b"w = 1\n",
        "truncated.ipynb": text[: len(text) // 2],
        "web_page.ipynb": b"<!doctype html><title>Log in</title>",
        "not_utf8.ipynb": text.decode().replace("check", "ch\xe9ck").encode("latin-1"),
        "utf16.ipynb": text.decode().encode("utf-16"),
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "deep.ipynb": b'{"cells":' + b"[" * 10**5 + b"]" * 10**5 + b"}",
        "many_values.ipynb": lines,
        "thirty_megabytes.ipynb": notebook(SETUP, "# " + "x" * (30 << 20)),
        "escaped_marks.ipynb": b'{"cells": "' + b'\\"' * (4 << 20),
        "much_code.ipynb": notebook(SETUP, "w\n" * 10**6, CHECK),
        "endless_digits.ipynb": b'{"cells": ' + b"9" * 10**5 + b"}",
        "a_list.ipynb": b"[1, 2]",
        "no_cells.ipynb": b'{"nbformat": 4}',
        "format_3.ipynb": b'{"nbformat": 3, "worksheets": []}',
        "cells_of_text.ipynb": b'{"cells": "all"}',
        "other_course.ipynb": notebook("import numpy as np", "x = 1"),
    }
    empty = {
        "empty.ipynb": b"",
        "blank.ipynb": b" \n\n",
        "no_code.ipynb": notebook(),
        "blank_cells.ipynb": notebook("", "  \n"),
        "odd_cells.ipynb": json.dumps(odd).encode(),
    }
    return {k: Case(v, 0, UNREADABLE) for k, v in unreadable.items()} | {
        k: Case(v, 0, EMPTY) for k, v in empty.items()
    }
