import type { ProbeId } from '@/lib/domain/probe';
import type { Probe } from './probe';
import { probeBdii } from './probes/bdii';
import { probeCeInfo } from './probes/ce-info';
import { probeCeJob } from './probes/ce-job';
import { probeCeRest } from './probes/ce-rest';
import { probeCeTls } from './probes/ce-tls';
import { probeCertificate } from './probes/certificate';
import { probeMunge } from './probes/munge';
import { probeSeHttp } from './probes/se-http';
import { probeSePutGetRm } from './probes/se-put-get-rm';
import { probeSeSpace } from './probes/se-space';
import { probeSeTcp } from './probes/se-tcp';
import { probeSlurmPing } from './probes/slurm-ping';
import { probeSshBanner } from './probes/ssh-banner';
import { probeWnState } from './probes/wn-state';

/** Exactly one a probe: a probe without one does not compile. */
export const PROBE_RUNNERS: Readonly<Record<ProbeId, Probe>> = {
  'ce-tls': probeCeTls,
  certificate: probeCertificate,
  'ce-rest': probeCeRest,
  'ce-info': probeCeInfo,
  'ce-job': probeCeJob,
  'slurm-ping': probeSlurmPing,
  'wn-state': probeWnState,
  munge: probeMunge,
  'se-tcp': probeSeTcp,
  'se-space': probeSeSpace,
  'se-put-get-rm': probeSePutGetRm,
  'se-http': probeSeHttp,
  bdii: probeBdii,
  'ssh-banner': probeSshBanner,
};
