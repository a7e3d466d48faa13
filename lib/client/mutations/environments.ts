import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { environmentKeys } from '@/lib/client/query-keys/environments';
import {
  type AddEnvironmentVersion,
  type CreateEnvironment,
  EnvironmentDetail,
  type RetireEnvironment,
} from '@/lib/contracts/environments';
import { api } from '@/lib/utils/paths';

const keepEnvironment = (client: QueryClient, environment: EnvironmentDetail): void => {
  client.setQueryData(environmentKeys.detail(environment.id), environment);
  // The versions before it say of themselves that they are old now.
  void client.invalidateQueries({ queryKey: environmentKeys.all() });
};

export const createEnvironment = () =>
  mutationOptions({
    mutationFn: (body: CreateEnvironment) => sendJson('POST', api.environments(), EnvironmentDetail, { body }),
    onSuccess: (environment, _body, _kept, { client }) => keepEnvironment(client, environment),
  });

/** `id`: of the version that was changed; `conflict` when somebody else was faster. */
export const addEnvironmentVersion = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: AddEnvironmentVersion }) =>
      sendJson('POST', api.environmentVersions(id), EnvironmentDetail, { body }),
    onSuccess: (environment, _body, _kept, { client }) => keepEnvironment(client, environment),
  });

export const retireEnvironment = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: RetireEnvironment }) =>
      sendJson('POST', api.retireEnvironment(id), EnvironmentDetail, { body }),
    onSuccess: (environment, _body, _kept, { client }) => keepEnvironment(client, environment),
  });
