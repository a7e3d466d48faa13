import { expect, test } from 'vitest';
import { checkSite } from '../check-site';
import type { StepVerb } from '../plan/site-plan';
import { heldBy, lateHealth } from './late-health';

const checked = checkSite(`apiVersion: gridsite/v1
kind: Site
metadata: { name: box }
lifecycle: { onFailure: rollback, cleanup: verify }
vos: { atlas: {} }
images: { a: { library: debian-grid } }
hosts: { h: { name: one } }
nodes:
  ce: { role: CE, image: a, memory: 1Gi, health: [ce-job, ce-rest, ce-info] }
  se: { role: SE, image: a, memory: 1Gi, health: [se-tcp] }
  wn: { role: WN, image: a, memory: 1Gi, count: 2 }
`);
if ('problems' in checked) throw new Error(checked.problems[0]?.message);
const { site } = checked;

const step = (key: string, after: readonly string[] = [], undo = false) => {
  const [verb = '', subject = ''] = key.split(' ');
  return { key, verb: verb as StepVerb, subject, undo, after };
};
const ce = step('create ce');

test('where worker nodes wait for a CE, if only by way of another, what wants them is asked with them', () => {
  const wn = step('create wn-1', ['create se']);
  const steps = [ce, step('create se', ['create ce']), wn, step('create wn-2')];
  expect(lateHealth(site, steps, ce)).toEqual(['ce-info', 'ce-job']);
  expect(heldBy(site, steps, wn)).toEqual([ce]);
  // One that waits for nobody holds nobody up, and no SE is held by a job.
  expect(heldBy(site, steps, step('create wn-2'))).toEqual([]);
  expect(heldBy(site, steps, step('create se', ['create ce']))).toEqual([]);
  expect(lateHealth(site, steps, step('create se', ['create ce']))).toEqual([]);
});

test('where none of this run waits for it, it is asked at once', () => {
  expect(lateHealth(site, [ce, step('create wn-1')], ce)).toEqual([]);
  // Nobody waits to be made: one that is there and is changed runs jobs meanwhile, and what is taken back runs none.
  expect(lateHealth(site, [ce, step('change wn-1', ['create ce'])], ce)).toEqual([]);
  expect(lateHealth(site, [ce, step('create wn-1', ['create ce'], true)], ce)).toEqual([]);
});

test('steps that wait for one another are looked at once', () => {
  const steps = [step('create ce', ['create wn-1']), step('create wn-1', ['create ce'])];
  expect(lateHealth(site, steps, steps[0] ?? ce)).toEqual(['ce-info', 'ce-job']);
});
