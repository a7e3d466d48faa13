/** Network filter XML → a row of a HostReading. Pure. https://libvirt.org/formatnwfilter.html */
import type { NetworkFilterReading } from '@/lib/domain/readings';
import { attribute, children, parseXml, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';

/** Rules of one filter that are kept: those that come with libvirt have four at most. */
const RULES_MAX = 50;

/** @throws XmlFailure where the text is not a filter. */
export function parseNetworkFilter(xml: string): NetworkFilterReading {
  const filter = parseXml(xml, 'filter');
  const rules = [
    ...children(filter, 'filterref').map((other) => `as ${attribute(other, 'filter') ?? 'unknown'}`),
    ...children(filter, 'rule').map(ruleWords),
  ];
  const left = rules.length - RULES_MAX;
  return {
    name: attribute(filter, 'name') ?? 'unknown',
    rules: left > 0 ? [...rules.slice(0, RULES_MAX), `and ${left} more`] : rules,
  };
}

/** @example 'drop out 500: ip srcipaddr 10.0.0.1' */
function ruleWords(rule: XmlElement): string {
  const protocols = Object.keys(rule)
    .filter((name) => /^[a-z]/i.test(name))
    .flatMap((name) => children(rule, name).map((element) => [name, ...conditions(element)].join(' ')));
  const head = ['action', 'direction', 'priority'].flatMap((name) => attribute(rule, name) ?? []);
  return `${head.join(' ')}: ${protocols.length === 0 ? 'everything' : protocols.join(', ')}`;
}

const conditions = (element: XmlElement): string[] =>
  Object.keys(element).flatMap((key) => {
    if (!key.startsWith('@')) return [];
    const name = key.slice(1);
    return [name, attribute(element, name) ?? ''];
  });
