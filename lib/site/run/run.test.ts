import { expect, test } from 'vitest';
import type { RunStepState } from '@/lib/domain/site-run';
import type { StepVerb } from '../plan/site-plan';
import { checkSite } from '../check-site';
import { contextOf } from './context-of';
import { changeDeeds, type RunFacts } from './deeds';
import { bindLate, missingOf, secretsNamed } from './late-references';
import { isAtEnd, MOST_AT_ONCE_PER_HOST, stepsInTurn, type TurnStep } from './turn';
import { type DoneStep, notBroughtBack, undoSteps } from './undo-steps';

const step = (
  key: string,
  after: readonly string[] = [],
  state: RunStepState = 'waiting',
  hostName = 'one',
): TurnStep => ({
  key,
  // A key begins with its verb.
  verb: key.split(' ')[0] as StepVerb,
  hostName,
  after,
  state,
});
const keys = (steps: readonly { readonly key: string }[]) => steps.map(({ key }) => key);

test('a step has its turn when those before it are done, and not while one of them comes up', () => {
  const wn = step('create wn', ['create ce']);
  expect(keys(stepsInTurn([step('create ce'), wn], 'forth'))).toEqual(['create ce']);
  for (const state of ['running', 'verifying', 'failed', 'left'] as const)
    expect(stepsInTurn([step('create ce', [], state), wn], 'forth')).toEqual([]);
  expect(keys(stepsInTurn([step('create ce', [], 'done'), wn], 'forth'))).toEqual(['create wn']);
});

test('on one host only so many are begun at once, and those that only come up do not count', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => step(`create ${name}`));
  expect(stepsInTurn(many, 'forth')).toHaveLength(MOST_AT_ONCE_PER_HOST);
  const up = [step('create x', [], 'verifying'), step('create y', [], 'running')];
  expect(stepsInTurn([...up, ...many], 'forth')).toHaveLength(MOST_AT_ONCE_PER_HOST - 1);
  expect(stepsInTurn([...many, step('create f', [], 'waiting', 'two')], 'forth')).toHaveLength(
    MOST_AT_ONCE_PER_HOST + 1,
  );
});

test('what is taken away goes on past what would not go; a network waits for everybody on it', () => {
  const steps = [
    step('destroy wn', [], 'failed'),
    step('destroy ce', ['destroy wn']),
    step('remove-network lan on one', ['destroy wn', 'destroy ce']),
  ];
  expect(keys(stepsInTurn(steps, 'back'))).toEqual(['destroy ce']);
  const after = steps.map((each) => (each.key === 'destroy ce' ? { ...each, state: 'done' as const } : each));
  expect([stepsInTurn(after, 'back'), isAtEnd(after, 'back')]).toEqual([[], true]);
  expect(isAtEnd(steps, 'back')).toBe(false);
});

const done = (key: string, after: readonly string[] = [], state: RunStepState = 'done', begun = true): DoneStep => ({
  ...step(key, after, state),
  subject: key.slice(key.indexOf(' ') + 1),
  begun,
});

test('what was begun is taken back the other way round, and what was not begun is not', () => {
  const undo = undoSteps([
    done('make-network lan on one'),
    done('create ce', ['make-network lan on one']),
    done('create wn', ['create ce'], 'failed'),
    done('create se', [], 'left', false),
    done('change ui'),
  ]);
  expect(undo.map(({ key, after }) => [key, after])).toEqual([
    ['change ui', []],
    ['destroy wn', []],
    ['destroy ce', ['destroy wn']],
    ['remove-network lan on one', ['destroy ce']],
  ]);
});

test('what a run has destroyed does not come back, and is named', () => {
  const steps = [done('destroy old'), done('destroy wn', [], 'failed'), done('create ce')];
  expect(keys(undoSteps(steps))).toEqual(['destroy ce']);
  expect(notBroughtBack(steps)).toEqual(['old']);
});

