/** One configured XML parser for all libvirt texts, and small typed readers over what it returns. Pure. */
import { XMLParser } from 'fast-xml-parser';

/** An element: attributes under `@name`, text under `#text`, children under their names, always as lists. */
export interface XmlElement {
  readonly [name: string]: string | readonly XmlElement[] | undefined;
}

/**
 * No entity of the document's own is ever followed (a definition has no business declaring one), numbers stay text,
 * and every element is a list, so that one child and several look alike.
 */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 10_000_000 },
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

export class XmlFailure extends Error {
  override readonly name = 'XmlFailure';
}

/** The root element of `text`, which must be called `root`. @throws {XmlFailure} */
export function parseXml(text: string, root: string): XmlElement {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new XmlFailure('The text declares a document type or entities, which is refused.');
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (error) {
    throw new XmlFailure(`The text is not XML: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const found = isElement(parsed) ? child(parsed, root) : undefined;
  if (found === undefined) throw new XmlFailure(`The text has no <${root}> element.`);
  return found;
}

export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const list = element?.[name];
  if (!Array.isArray(list)) return [];
  // An element without attributes and children is bare text to the parser.
  return list.map((each: unknown) => (isElement(each) ? each : { '#text': String(each) }));
}

export function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let at: XmlElement | undefined = element;
  for (const name of path) at = children(at, name)[0];
  return at;
}

/** Text of the element at the end of `path`; undefined where it is missing or empty. */
export function textOf(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const value = child(element, ...path)?.['#text'];
  const text = Array.isArray(value) ? value.map((each) => (isElement(each) ? each['#text'] : each)).join('') : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.[`@${name}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isElement(value: unknown): value is XmlElement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Escapes text for an XML 1.0 element or attribute. @throws {XmlFailure} for characters that XML 1.0 cannot carry at all. */
export function escapeXml(text: string): string {
  for (const char of text) {
    if (!isXmlCharacter(char.codePointAt(0) ?? 0))
      throw new XmlFailure(
        'The text holds a character that XML cannot carry (a control character or half of a surrogate pair).',
      );
  }
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}

/** https://www.w3.org/TR/xml/#charsets */
function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    code >= 0x10000
  );
}
