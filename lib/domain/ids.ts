import type { Brand } from '@/lib/utils/brand';

/** Gridbox's own id of a host (UUID v4), not the hypervisor's. */
export type HostId = Brand<string, 'HostId'>;
/** The domain's own UUID as its hypervisor knows it: identity survives a migration and a rename. Lower case. */
export type DomainId = Brand<string, 'DomainId'>;
/** UUID of a durable operation. */
export type OperationId = Brand<string, 'OperationId'>;
/** UUID of an alarm. */
export type AlarmId = Brand<string, 'AlarmId'>;

/*
 * The one place where a plain string becomes an id. Callers hold a value that was parsed by a contract
 * or read from our own database, so the cast states a fact that was checked there.
 */
export const hostId = (value: string): HostId => value as HostId;
export const domainId = (value: string): DomainId => value.toLowerCase() as DomainId;
export const operationId = (value: string): OperationId => value as OperationId;
export const alarmId = (value: string): AlarmId => value as AlarmId;
