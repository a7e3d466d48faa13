/** Roles and scopes. Pure, flat: `noun:verb`. Services throw on it, the UI disables on it. */

export const SCOPES = [
  'hosts:read',
  'hosts:write',
  'domains:read',
  'domains:operate',
  'domains:migrate',
  'domains:edit',
  'migrations:read',
  'operations:read',
  'operations:cancel',
  'alarms:read',
  'alarms:resolve',
  'audit:read',
  'users:manage',
  'tokens:own',
  'benchmarks:read',
  'benchmarks:review',
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
  'tokens:own',
];
export const ROLE_SCOPES: Record<UserRole, readonly Scope[]> = {
  viewer: READ,
  operator: [
    ...READ,
    'domains:operate',
    'domains:migrate',
    'domains:edit',
    'operations:cancel',
    'alarms:resolve',
    'hosts:write',
  ],
  manager: [...READ, 'audit:read', 'benchmarks:review'],
  // Works inside its own VOs only: every read and write is filtered by `vos`. Hosts and audit of others are not theirs to see.
  'vo-admin': [
    'domains:read',
    'domains:operate',
    'migrations:read',
    'operations:read',
    'operations:cancel',
    'alarms:read',
    'benchmarks:read',
    'tokens:own',
  ],
  administrator: SCOPES,
};

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

/** May this actor see an object of that VO? Objects of no VO belong to the testbed, not to any VO admin. */
export function seesVo(actor: Actor, vo: string | undefined): boolean {
  return actor.vos === undefined || (vo !== undefined && actor.vos.includes(vo));
}
