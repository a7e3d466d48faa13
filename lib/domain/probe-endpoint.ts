/** Where a role is probed, as people set it up. Pure; parsed wherever it comes from, a form, the API or a row. */
import { z } from 'zod';
import { DEFAULT_PORTS, PROBE_PORTS, type ProbePort } from './probe';

const LONGEST_NAME = 253;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const isAddress = (text: string): boolean =>
  z.ipv4().safeParse(text).success ||
  z.ipv6().safeParse(text).success ||
  // What looks like an address of four numbers and is none would be asked of a name server.
  (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));

/** A host name or an address; it reaches command lines and URLs, so that nothing else may stand in it. */
export const ProbeAddress = z
  .string()
  .trim()
  .max(LONGEST_NAME)
  .refine(isAddress, 'write a host name or an IP address, without a port')
  .meta({ id: 'ProbeAddress' });

const MOST_PORT = 65_535;
const Port = z.number().int().min(1).max(MOST_PORT);
/** Only those that differ from the usual. */
export const ProbePorts = z
  .strictObject(
    Object.fromEntries(PROBE_PORTS.map((name) => [name, Port.optional()])) as Record<
      ProbePort,
      z.ZodOptional<typeof Port>
    >,
  )
  .meta({ id: 'ProbePorts' });
export type ProbePorts = z.infer<typeof ProbePorts>;

/** Every port, with the usual one where none is given. */
export const allPorts = (given: ProbePorts): Record<ProbePort, number> =>
  // The keys are those of the defaults, each with a number.
  Object.fromEntries(PROBE_PORTS.map((name) => [name, given[name] ?? DEFAULT_PORTS[name]])) as Record<
    ProbePort,
    number
  >;

const LONGEST_PATH = 200;
/** A folder of the SE in which probes may write. */
export const ProbeDataPath = z
  .string()
  .trim()
  .max(LONGEST_PATH)
  .regex(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/, 'write a path like /data/probes, of letters, digits, ".", "_" and "-"')
  .meta({ id: 'ProbeDataPath' });

const LONGEST_WORD = 64;
/** Of a queue or a node, as batch systems name them; it is put into a job description. */
export const ProbeWord = z
  .string()
  .trim()
  .max(LONGEST_WORD)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, ".", "_" and "-"')
  .meta({ id: 'ProbeWord' });
