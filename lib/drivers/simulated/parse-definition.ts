/**
 * Definitions of simulated domains are libvirt's domain XML (https://libvirt.org/formatdomain.html), read by the same
 * parser as the real ones: what this model does not know is ignored.
 */
import { z } from 'zod';
import { DriverError } from '@/lib/drivers/errors';
import { parseDomain } from '@/lib/drivers/libvirt/xml/parse-domain';
import { attribute, child, parseXml, textOf, XmlFailure, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';
import { DefinitionRecord } from './world/records';

export interface ParsedDefinition {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly definition: DefinitionRecord;
}

/** Longest name taken: libvirt keeps names as file names, and 255 bytes is what file systems take. */
const NAME_BYTES_MAX = 255;
/** Memory units of libvirt, in KiB. */
const UNITS: Readonly<Record<string, number>> = {
  b: 1 / 1024,
  bytes: 1 / 1024,
  k: 1,
  KiB: 1,
  M: 1024,
  MiB: 1024,
  G: 1024 ** 2,
  GiB: 1024 ** 2,
};

/** @throws DriverError `refused` where the text is no definition this model can hold */
export function parseDefinition(text: string): ParsedDefinition {
  try {
    const domain = parseXml(text, 'domain');
    const id = (textOf(domain, 'uuid') ?? crypto.randomUUID()).trim().toLowerCase();
    if (!z.uuid().safeParse(id).success) throw new XmlFailure('The UUID in the definition is not one.');
    const maxMemoryKiB = memoryOf(child(domain, 'memory'));
    if (maxMemoryKiB === undefined) throw new XmlFailure('The definition gives no memory.');
    const maxVcpus = positive(textOf(domain, 'vcpu') ?? '1');
    return {
      id,
      name: nameOf(textOf(domain, 'name') ?? ''),
      maxVcpus,
      vcpus: Math.min(maxVcpus, positive(attribute(child(domain, 'vcpu'), 'current') ?? String(maxVcpus))),
      maxMemoryKiB,
      memoryKiB: Math.min(maxMemoryKiB, memoryOf(child(domain, 'currentMemory')) ?? maxMemoryKiB),
      // Through the record's schema, so that what is kept is what the files can hold; the hash is left behind.
      definition: DefinitionRecord.parse(JSON.parse(JSON.stringify(parseDomain(text)))),
    };
  } catch (error) {
    if (!(error instanceof XmlFailure)) throw error;
    throw new DriverError('refused', error.message, {
      native: { code: 27, name: 'SIM_XML_ERROR', message: error.message },
      cause: error,
    });
  }
}

function nameOf(name: string): string {
  if (name.trim() === '') throw new XmlFailure('The definition gives no name.');
  if (/\p{Cc}/u.test(name)) throw new XmlFailure('A name must not hold control characters such as line breaks.');
  // The parser leaves numeric references as they stand; one of them may be a line break.
  if (/&#(x[0-9a-f]+|\d+);/i.test(name))
    throw new XmlFailure('A name must not hold character references such as line breaks.');
  if (name.includes('/')) throw new XmlFailure('A name must not hold a slash.');
  if (new TextEncoder().encode(name).length > NAME_BYTES_MAX)
    throw new XmlFailure(`A name takes at most ${NAME_BYTES_MAX} bytes.`);
  return name;
}

function memoryOf(element: XmlElement | undefined): number | undefined {
  const text = textOf(element);
  if (text === undefined) return undefined;
  const unit = UNITS[attribute(element, 'unit') ?? 'KiB'];
  const value = Number(text.trim());
  if (unit === undefined || !Number.isFinite(value) || value <= 0)
    throw new XmlFailure('The memory in the definition is not a size.');
  return Math.max(1, Math.round(value * unit));
}

function positive(text: string): number {
  const value = Number(text.trim());
  if (!Number.isInteger(value) || value < 1)
    throw new XmlFailure('The number of vCPUs in the definition is not a positive whole number.');
  return value;
}
