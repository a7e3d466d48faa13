/** Where every domain is while a plan is made, and whether a step may be taken. Mutable, and never leaves the planner. */
import { type BalanceCluster, type BalanceHost, type BalanceUnit, unitsOf } from './cluster';

const NOBODY: readonly number[] = [];

export class ClusterState {
  readonly hosts: readonly BalanceHost[];
  readonly units: readonly BalanceUnit[];
  readonly hostOf: Int32Array;
  readonly memoryKiB: Float64Array;
  readonly vcpus: Float64Array;
  readonly load: Float64Array;
  /** Memory of the largest unit on each host, as the power of two that it does not exceed: 21 for up to 2 GiB. */
  readonly largestPower: Int32Array;
  /** Units on each host, by index. */
  readonly on: readonly Set<number>[];
  readonly #rules: BalanceCluster['rules'];
  readonly #vos: readonly Map<string | null, number>[];
  readonly #apart: readonly Map<string, number>[];
  /** By kind of host, then by kind of unit: whether it takes it. */
  readonly #takes: readonly Uint8Array[];
  readonly #hostKind: Int32Array;
  readonly #unitKind: Int32Array;

  constructor(cluster: BalanceCluster) {
    const { units, hostOf } = unitsOf(cluster);
    this.hosts = cluster.hosts;
    this.units = units;
    this.hostOf = hostOf;
    this.#rules = cluster.rules;
    const count = this.hosts.length;
    this.memoryKiB = new Float64Array(count);
    this.vcpus = new Float64Array(count);
    this.load = new Float64Array(count);
    this.largestPower = new Int32Array(count);
    this.on = Array.from({ length: count }, () => new Set<number>());
    this.#vos = Array.from({ length: count }, () => new Map<string | null, number>());
    this.#apart = Array.from({ length: count }, () => new Map<string, number>());
    const hostKinds = [...new Set(this.hosts.map((host) => host.kind))];
    const kindsOf = new Map(units.map((unit) => [unit.kinds.join('\n'), unit.kinds]));
    const unitKinds = [...kindsOf.keys()];
    this.#hostKind = Int32Array.from(this.hosts, (host) => hostKinds.indexOf(host.kind));
    this.#unitKind = Int32Array.from(units, (unit) => unitKinds.indexOf(unit.kinds.join('\n')));
    this.#takes = hostKinds.map((hostKind) =>
      Uint8Array.from(unitKinds, (key) =>
        (kindsOf.get(key) ?? []).every((kind) => cluster.rules.takes(kind, hostKind)) ? 1 : 0,
      ),
    );
    units.forEach((_, index) => this.#add(index, hostOf[index] ?? -1, 1));
  }

  /** Whether a unit could be moved at all. */
  isMovable(unit: number): boolean {
    return this.units[unit]?.pinned === undefined && this.hosts[this.hostOf[unit] ?? -1]?.closed === undefined;
  }

  /**
   * Whether a unit may be moved there as things stand: the target must hold it beside all it has, for both copies exist while
   * it moves. What a loss would mean is asked elsewhere (`LossCheck`).
   * @param leaving units that are still there, though counted among those of another host already
   */
  fits(unit: number, target: number, leaving: readonly number[] = NOBODY): boolean {
    const moved = this.units[unit];
    const host = this.hosts[target];
    if (moved === undefined || host === undefined || host.closed !== undefined) return false;
    let memoryKiB = (this.memoryKiB[target] ?? 0) + moved.memoryKiB;
    let vcpus = (this.vcpus[target] ?? 0) + moved.vcpus;
    for (const other of leaving) {
      memoryKiB += this.units[other]?.memoryKiB ?? 0;
      vcpus += this.units[other]?.vcpus ?? 0;
      if (!this.#goTogether(unit, other)) return false;
    }
    if (memoryKiB > host.memoryKiB || vcpus > host.cpus * this.#rules.mostVcpusPerCpu) return false;
    return this.suits(unit, target);
  }

  /** Whether the two go together whatever room there is: kind, VOs, those to be kept apart. */
  suits(unit: number, target: number): boolean {
    const moved = this.units[unit];
    const host = this.hosts[target];
    if (moved === undefined || host === undefined) return false;
    if (this.#takes[this.#hostKind[target] ?? -1]?.[this.#unitKind[unit] ?? -1] !== 1) return false;
    if (host.onlyVo !== undefined && moved.vos.some((vo) => vo !== host.onlyVo)) return false;
    if (moved.apart.some((word) => (this.#apart[target]?.get(word) ?? 0) > 0)) return false;
    if (this.#rules.isolatedVos.size === 0) return true;
    return this.#share(new Set([...moved.vos, ...(this.#vos[target]?.keys() ?? [])]));
  }

  /** Whether two units may stand on one host. */
  #goTogether(one: number, other: number): boolean {
    const [first, second] = [this.units[one], this.units[other]];
    if (first === undefined || second === undefined) return false;
    return (
      !first.apart.some((word) => second.apart.includes(word)) && this.#share(new Set([...first.vos, ...second.vos]))
    );
  }

  /** Whether domains of these VOs may stand on one host. */
  #share(vos: ReadonlySet<string | null>): boolean {
    return vos.size <= 1 || ![...vos].some((vo) => vo !== null && this.#rules.isolatedVos.has(vo));
  }

  move(unit: number, target: number): void {
    this.#add(unit, this.hostOf[unit] ?? -1, -1);
    this.hostOf[unit] = target;
    this.#add(unit, target, 1);
  }

  #add(unit: number, host: number, sign: 1 | -1): void {
    const moved = this.units[unit];
    const on = this.on[host];
    if (moved === undefined || on === undefined) return;
    this.memoryKiB[host] = (this.memoryKiB[host] ?? 0) + sign * moved.memoryKiB;
    this.vcpus[host] = (this.vcpus[host] ?? 0) + sign * moved.vcpus;
    this.load[host] = (this.load[host] ?? 0) + sign * moved.load;
    if (sign === 1) {
      on.add(unit);
      this.largestPower[host] = Math.max(this.largestPower[host] ?? 0, powerOf(moved.memoryKiB));
    } else {
      on.delete(unit);
      if (powerOf(moved.memoryKiB) === this.largestPower[host]) this.largestPower[host] = this.#largestOf(on);
    }
    const vos = this.#vos[host];
    if (vos !== undefined) for (const vo of moved.vos) count(vos, vo, sign);
    const apart = this.#apart[host];
    if (apart !== undefined) for (const word of moved.apart) count(apart, word, sign);
  }

  #largestOf(units: ReadonlySet<number>): number {
    let largest = 0;
    for (const unit of units) largest = Math.max(largest, powerOf(this.units[unit]?.memoryKiB ?? 0));
    return largest;
  }
}

const powerOf = (kiB: number): number => Math.ceil(Math.log2(Math.max(1, kiB)));

function count<Key>(counts: Map<Key, number>, key: Key, change: number): void {
  const left = (counts.get(key) ?? 0) + change;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
