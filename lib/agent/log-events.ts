import type { Logger } from 'pino';
import type { AgentEvent } from './agent-events';

/** How loud each event is. Beats that come every few seconds are for whoever asked for detail. */
export function logAgentEvent(log: Logger, event: AgentEvent): void {
  switch (event.type) {
    case 'host.read':
      log.debug(event, `Read ${event.name}`);
      return;
    case 'operation.claimed':
      log.info(event, `Began: ${event.title}`);
      return;
    case 'operation.finished':
      log[event.state === 'failed' ? 'warn' : 'info'](event, `${event.state}: ${event.title}`);
      return;
    case 'operation.waiting':
      log.debug(event, event.waitingFor);
      return;
    case 'operation.fenced':
      log.warn(event, 'Another run took the operation over; this one wrote nothing more');
      return;
    case 'host.down':
      log.warn(event, `${event.name} is unreachable: ${event.reason}`);
      return;
    case 'host.up':
      log.info(event, `${event.name} answers`);
      return;
    case 'alarm.raised':
      log.error(event, event.sentence);
      return;
    case 'loop.error':
      log.error(
        { type: event.type, loop: event.loop, err: event.error },
        `The loop "${event.loop}" failed and goes on`,
      );
      return;
    case 'agent.started':
    case 'agent.stopped':
      log.info(event, event.type === 'agent.started' ? 'The agent is running' : 'The agent has stopped');
  }
}
