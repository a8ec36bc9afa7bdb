/**
 * A page's picture as a node, or null when it is not one. It is parsed apart from the document, so that
 * nothing of it can run while it is looked at, and anything but shapes is refused.
 */
export function pictureOf(svg: string): SVGSVGElement | null {
  const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  if (!(drawn instanceof SVGSVGElement)) return null;
  const plain = new Set(['svg', 'defs', 'path', 'g', 'use']);
  for (const part of [drawn, ...drawn.querySelectorAll('*')]) {
    if (!plain.has(part.localName)) return null;
    for (const { name, value } of part.attributes) {
      if (name === 'style' || name.startsWith('on') || (name.endsWith('href') && !value.startsWith('#'))) return null;
    }
  }
  drawn.setAttribute('aria-hidden', 'true');
  drawn.setAttribute('focusable', 'false');
  return document.importNode(drawn, true);
}
