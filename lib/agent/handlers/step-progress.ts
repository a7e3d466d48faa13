import type { Run } from '@/lib/agent/worker/run';
import { SECOND_MS } from '@/lib/utils/time';

/** How far a step is, is written so often: a page needs no more, and the log must not drown. */
const PROGRESS_EVERY_MS = SECOND_MS;

export interface Progress {
  /** Shown with the open step; of what is said in between only the last is written. */
  say(words: string): void;
  close(): void;
}

/** Writing never holds up the copy, and a figure that could not be written is no reason to disturb it. */
export function createProgress(run: Pick<Run, 'operation' | 'sql' | 'ports'>): Progress {
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    void run.sql
      .query(PROGRESS, [run.operation.id, run.operation.fencingToken, last])
      .catch((error: unknown) => run.ports.emit({ type: 'loop.error', loop: 'progress', error }));
  };
  return {
    say: (words) => {
      last = words;
      timer ??= setTimeout(write, PROGRESS_EVERY_MS);
    },
    close: () => clearTimeout(timer),
  };
}

const PROGRESS = `
  with mine as (select * from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share), told as (
    update "OperationStep" s set "detail" = $3 from mine
    where s."operationId" = mine."id" and s."state" = 'running' and mine."state" = 'running' returning s."name", s."title"
  )
  select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', mine."vo", 'body', jsonb_build_object(
    'type', 'operation.step', 'operationId', mine."id", 'domainId', mine."domainId", 'step', told."name", 'title', told."title"))))
  from mine, told`;
