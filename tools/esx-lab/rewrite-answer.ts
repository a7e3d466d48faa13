/**
 * Makes the simulator's SOAP answers carry what real servers send and libvirt's ESX driver looks for. Pure.
 *
 * The simulator writes types under a prefix of its own, and leaves them out where the list's type says them:
 *   <val XMLSchema-instance:type="ArrayOfString"><string>a</string></val>
 * A real server says them under the usual prefix, and at each member:
 *   <val xsi:type="ArrayOfString"><string xsi:type="xsd:string">a</string></val>
 */

/** A tag, its name and its attributes; Go's encoder writes `<` and `>` inside attributes as entities. */
const TAG = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s[^<>]*?)?)(\/?)>/g;
const TYPE = /\sxsi:type="([^"]*)"/;
const OWN_DECLARATION = / xmlns:XMLSchema-instance="[^"]*"/g;
const OWN_PREFIX = /\bXMLSchema-instance:type=/g;

/** Members of lists of simple values: `ArrayOfString` holds `<string>`, which is an `xsd:string`. */
const SIMPLE = ['string', 'int', 'long', 'short', 'byte', 'boolean', 'double', 'float', 'dateTime', 'base64Binary'];

export function rewriteAnswer(xml: string): string {
  /** For each open element the type of its members, where it is a list. */
  const memberTypes: (string | undefined)[] = [];
  return xml.replace(TAG, (tag, closing: string, name: string, rawAttributes: string, selfClosing: string) => {
    if (closing !== '') {
      memberTypes.pop();
      return tag;
    }
    let attributes = rawAttributes.replace(OWN_DECLARATION, '').replace(OWN_PREFIX, 'xsi:type=');
    const member = memberTypes.at(-1);
    if (member !== undefined && !TYPE.test(attributes)) {
      if (member === name) attributes += ` xsi:type="${name}"`;
      else if (SIMPLE.includes(name) && member.toLowerCase() === name.toLowerCase())
        attributes += ` xsi:type="xsd:${name}"`;
    }
    if (selfClosing === '') memberTypes.push(/^ArrayOf(\w+)$/.exec(TYPE.exec(attributes)?.[1] ?? '')?.[1]);
    return `<${name}${attributes}${selfClosing}>`;
  });
}
