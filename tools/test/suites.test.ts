import { expect, test } from 'vitest';
import { laterSuites, runStages, STAGES, stagesOf, SUITES, type Work } from './suites';

test('every suite has its place, once', () => {
  expect(STAGES.flat(2).toSorted()).toEqual([...SUITES, 'builds'].toSorted());
});

test('of the chosen suites alone nothing else is left', () => {
  expect(stagesOf(['browser', 'rig', 'integration'])).toEqual([[['rig'], ['builds', 'integration']], [['browser']]]);
  expect(stagesOf(['browser', 'xen', 'unit'])).toEqual([[['xen']], [['browser'], ['unit']]]);
  expect(stagesOf([])).toEqual([]);
});

test('what a suite needs is built beside others where it comes later, and by itself where it begins at once', () => {
  expect(laterSuites(['grid', 'rig', 'kvm', 'xen', 'browser'])).toEqual(['kvm', 'xen', 'browser']);
  expect(laterSuites(['grid', 'xen', 'browser'])).toEqual(['browser']);
  expect(laterSuites(['xen'])).toEqual([]);
});

test('a suite waits for those before it in its lane and for the stage before, and for nobody else', async () => {
  const log: string[] = [];
  const ends = new Map<Work, () => void>();
  const running = runStages([[['rig', 'xen'], ['unit']], [['kvm']]], async (suite, besideOthers) => {
    log.push(`${suite} begins${besideOthers ? ' beside others' : ''}`);
    await new Promise<void>((resolve) => ends.set(suite, resolve));
    return suite;
  });
  const end = async (suite: Work) => {
    ends.get(suite)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  expect(log).toEqual(['rig begins beside others', 'unit begins beside others']);
  await end('rig');
  expect(log.at(-1)).toBe('xen begins beside others');
  await end('xen');
  expect(log).toHaveLength(3);
  await end('unit');
  expect(log.at(-1)).toBe('kvm begins');
  await end('kvm');
  await expect(running).resolves.toEqual(['rig', 'xen', 'unit', 'kvm']);
});
