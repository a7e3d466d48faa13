/**
 * The one place that knows addresses, of pages and of the API; nobody else writes a path.
 * Ids and queries are encoded here.
 */
const at = (parts: TemplateStringsArray, ...values: string[]): string =>
  parts.reduce(
    (path, part, index) => path + part + (index < values.length ? encodeURIComponent(values[index] ?? '') : ''),
    '',
  );

export const pages = {
  testbed: () => '/',
  domains: () => '/domains',
  domain: (id: string) => at`/domains/${id}`,
  hosts: () => '/hosts',
  host: (id: string) => at`/hosts/${id}`,
  migrations: () => '/migrations',
  migration: (id: string) => at`/migrations/${id}`,
  operations: () => '/operations',
  operation: (id: string) => at`/operations/${id}`,
  benchmarks: () => '/benchmarks',
  /** With one run as selection A, or with another as B beside it. */
  benchmarkCompare: (a?: string, b?: string) =>
    a === undefined
      ? '/benchmarks/compare'
      : `/benchmarks/compare?aRun=${encodeURIComponent(a)}${b === undefined ? '' : `&bRun=${encodeURIComponent(b)}`}`,
  benchmarkTrend: () => '/benchmarks/trend',
  benchmarkCluster: () => '/benchmarks/cluster',
  benchmarkRuns: () => '/benchmarks/runs',
  benchmarkRun: (id: string) => at`/benchmarks/runs/${id}`,
  benchmarkReview: () => '/benchmarks/review',
  migrationCost: () => '/benchmarks/migration',
  alarms: () => '/alarms',
  audit: () => '/audit',
  users: () => '/users',
  account: () => '/account',
  technologies: (host?: string) =>
    host === undefined ? '/technologies' : `/technologies?host=${encodeURIComponent(host)}`,
  references: () => '/references',
  reality: () => '/reality',
  login: () => '/login',
} as const;

const v1 = '/api/v1';
export const api = {
  session: () => `${v1}/session`,
  password: () => `${v1}/session/password`,
  testbed: () => `${v1}/testbed`,
  search: () => `${v1}/search`,
  hosts: () => `${v1}/hosts`,
  host: (id: string) => v1 + at`/hosts/${id}`,
  hostMetrics: (id: string) => v1 + at`/hosts/${id}/metrics`,
  testConnection: () => `${v1}/hosts/test-connection`,
  domains: () => `${v1}/domains`,
  domain: (id: string) => v1 + at`/domains/${id}`,
  domainAction: (id: string, verb: string) => v1 + at`/domains/${id}/${verb}`,
  openConsole: (id: string) => v1 + at`/domains/${id}/console`,
  typeInConsole: (id: string) => v1 + at`/consoles/${id}/input`,
  domainMetrics: (id: string) => v1 + at`/domains/${id}/metrics`,
  candidates: (id: string) => v1 + at`/domains/${id}/candidates`,
  migrate: (id: string) => v1 + at`/domains/${id}/migrate`,
  coldMove: (id: string) => v1 + at`/domains/${id}/cold-move`,
  planColdMove: (id: string) => v1 + at`/domains/${id}/cold-move/plan`,
  keepColdMove: (id: string) => v1 + at`/domains/${id}/cold-move/keep`,
  returnColdMove: (id: string) => v1 + at`/domains/${id}/cold-move/return`,
  migrations: () => `${v1}/migrations`,
  migrationCost: () => `${v1}/migration-cost`,
  migration: (id: string) => v1 + at`/migrations/${id}`,
  operations: () => `${v1}/operations`,
  operation: (id: string) => v1 + at`/operations/${id}`,
  cancelOperation: (id: string) => v1 + at`/operations/${id}/cancel`,
  events: () => `${v1}/events`,
  eventHistory: () => `${v1}/events/history`,
  alarms: () => `${v1}/alarms`,
  resolveAlarm: (id: string) => v1 + at`/alarms/${id}/resolve`,
  audit: () => `${v1}/audit`,
  users: () => `${v1}/users`,
  user: (id: string) => v1 + at`/users/${id}`,
  tokens: () => `${v1}/tokens`,
  token: (id: string) => v1 + at`/tokens/${id}`,
  benchmarks: () => `${v1}/benchmarks`,
  runBenchmark: (id: string) => v1 + at`/benchmarks/${id}/runs`,
  benchmarkRuns: () => `${v1}/benchmark-runs`,
  benchmarkRun: (id: string) => v1 + at`/benchmark-runs/${id}`,
  proposeRun: (id: string) => v1 + at`/benchmark-runs/${id}/proposal`,
  judgeRun: (id: string) => v1 + at`/benchmark-runs/${id}/verdicts`,
  benchmarkOverview: () => `${v1}/benchmark-analysis/overview`,
  benchmarkComparison: () => `${v1}/benchmark-analysis/comparison`,
  benchmarkTrend: () => `${v1}/benchmark-analysis/trend`,
  benchmarkCluster: () => `${v1}/benchmark-analysis/cluster`,
  benchmarkChoices: () => `${v1}/benchmark-analysis/choices`,
  benchmarkNotes: () => `${v1}/benchmark-notes`,
  benchmarkNote: (id: string) => v1 + at`/benchmark-notes/${id}`,
  technologies: () => `${v1}/technologies`,
  references: () => `${v1}/references`,
} as const;
