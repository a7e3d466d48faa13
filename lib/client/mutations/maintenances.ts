import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { leaseKeys } from '@/lib/client/query-keys/leases';
import { maintenanceKeys } from '@/lib/client/query-keys/maintenances';
import {
  type AnnounceMaintenance,
  type AnswerMaintenance,
  type CancelMaintenance,
  Maintenance,
} from '@/lib/contracts/maintenances';
import { api } from '@/lib/utils/paths';

const keep = (client: QueryClient, maintenance: Maintenance): void => {
  client.setQueryData(maintenanceKeys.detail(maintenance.id), maintenance);
  void client.invalidateQueries({ queryKey: maintenanceKeys.all() });
  // What fits is judged with it.
  void client.invalidateQueries({ queryKey: leaseKeys.all() });
};

export const announceMaintenance = () =>
  mutationOptions({
    mutationFn: (body: AnnounceMaintenance) => sendJson('POST', api.maintenances(), Maintenance, { body }),
    onSuccess: (made, _body, _kept, { client }) => keep(client, made),
  });

export const answerMaintenance = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: AnswerMaintenance }) =>
      sendJson('POST', api.answerMaintenance(id), Maintenance, { body }),
    onSuccess: (answered, _body, _kept, { client }) => keep(client, answered),
  });

export const cancelMaintenance = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: CancelMaintenance }) =>
      sendJson('POST', api.cancelMaintenance(id), Maintenance, { body }),
    onSuccess: (cancelled, _body, _kept, { client }) => keep(client, cancelled),
  });
