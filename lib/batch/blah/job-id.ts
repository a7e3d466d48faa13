import { type Lrms, LRMS } from '@/lib/domain/batch-job';

/** A job as this protocol names it: `slurm/20261122/17`. */
export interface BlahJobId {
  readonly lrms: Lrms;
  /** Of the batch system. */
  readonly native: string;
}

const NATIVE_MAX = 200;
const FORM = /^([a-z]+)\/(\d{8})\/([A-Za-z0-9][\w.[\]@-]*)$/;

/** @param submittedAt its day is told in UTC, so that a job keeps its name wherever it is asked for */
export const renderJobId = ({ lrms, native }: BlahJobId, submittedAt: Date): string =>
  `${lrms}/${submittedAt.toISOString().slice(0, 10).replaceAll('-', '')}/${native}`;

/** Undefined where it is no id of this protocol. */
export function parseJobId(text: string): BlahJobId | undefined {
  const [, lrms, , native = ''] = FORM.exec(text) ?? [];
  const found = LRMS.find((each) => each === lrms);
  return found === undefined || native.length > NATIVE_MAX ? undefined : { lrms: found, native };
}