const FACTS: RunFacts = {
  hostId: 'one',
  state: 'running',
  memoryKiB: 1024,
  vcpus: 1,
  roles: ['CE'],
  vo: 'atlas',
  antiAffinity: null,
  affinity: null,
};
test.each<[string, Partial<RunFacts>, Partial<RunFacts>, string]>([
  ['nothing', {}, {}, ''],
  ['memory of what runs', {}, { memoryKiB: 2048 }, 'resize'],
  ['memory of what is off, before it starts', { state: 'off' }, { memoryKiB: 2048 }, 'resize start'],
  ['memory of what is saved, after it runs', { state: 'saved' }, { memoryKiB: 2048 }, 'restore resize'],
  ['a paused one that moves', { state: 'paused' }, { hostId: 'two' }, 'resume migrate'],
  ['a crashed one', { state: 'crashed' }, { vo: null }, 'edit start'],
  ['back to off', {}, { state: 'off' }, 'shutdown'],
])('%s', (_what, from, to, deeds) => {
  expect(
    changeDeeds({ ...FACTS, ...from }, { ...FACTS, ...to })
      .map((deed) => deed.do)
      .join(' '),
  ).toBe(deeds);
});

const TEXT = `apiVersion: gridsite/v1
kind: Site
metadata: { name: Box }
lifecycle: { onFailure: rollback, cleanup: verify }
vos: { atlas: { queue: long } }
images: { a: { library: debian-grid } }
hosts: { h: { name: one } }
networks: { lan: { cidr: 10.88.0.0/24 } }
nodes:
  ce:
    role: CE
    image: a
    memory: 1Gi
    network: lan
    address: 10.88.0.10
    software:
      files: { /etc/key: "k=\${secret:munge-key}" }
      vars: { workers: "\${lazy:nodes.wn.address}", names: "\${lazy:nodes.wn*.name}", port: 8443 }
      run: [[echo, "\${lazy:nodes.wn.host}"]]
  wn: { role: WN, image: a, memory: 1Gi, network: lan, count: 2, address: '10.88.0.2{index}' }
batch: { lrms: slurm, queues: { long: { maxWall: 2h } } }
`;
function siteOf(text: string) {
  const checked = checkSite(text);
  if ('problems' in checked) throw new Error(checked.problems[0]?.message);
  const [ce] = checked.site.domains;
  if (ce === undefined) throw new Error('no ce');
  return { site: checked.site, ce };
}
const LATE = {
  hosts: new Map([
    ['wn-1', 'one'],
    ['wn-2', 'two'],
  ]),
  secrets: new Map([['munge-key', 'xyz']]),
};

test('a domain is told of its site, with every reference filled in', () => {
  const { site, ce } = siteOf(TEXT);
  const { context, files } = contextOf(site, ce, LATE);
  expect(context).toMatchObject({
    site: 'box',
    hostname: 'box-ce',
    network: { address: '10.88.0.10', prefix: 24, gateway: null },
    vos: [{ name: 'atlas', queue: 'long' }],
    batch: { lrms: 'slurm', queues: [{ name: 'long', maxWallSeconds: 7200 }] },
    vars: { workers: '10.88.0.21,10.88.0.22', names: 'box-wn-1,box-wn-2', port: 8443 },
    run: [['echo', 'one,two']],
  });
  expect(files).toEqual([{ path: '/etc/key', content: 'k=xyz', mode: 0o600 }]);
  expect(secretsNamed(ce)).toEqual(['munge-key']);
});

test('what will not be known is told before anything is made', () => {
  const { site, ce } = siteOf(TEXT.replace(", address: '10.88.0.2{index}'", ''));
  expect(missingOf(site, ce, LATE)).toEqual([
    '${lazy:nodes.wn.address}: wn-1 has no address in the file, and Gridbox asks no guest for it.',
  ]);
  expect(() => contextOf(site, ce, LATE)).toThrow('wn-1 has no address');
  expect(bindLate(site, '${template:arc.conf.hbs}', LATE).missing[0]).toMatch(/keeps no files/);
  expect(bindLate(site, '${secret:other}', LATE).missing[0]).toMatch(/no secret of this name/);
});
