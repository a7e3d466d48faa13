/** The program is killed at each step of a submission: whatever stands behind it, a job runs once, and its client gets to know it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BlahResult } from '@/lib/batch/blah/client';
import type { StartedBlahpd } from '@/lib/batch/blah/start-blahpd';
import { waitUntil } from '@/tools/shared/wait-until';
import { type GatedBlahpd, WAIT } from './gated-blahpd';

/** @param get asked within a test, when everything has been started */
export function describeKills(name: string, get: () => GatedBlahpd): void {
  describe(`a program that is killed in front of ${name}`, () => {
    let runs = 0;
    // Other submissions of the file went through the gates, too.
    beforeEach(() => get().reset());
    afterEach(() => get().reset());

    /** A job that leaves a line each time it runs. */
    const counting = () => {
      runs += 1;
      const { lrms, queue, folder, unanswered } = get();
      const file = join(folder, `ran-${runs}`);
      const clientJobId = `${runs}.0`;
      const description = `[gridtype="${lrms}";Queue="${queue}";ClientJobId="${clientJobId}";Cmd="/bin/sh";Args="-c 'echo ran >>${file}'"]`;
      const ranOnce = async ({ client }: StartedBlahpd, id: string) => {
        await waitUntil(
          'the job has ended',
          async () => (await client.request('BLAH_JOB_STATUS', [id])).data[0] === '4',
          WAIT,
        );
        expect(readFileSync(file, 'utf8')).toBe('ran\n');
        expect(await unanswered(clientJobId)).toBe('');
      };
      return { clientJobId, description, ranOnce };
    };
    const kill = async (blahpd: StartedBlahpd, asked: Promise<BlahResult>) => {
      process.kill(blahpd.pid, 'SIGKILL');
      await expect(asked).rejects.toMatchObject({ kind: 'unreachable' });
    };

    test('before the batch system was asked: the job that is taken late is found, and no other made', async () => {
      const { open, submit, unanswered, shut, lift, passed } = get();
      const { clientJobId, description, ranOnce } = counting();
      shut('before');
      const first = await open();
      const asked = submit(first, description);
      await passed('asked');
      await kill(first, asked);

      const second = await open();
      expect(await unanswered(clientJobId)).toContain('not known whether there is a job');
      const early = await submit(second, description);
      expect(early).toMatchObject({ code: 1 });
      expect(early.words).toContain('ask again');
      lift('before');
      await passed('taken');
      const again = await submit(second, description);
      expect(again).toMatchObject({ code: 0 });
      await ranOnce(second, again.data[0] ?? '');
    });

    test('when it had taken the job: the job is found, and no other made', async () => {
      const { open, submit, shut, lift, passed } = get();
      const { description, ranOnce } = counting();
      shut('after');
      const first = await open();
      const asked = submit(first, description);
      await passed('taken');
      await kill(first, asked);

      const second = await open();
      const again = await submit(second, description);
      expect(again).toMatchObject({ code: 0 });
      lift('after');
      await ranOnce(second, again.data[0] ?? '');
    });

    test('with the answer in its hand: whoever asks again gets it, once', async () => {
      const { open, submit, submitUnread, unanswered } = get();
      const { clientJobId, description, ranOnce } = counting();
      const end = submitUnread(description);
      const id = await waitUntil(
        'it is written down',
        async () => /[a-z]+\/\d{8}\/\d+/.exec(await unanswered(clientJobId))?.[0],
        WAIT,
      );
      await end();

      const second = await open();
      const again = await submit(second, description);
      expect(again.data[0]).toBe(id);
      await ranOnce(second, id);
      // It was answered: the same again is another job.
      const other = await submit(second, description);
      expect(other).toMatchObject({ code: 0 });
      expect(other.data[0]).not.toBe(id);
    });
  });
}
