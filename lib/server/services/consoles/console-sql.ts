/** Rows and notifications by which an open console's text passes between web half and agent. */

/** Says "look at console N" to the agents and to the web half that reads it; the payload is its id. */
export const CONSOLE_CHANNEL = 'gridbox_console';

/** The web half says so often that its reader is there, and the agent that it serves it. */
export const CONSOLE_BEAT_MS = 5_000;
/** A side that has not said so for this long is gone, and the other ends the console. Shorter would end one over a slow database. */
export const CONSOLE_GONE_MS = 20_000;

/** $1 console, $2 sentence. Keeps the first reason; the other side is told. */
export const END_CONSOLE = `
  with ended as (
    update "Console" set "endedAt" = now(), "reason" = $2 where "id" = $1::uuid and "endedAt" is null returning "id"
  )
  select pg_notify('${CONSOLE_CHANNEL}', "id"::text) from ended`;
