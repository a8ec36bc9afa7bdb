// Asks the page what a person would trip over: what runs over the edge, what is too small to press or to
// read, and which letters do not stand out from what is painted under them.
const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const name = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''} «${(element.innerText ?? element.textContent ?? '').trim().slice(0, 30)}»`;
const flaws = new Set();

const over = document.documentElement.scrollWidth - innerWidth;
if (over > 1) flaws.add(`the page runs ${over} px over the right edge`);

for (const target of document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="button"]')) {
  if (!seen(target)) continue;
  // A tick or a chip is pressed by its whole label.
  const whole = target.matches('[type="radio"], [type="checkbox"]') ? (target.closest('label') ?? target) : target;
  const { width, height } = whole.getBoundingClientRect();
  if (width < 31.5 || height < 31.5) flaws.add(`${name(whole)} is ${Math.round(width)} × ${Math.round(height)} px to press`);
}

// Any colour the style may give, as the screen shows it.
const drop = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const known = new Map();
function channels(colour) {
  if (!known.has(colour)) {
    drop.clearRect(0, 0, 1, 1);
    drop.fillStyle = colour;
    drop.fillRect(0, 0, 1, 1);
    known.set(colour, [...drop.getImageData(0, 0, 1, 1).data]);
  }
  return known.get(colour);
}
const blend = ([r, g, b, a], ground) => [r, g, b].map((part, index) => (part * a + ground[index] * (255 - a)) / 255);
function ground(element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 255) break;
  }
  return layers.reverse().reduce((under, layer) => blend(layer, under), [255, 255, 255]);
}
function light(colour) {
  const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

let letters = 0;
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode.data.trim();
  const holder = texts.currentNode.parentElement;
  if (text === '' || !seen(holder) || holder.closest('option, .unseen, :disabled, [aria-disabled="true"]')) continue;
  letters += text.length;
  const style = getComputedStyle(holder);
  const drawn = holder.closest('svg');
  const size = parseFloat(style.fontSize) * (drawn ? drawn.getBoundingClientRect().width / (drawn.viewBox.baseVal.width || drawn.getBoundingClientRect().width) : 1);
  if (size < 13.95) flaws.add(`${name(holder)} is ${size.toFixed(1)} px high`);
  const under = ground(holder);
  const [a, b] = [light(blend(channels(drawn ? style.fill : style.color), under)), light(under)];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  if (contrast < needed) flaws.add(`${name(holder)} has contrast ${contrast.toFixed(2)}, needs ${needed}`);
}
return { flaws: [...flaws], letters };
