import { z } from 'zod';
import { AlarmIdSchema } from '../common';
import { Alarm, AlarmPage, ListAlarmsQuery, ResolveAlarm } from '../events';
import { route, v1 } from './route';

export const alarmRoutes = {
  listAlarms: route({
    id: 'listAlarms',
    method: 'GET',
    path: `${v1}/alarms`,
    tag: 'Alarms',
    summary: 'Alarms, newest first',
    access: 'alarms:read',
    query: ListAlarmsQuery,
    response: AlarmPage,
    status: 200,
  }),
  resolveAlarm: route({
    id: 'resolveAlarm',
    method: 'POST',
    path: `${v1}/alarms/{id}/resolve`,
    tag: 'Alarms',
    summary:
      'Close an alarm with a note. For a split brain it lifts the block and records the true copy; it touches no hypervisor',
    access: 'alarms:resolve',
    params: z.object({ id: AlarmIdSchema }),
    body: ResolveAlarm,
    response: Alarm,
    status: 200,
  }),
} as const;
