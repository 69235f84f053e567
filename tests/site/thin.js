// Makes a page small for axe: of things that are alike, in places that are alike, the first one stays.
// Alike is what has the same tags, classes, styles and names of attributes; ids, numbers and texts may differ.
// A page is mostly paragraphs, cells, formulas and coloured code, and a second one of a kind tells nothing new.
() => {
  const seen = new Set(), again = (kind) => seen.has(kind) || !seen.add(kind);
  const name = (e) => `${e.tagName}.${e.getAttribute('class')?.replace(/\d+/g, '')}`;
  const place = (e) => {
    const path = [];
    for (let n = e.parentElement; n && n.tagName !== 'ARTICLE'; n = n.parentElement) if (n.tagName !== 'SECTION') path.push(name(n));
    return path.join(' ');
  };
  const part = (node) => (node.nodeType === Node.ELEMENT_NODE ? sketch(node) : node.data?.trim() ? ' ' : '');
  const sketch = (e) => `${name(e)}[${e.getAttributeNames().filter((n) => n !== 'id')} ${e.getAttribute('style')}](${[...e.childNodes].map(part).join('')})`;
  const alike = (selector, kind, deed) => document.querySelectorAll(selector).forEach((e) => { if (e.isConnected && again(kind(e))) deed(e); });
  const flat = (e) => { const up = e.parentElement; e.replaceWith(e.textContent); up.normalize(); };

  alike('.highlight pre span', (e) => name(e) + name(e.closest('.highlight').parentElement), flat);
  alike('article :is(dt.sig *, code, em, strong)', (e) => place(e) + name(e), flat);
  alike('math', (e) => place(e) + name(e), (e) => e.replaceWith('x'));
  // whole blocks go, but no part of a table, a figure or a fold's title
  const whole = ':not(.fig *, summary *, table:not(.indextable) *)';
  const blocks = `article :is(.cell, .claim, .doctest, div.math, dl.py, p, li)${whole}, article tbody tr:not(.fig *), .bd-sidebar-secondary li`;
  alike(blocks, (e) => place(e) + sketch(e).replace(/ +/g, ' '), (e) => e.remove());
}
