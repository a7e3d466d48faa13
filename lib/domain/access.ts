/** Roles and scopes. Pure, flat: `noun:verb`. Services throw on it, the UI disables on it. */

export const SCOPES = [
  'hosts:read',
  'hosts:write',
  'domains:read',
  'domains:operate',
  'domains:migrate',
  'domains:edit',
  'domains:create',
  'migrations:read',
  'operations:read',
  'operations:cancel',
  'alarms:read',
  'alarms:resolve',
  'audit:read',
  'users:manage',
  'tokens:own',
  'benchmarks:read',
  'benchmarks:run',
  'benchmarks:review',
  'sites:read',
  'sites:write',
  'sites:apply',
  'probes:read',
  'probes:run',
  'probes:write',
  'images:read',
  'images:build',
  'campaigns:read',
  'campaigns:run',
  'images:trust',
  'environments:read',
  'environments:write',
  'leases:read',
  'leases:request',
  'leases:approve',
  'batch:read',
  'batch:write',
  'batch:specify',
] as const;
export type Scope = (typeof SCOPES)[number];

export const USER_ROLES = ['viewer', 'operator', 'manager', 'vo-admin', 'administrator'] as const;
export type UserRole = (typeof USER_ROLES)[number];
export const USER_ROLE_LABELS: Record<UserRole, string> = {
  viewer: 'Viewer',
  operator: 'Operator',
  manager: 'Testbed manager',
  'vo-admin': 'VO admin',
  administrator: 'Administrator',
};

const READ: readonly Scope[] = [
  'hosts:read',
  'domains:read',
  'migrations:read',
  'operations:read',
  'alarms:read',
  'benchmarks:read',
  'sites:read',
  'probes:read',
  'images:read',
  'campaigns:read',
  'environments:read',
  'leases:read',
  'batch:read',
  'tokens:own',
];
export const ROLE_SCOPES: Record<UserRole, readonly Scope[]> = {
  viewer: READ,
  operator: [
    ...READ,
    'domains:operate',
    'domains:migrate',
    'domains:edit',
    'domains:create',
    'operations:cancel',
    'alarms:resolve',
    'hosts:write',
    'benchmarks:run',
    'sites:apply',
    'probes:run',
    'probes:write',
  ],
  manager: [
    ...READ,
    'audit:read',
    'benchmarks:run',
    'benchmarks:review',
    'sites:write',
    'sites:apply',
    'images:build',
    'campaigns:run',
    'images:trust',
    'environments:write',
    'leases:request',
    'leases:approve',
    'batch:write',
    'batch:specify',
  ],
  // Works inside its own VOs only: every read and write is filtered by `vos`. Hosts and audit of others are not theirs to see.
  'vo-admin': [
    'domains:read',
    'domains:operate',
    'migrations:read',
    'operations:read',
    'operations:cancel',
    'alarms:read',
    'benchmarks:read',
    'sites:read',
    'probes:read',
    'images:read',
    'campaigns:read',
    'campaigns:run',
    'environments:read',
    'leases:read',
    'leases:request',
    'tokens:own',
    'batch:read',
    'batch:specify',
  ],
  administrator: SCOPES,
};

/** What each scope lets one do, to end "… do not". */
const SCOPE_DEEDS: Record<Scope, string> = {
  'hosts:read': 'see hosts',
  'hosts:write': 'add or change hosts',
  'domains:read': 'see domains',
  'domains:operate': 'start, stop or pause domains',
  'domains:migrate': 'migrate domains',
  'domains:edit': 'edit domains',
  'domains:create': 'create or delete domains',
  'migrations:read': 'see migrations',
  'operations:read': 'see operations',
  'operations:cancel': 'cancel operations',
  'alarms:read': 'see alarms',
  'alarms:resolve': 'resolve alarms',
  'audit:read': 'read the audit',
  'users:manage': 'manage accounts',
  'tokens:own': 'make tokens',
  'benchmarks:read': 'see benchmarks',
  'benchmarks:run': 'run benchmarks',
  'benchmarks:review': 'review benchmarks',
  'sites:read': 'see sites',
  'sites:write': 'write site files',
  'sites:apply': 'apply or destroy sites',
  'probes:read': 'see probes',
  'probes:run': 'run probes',
  'probes:write': 'set up probes',
  'images:read': 'see images',
  'images:build': 'build images',
  'campaigns:read': 'see test campaigns',
  'campaigns:run': 'write and run test campaigns',
  'images:trust': 'decide which images are trusted',
  'environments:read': 'see environments',
  'environments:write': 'offer environments',
  'leases:read': 'see leases',
  'leases:request': 'ask for leases',
  'leases:approve': 'decide over leases',
  'batch:read': 'see pools of batch systems',
  'batch:write': 'change pools of batch systems',
  'batch:specify': 'bring specifications for jobs',
};
/** A viewer has no more than everybody may see, and an administrator everything: neither is whom one asks first. */
const ASKED: readonly UserRole[] = ['operator', 'manager'];

/**
 * Why a role may not do what needs `scope`, and who may.
 * @example refusalOf('vo-admin', 'hosts:read') // 'VO admins do not see hosts; ask an operator or a testbed manager.'
 */
export function refusalOf(role: UserRole, scope: Scope): string {
  const able = ASKED.filter((each) => ROLE_SCOPES[each].includes(scope));
  const whom = (able.length === 0 ? (['administrator'] as const) : able).map((each) => {
    const name = USER_ROLE_LABELS[each].toLowerCase();
    return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  });
  return `${USER_ROLE_LABELS[role]}s do not ${SCOPE_DEEDS[scope]}; ask ${whom.join(' or ')}.`;
}

/**
 * Why who is bound to VOs sees no plan, what-if, loss or schedule: whatever they ask of one, and wherever they come to it, it is the
 * same reason.
 */
export const TESTBED_ONLY =
  'Plans, what-ifs, recovery and schedules name hosts and domains of the whole testbed; its own people see them.';

/** Who asks. `vos` undefined means "not bound to VOs"; a VO admin has a list, and sees nothing outside it. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly role: UserRole;
  readonly scopes: readonly Scope[];
  readonly vos?: readonly string[] | undefined;
  readonly via: 'session' | 'token' | 'system';
}

export const hasScope = (actor: Actor, scope: Scope): boolean => actor.scopes.includes(scope);

/** Of what serves several VOs at once, only who is bound to none, or to all of them, sees anything: it tells of each. */
export const seesAllVos = (actor: Actor, vos: readonly string[]): boolean =>
  actor.vos === undefined || (vos.length > 0 && vos.every((vo) => seesVo(actor, vo)));

/** May this actor see an object of that VO? Objects of no VO belong to the testbed, not to any VO admin. */
export function seesVo(actor: Actor, vo: string | undefined): boolean {
  return actor.vos === undefined || (vo !== undefined && actor.vos.includes(vo));
}
