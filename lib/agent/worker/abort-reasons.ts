/** Why a run is told to end. A handler that catches an abort looks here to know what to do about its side effects. */
export class CancelRequested extends Error {
  override readonly name = 'CancelRequested';
  constructor() {
    super('Somebody asked to cancel this operation.');
  }
}

export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  constructor() {
    super('The operation took longer than its limit.');
  }
}

/** Another run holds the operation: nothing may be written, and nothing undone. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('Another run has taken this operation over.');
  }
}

/** This agent ends; the next one carries on. */
export class AgentStopping extends Error {
  override readonly name = 'AgentStopping';
  constructor() {
    super('The agent is stopping.');
  }
}
