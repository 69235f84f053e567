// Python text as the theme colours it: the classes are those of Pygments, which coloured the stored code.
const KEYWORDS = "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield";
const CONSTANTS = "False None True";
const BUILT_IN = "abs all any bool dict enumerate filter float int isinstance len list map max min next object open print range repr reversed round set sorted str sum super tuple type zip";
const KINDS = new Map([[KEYWORDS, "k"], [CONSTANTS, "kc"], [BUILT_IN, "nb"]].flatMap(([words, kind]) => words.split(" ").map((word) => [word, kind])));
const TOKEN = /(?<c1>#[^\n]*)|(?<s2>[rbfuRBFU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(?<mi>\b\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?)|(?<n>[\p{L}_][\p{L}\p{N}_]*)|(?<o>[-+*/%@=<>!&|^~:]+)/gu;

/** Pieces of `text` in order, [class or "", piece]; joined they are the text. */
export function pieces(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) found.push(["", text.slice(at, match.index)]);
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    found.push([kind === "n" ? KINDS.get(match[0]) ?? "n" : kind, match[0]]);
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push(["", text.slice(at)]);
  return found;
}

/** What Enter writes at `at` in `text`: a new line, as deep as this one, and deeper after a colon. */
export function newline(text, at) {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return `\n${/^ */.exec(line)[0]}${/:\s*(#.*)?$/.test(line) ? "    " : ""}`;
}

const DEEPER = 4; // spaces that one step into a block is deep
/**
 * What Tab makes of the lines between `from` and `to` of `text`, and Shift+Tab if `back`: which part is replaced, by
 * what, and what is marked then.
 */
export function indented(text, from, to, back) {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  if (!back && from === to) return { from, to, by: " ".repeat(DEEPER - ((from - start) % DEEPER)), marked: null };
  const lines = text.slice(start, to).split("\n"), most = new RegExp(`^ {1,${DEEPER}}`);
  const by = lines.map((line) => (back ? line.replace(most, "") : line && " ".repeat(DEEPER) + line)).join("\n");
  return { from: start, to, by, marked: from === to ? null : [start, start + by.length] };
}
/** How many spaces Backspace takes away at `at`: in an empty beginning of a line, back to the step before. */
export function unindented(text, at) {
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return before && !before.trim() ? ((before.length - 1) % DEEPER) + 1 : 1;
}

/** Text as a comparison with stored text needs it: no spaces at line ends, none around. */
export const plain = (text) => text.replace(/[ \t]+$/gm, "").trim();
