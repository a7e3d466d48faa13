/**
 * Use in the words of APEL's records of clouds: `APEL-cloud-message: v0.4`, a field a line, records apart by `%%`. Pure. Like them and not
 * theirs: a record is of the days asked for, where APEL wants each machine from its start; and nothing is sent to anybody.
 * Source of the fields: messages of that version as APEL's own tests (github.com/apel/apel) and cASO, which writes them for OpenStack, have
 * them. Not verified against a server of APEL's.
 */
import { KIB_PER_MIB } from '@/lib/utils/units';
import { SECOND_MS } from '@/lib/utils/time';

export interface ApelUse {
  readonly domainId: string;
  readonly name: string;
  readonly vo: string | null;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly begin: Date;
  readonly end: Date;
  readonly goesOn: boolean;
  readonly seconds: number;
  /** Of one vCPU; undefined where none was measured on its hosts. */
  readonly benchmark: { readonly type: string; readonly perVcpu: number } | undefined;
}

/** A value stays on its line and is no separator: names of domains come from outside. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim() || 'NULL';
const epoch = (at: Date): number => Math.floor(at.getTime() / SECOND_MS);

/** @param siteName the site's in the grid, as GOCDB has it */
export function apelRecords(use: readonly ApelUse[], siteName: string): string {
  const records = use.map((each) =>
    Object.entries({
      VMUUID: each.domainId,
      SiteName: siteName,
      CloudComputeService: 'Gridbox',
      MachineName: oneLine(each.name),
      LocalUserId: 'NULL',
      LocalGroupId: each.vo === null ? 'NULL' : oneLine(each.vo),
      GlobalUserName: 'NULL',
      FQAN: each.vo === null ? 'NULL' : `/${oneLine(each.vo)}`,
      Status: each.goesOn ? 'started' : 'completed',
      StartTime: epoch(each.begin),
      EndTime: each.goesOn ? 'NULL' : epoch(each.end),
      SuspendDuration: 'NULL',
      WallDuration: Math.round(each.seconds),
      CpuDuration: 'NULL',
      CpuCount: each.vcpus,
      NetworkType: 'NULL',
      NetworkInbound: 'NULL',
      NetworkOutbound: 'NULL',
      PublicIPCount: 'NULL',
      Memory: Math.round(each.memoryKiB / KIB_PER_MIB),
      Disk: 'NULL',
      BenchmarkType: each.benchmark === undefined ? 'NULL' : oneLine(each.benchmark.type),
      Benchmark: each.benchmark === undefined ? 'NULL' : each.benchmark.perVcpu.toPrecision(6),
      StorageRecordId: 'NULL',
      ImageId: 'NULL',
      CloudType: 'Gridbox',
    })
      .map(([field, value]) => `${field}: ${value}\n`)
      .join(''),
  );
  return `APEL-cloud-message: v0.4\n${records.join('%%\n')}%%\n`;
}
