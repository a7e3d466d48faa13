/**
 * Which domains can be moved live to which hosts, asked of the table of checks once for each kind of domain and of host: hosts
 * that the checks cannot tell apart are one kind, and so are domains on one kind of host.
 */
import { hostId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { severityOf } from '@/lib/domain/refusals';
import { RESOURCE_CHECKS } from '../checks/resource-checks';
import { TECHNOLOGY_CHECKS } from '../checks/technology-checks';
import { pairOptions } from '../pair-options';

/** A domain that holds nothing of its host may be counted on any. */
export const KIND_OFF = 'off';

const CHECKS = [...TECHNOLOGY_CHECKS, ...RESOURCE_CHECKS];
/** Of checks that ask whether it is the host that has the domain already: it never is. */
const ELSEWHERE = hostId('another host of the kind');

export class Kinds {
  readonly #now: Date;
  readonly #hostKinds = new Map<string, { readonly kind: string; readonly host: PlacementHost }>();
  readonly #domainKinds = new Map<string, { readonly domain: PlacementDomain; readonly source: PlacementHost }>();
  readonly #numbers = new Map<string, string>();
  readonly #answers = new Map<string, boolean>();

  constructor(now: Date) {
    this.#now = now;
  }

  hostKind(host: PlacementHost): string {
    const known = this.#hostKinds.get(host.id);
    if (known !== undefined) return known.kind;
    const kind = this.#short('host', hostSignature(host));
    this.#hostKinds.set(host.id, { kind, host });
    if (!this.#hostKinds.has(kind)) this.#hostKinds.set(kind, { kind, host });
    return kind;
  }

  domainKind(domain: PlacementDomain, source: PlacementHost): string {
    const kind = this.#short('domain', `${this.hostKind(source)} ${domainSignature(domain)}`);
    if (!this.#domainKinds.has(kind)) this.#domainKinds.set(kind, { domain, source });
    return kind;
  }

  /** Whether nothing refuses that lies in the technology of both hosts or in what the domain is attached to. */
  takes(domainKind: string, hostKind: string): boolean {
    if (domainKind === KIND_OFF) return true;
    const key = `${domainKind} ${hostKind}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#ask(domainKind, hostKind)));
    return answer;
  }

  #ask(domainKind: string, hostKind: string): boolean {
    const moved = this.#domainKinds.get(domainKind);
    const like = this.#hostKinds.get(hostKind)?.host;
    if (moved === undefined || like === undefined) return false;
    const target = { ...like, id: ELSEWHERE };
    // What a pair is not known to do a move is not asked to do.
    if (!pairOptions(moved.source, target).live) return false;
    const move = { ...moved, target, context: { now: this.#now, options: { live: true } } };
    return CHECKS.every((check) => check.find(move).every((refusal) => severityOf(refusal) !== 'refuse'));
  }

  /** Signatures are long, and kinds are compared in inner loops. */
  #short(what: string, signature: string): string {
    const known = this.#numbers.get(`${what} ${signature}`);
    if (known !== undefined) return known;
    const made = `${what} kind ${this.#numbers.size}`;
    this.#numbers.set(`${what} ${signature}`, made);
    return made;
  }
}

/** All that the checks look at, and nothing that changes with every reading. */
function hostSignature({ driver, reading, abilities }: PlacementHost): string {
  if (reading === undefined) return JSON.stringify([driver, null, abilities]);
  const { memoryTotalKiB: _total, memoryFreeKiB: _free, migrationLinkBytesPerSecond: _link, ...facts } = reading;
  return JSON.stringify([
    driver,
    { ...facts, storage: facts.storage.map(({ name, path, shared }) => [name, path, shared]) },
    abilities,
  ]);
}

function domainSignature(domain: PlacementDomain): string {
  const { architecture, guestMode, emulated, machine, kernel, cpuFlags, disks, nics, metadata } = domain;
  return JSON.stringify([
    [architecture, guestMode, emulated, machine, kernel, cpuFlags, metadata.kernelVersion, metadata.needsFpswa],
    disks.map(({ kind, source, shared }) => [kind, folderOf(source), shared]),
    nics.map(({ kind, source }) => [kind, source]),
  ]);
}

/** Of a disk the checks ask on which storage it is, not what it is called. */
const folderOf = (source: string | undefined): string | undefined => source?.slice(0, source.lastIndexOf('/') + 1);
