import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { leaseKeys } from '@/lib/client/query-keys/leases';
import { type SetVoQuota, VoQuota } from '@/lib/contracts/environments';
import {
  type AnswerLease,
  type DecideLease,
  type EndLease,
  type ExtendLease,
  IssuedLogin,
  type IssueLogin,
  LeaseDetail,
  type RequestLease,
} from '@/lib/contracts/leases';
import { api } from '@/lib/utils/paths';

const keepLease = (client: QueryClient, lease: LeaseDetail): void => {
  client.setQueryData(leaseKeys.detail(lease.id), lease);
  void client.invalidateQueries({ queryKey: leaseKeys.all() });
};

export const requestLease = () =>
  mutationOptions({
    mutationFn: (body: RequestLease) => sendJson('POST', api.leases(), LeaseDetail, { body }),
    onSuccess: (lease, _body, _kept, { client }) => keepLease(client, lease),
  });

/** `version`: that was read; `conflict` when it has changed since, or does not fit any more. */
export const decideLease = () =>
  mutationOptions({
    mutationFn: ({
      id,
      version,
      body,
    }: {
      readonly id: string;
      readonly version: number;
      readonly body: DecideLease;
    }) => sendJson('POST', api.decideLease(id), LeaseDetail, { body, version }),
    onSuccess: (lease, _body, _kept, { client }) => keepLease(client, lease),
  });

export const answerLease = () =>
  mutationOptions({
    mutationFn: ({
      id,
      version,
      body,
    }: {
      readonly id: string;
      readonly version: number;
      readonly body: AnswerLease;
    }) => sendJson('POST', api.answerLease(id), LeaseDetail, { body, version }),
    onSuccess: (lease, _body, _kept, { client }) => keepLease(client, lease),
  });

export const extendLease = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: ExtendLease }) =>
      sendJson('POST', api.extendLease(id), LeaseDetail, { body }),
    onSuccess: (lease, _body, _kept, { client }) => keepLease(client, lease),
  });

export const endLease = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: EndLease }) =>
      sendJson('POST', api.endLease(id), LeaseDetail, { body }),
    onSuccess: (lease, _body, _kept, { client }) => keepLease(client, lease),
  });

/** The answer is not cached: it is told once. */
export const issueLogin = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: IssueLogin }) =>
      sendJson('POST', api.issueLogin(id), IssuedLogin, { body }),
    gcTime: 0,
    onSettled: (_made, _error, { id }, _kept, { client }) =>
      void client.invalidateQueries({ queryKey: leaseKeys.detail(id) }),
  });

export const removeKeptDisk = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('DELETE', api.keptDisk(id), LeaseDetail, { body: {} }),
    onSuccess: (lease, _id, _kept, { client }) => keepLease(client, lease),
  });

export const removeVoQuota = () =>
  mutationOptions({
    mutationFn: (vo: string) => sendJson('DELETE', api.voQuota(vo), VoQuota, { body: {} }),
    onSuccess: (_quota, _vo, _kept, { client }) => void client.invalidateQueries({ queryKey: leaseKeys.all() }),
  });

export const setVoQuota = () =>
  mutationOptions({
    mutationFn: (body: SetVoQuota) => sendJson('POST', api.voQuotas(), VoQuota, { body }),
    onSuccess: (_quota, _body, _kept, { client }) => void client.invalidateQueries({ queryKey: leaseKeys.all() }),
  });
