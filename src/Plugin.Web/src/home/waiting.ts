import type { Schema } from '../api/client';

export type WaitingReason = 'approval' | 'unregistered' | 'neverSeen' | 'offline' | 'retried' | 'queued' | 'unreachable' | 'held';

/** Why a run does not get on; null when it does. */
export function whyWaiting(run: Pick<Schema<'RunStanding'>, 'state' | 'attempt' | 'node'>): WaitingReason | null {
  switch (run.state) {
    case 'awaiting approval':
      return 'approval';
    case 'unreachable':
      return 'unreachable';
    case 'held':
      return 'held';
    case 'pending':
      if (run.node === null) {
        return 'unregistered';
      }

      return run.node.status === null ? 'neverSeen' : run.node.status === 'offline' ? 'offline' : run.attempt > 0 ? 'retried' : 'queued';
    default:
      return null;
  }
}
