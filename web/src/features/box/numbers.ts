// Finds what can be dialled in whatever was typed or pasted.
export type Found = {
  /** as it stood in the text */
  shown: string;
  /** what the server is asked to dial */
  target: string;
  /** the text held nothing else */
  whole: boolean;
};

const kAddress = /(?:sips?:)?[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+|sips?:[^\s<>,;]+/i;
// A number: a plus or a digit first, a digit last, and between them only what people write into numbers.
const kNumber = /\+?\(?\d(?:[\d\s()./\u00a0\u2010-\u2013-]*\d)?/g;
const kFeatureCode = /^[*#][\d*#]*$/;

/** Digits with their leading plus; "+49 (0) 89" loses the zero that is only dialled inside the country. */
export function dialled(text: string): string {
  const trunkFree = text.trim().startsWith('+') ? text.replace(/\(\s*0\s*\)/, '') : text;
  const plus = trunkFree.trim().startsWith('+') ? '+' : '';
  return plus + trunkFree.replace(/\D/g, '');
}

export function findNumber(text: string): Found | undefined {
  const trimmed = text.trim();
  if (kFeatureCode.test(trimmed)) return { shown: trimmed, target: trimmed, whole: true };
  const address = kAddress.exec(trimmed);
  if (address) return { shown: address[0], target: address[0].replace(/[.)]+$/, ''), whole: address[0] === trimmed };
  let best: string | undefined;
  for (const [candidate] of trimmed.matchAll(kNumber)) {
    if (!best || dialled(candidate).length > dialled(best).length) best = candidate;
  }
  if (!best) return undefined;
  const whole = best === trimmed;
  // A lone digit inside words ("pier 3") is not a number to call.
  if (!whole && dialled(best).length < 3) return undefined;
  return { shown: best.trim(), target: dialled(best), whole };
}

/** The text without the number in it: what is left to search people by. */
export function wordsIn(text: string): string {
  const found = findNumber(text);
  if (!found || found.whole) return text.trim();
  return text
    .replace(found.shown, ' ')
    .replace(/[/()\s]+/g, ' ')
    .trim();
}
