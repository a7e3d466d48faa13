import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { alarmKeys } from '@/lib/client/query-keys/alarms';
import { Alarm, type ResolveAlarm } from '@/lib/contracts/events';
import { api } from '@/lib/utils/paths';

export const resolveAlarm = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: ResolveAlarm }) =>
      sendJson('POST', api.resolveAlarm(id), Alarm, { body }),
    onSuccess: (_alarm, _resolution, _kept, { client }) => client.invalidateQueries({ queryKey: alarmKeys.all() }),
  });
