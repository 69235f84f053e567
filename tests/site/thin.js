// Makes a page small for axe: of things that are alike, in places that are alike, the first one stays.
// Alike are things of the same tag, classes, style and names of attributes below things that are alike;
// ids and texts may differ. A block goes if nothing in it is new.
// A page is mostly paragraphs, cells, formulas and coloured code, and a second one of a kind tells nothing.
() => {
  const seen = new Set(), again = (kind) => seen.has(kind) || !seen.add(kind);
  const name = (e) => `${e.tagName}.${e.getAttribute('class')?.replace(/\d+/g, '')}`;
  const place = (e) => {
    const path = [];
    for (let n = e.parentElement; n && n.tagName !== 'ARTICLE'; n = n.parentElement) if (n.tagName !== 'SECTION') path.push(name(n));
    return path.join(' ');
  };
  const kind = (e) => `${place(e)} ${name(e)} ${e.getAttributeNames().filter((n) => n !== 'id')} ${e.getAttribute('style')} ${[...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())}`;
  const each = (selector, deed) => document.querySelectorAll(selector).forEach((e) => e.isConnected && deed(e));
  const alike = (selector, kind, deed) => each(selector, (e) => again(kind(e)) && deed(e));
  const flat = (e) => { const up = e.parentElement; e.replaceWith(e.textContent); up.normalize(); };

  // what follows a card, and is shown, is as all else
  each('.whynn-kept > div:not([inert])', (e) => e.parentElement.replaceWith(...e.childNodes));
  alike('.highlight pre span', (e) => name(e) + name(e.closest('.highlight').parentElement), flat);
  alike('article :is(dt.sig *, code, em, strong)', (e) => place(e) + name(e), flat);
  alike('math', (e) => place(e) + name(e), (e) => e.replaceWith('x'));
  // whole blocks go, but no part of a table, a figure or a fold's title
  const whole = ':not(.fig *, summary *, table:not(.indextable) *)';
  const blocks = `article :is(.cell, .claim, .doctest, [class*=highlight-], details, blockquote, div.math, dl.py, p, ul, li)${whole}, article tbody tr:not(.fig *), [class*=bd-sidebar] li`;
  const firsts = new Set(), parts = (e) => [e, ...e.querySelectorAll('*')];
  each(blocks, (e) => parts(e).forEach((p) => again(kind(p)) || firsts.add(p)));
  each(blocks, (e) => parts(e).some((p) => firsts.has(p)) || e.remove());
}
