import { CandidateList, ListMigrationsQuery, MigrateDomain, MigrationDetail, MigrationPage } from '../migrations';
import { OperationAccepted, WaitQuery } from '../operations';
import { DomainParams, OperationParams, route, v1 } from './route';

export const migrationRoutes = {
  listCandidates: route({
    id: 'listCandidates',
    method: 'GET',
    path: `${v1}/domains/{id}/candidates`,
    tag: 'Migrations',
    summary: 'Where a domain may move: every host, ready or every reason why not',
    access: 'hosts:read',
    params: DomainParams,
    response: CandidateList,
    status: 200,
  }),
  migrateDomain: route({
    id: 'migrateDomain',
    method: 'POST',
    path: `${v1}/domains/{id}/migrate`,
    tag: 'Migrations',
    summary: 'Move a domain to another host; without a target Gridbox chooses',
    access: 'domains:migrate',
    params: DomainParams,
    query: WaitQuery,
    body: MigrateDomain,
    response: OperationAccepted,
    status: 202,
    operation: true,
  }),
  listMigrations: route({
    id: 'listMigrations',
    method: 'GET',
    path: `${v1}/migrations`,
    tag: 'Migrations',
    summary: 'Migrations, newest first',
    access: 'migrations:read',
    query: ListMigrationsQuery,
    response: MigrationPage,
    status: 200,
  }),
  getMigration: route({
    id: 'getMigration',
    method: 'GET',
    path: `${v1}/migrations/{id}`,
    tag: 'Migrations',
    summary: 'One migration: prediction, stages, samples, measurement',
    access: 'migrations:read',
    params: OperationParams,
    response: MigrationDetail,
    status: 200,
  }),
} as const;
