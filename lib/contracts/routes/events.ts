import { EventPage, ListEventsQuery } from '../events';
import { route, v1 } from './route';

export const eventRoutes = {
  streamEvents: route({
    id: 'streamEvents',
    method: 'GET',
    path: `${v1}/events`,
    tag: 'Events',
    summary: 'Live events (server-sent events); `Last-Event-ID` resumes without loss',
    access: 'domains:read',
    status: 200,
    stream: true,
  }),
  listEvents: route({
    id: 'listEvents',
    method: 'GET',
    path: `${v1}/events/history`,
    tag: 'Events',
    summary: 'Past events, newest first',
    access: 'domains:read',
    query: ListEventsQuery,
    response: EventPage,
    status: 200,
  }),
} as const;
