import type { IconName } from './Icon';

/** The eleven statuses of runs and tasks. */
export const statuses = [
  'pending', 'initializing', 'active', 'completed', 'failed', 'start failed', 'non-existing Docker image', 'crashed', 'killed by user',
  'not allowed', 'unknown error',
] as const;

export type Status = (typeof statuses)[number];

export function isStatus(text: string): text is Status {
  return (statuses as readonly string[]).includes(text);
}

export function isOpen(status: string): boolean {
  return status === 'pending' || status === 'initializing' || status === 'active';
}

/** Each has a sign and a word beside its colour. */
export const looks: Record<Status, { icon: IconName; color: string; key: 'pending' | 'initializing' | 'active' | 'completed' | 'failed' | 'startFailed' | 'noImage' | 'crashed' | 'killed' | 'notAllowed' | 'unknown' }> = {
  pending: { icon: 'clock', color: 'gray', key: 'pending' },
  initializing: { icon: 'play', color: 'indigo', key: 'initializing' },
  active: { icon: 'play', color: 'blue', key: 'active' },
  completed: { icon: 'check', color: 'green', key: 'completed' },
  failed: { icon: 'cross', color: 'red', key: 'failed' },
  'start failed': { icon: 'cross', color: 'red', key: 'startFailed' },
  'non-existing Docker image': { icon: 'box', color: 'red', key: 'noImage' },
  crashed: { icon: 'alert', color: 'red', key: 'crashed' },
  'killed by user': { icon: 'stop', color: 'orange', key: 'killed' },
  'not allowed': { icon: 'ban', color: 'orange', key: 'notAllowed' },
  'unknown error': { icon: 'question', color: 'red', key: 'unknown' },
};
