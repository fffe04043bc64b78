import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client';

// Load, lag and heartbeats are no events, so the hub tells nobody of them: whoever looks asks.
const OFTEN_MS = 3_000;
const SOMETIMES_MS = 15_000;

export function useSilos() {
  return useQuery({ queryKey: ['silo', 'list'], queryFn: ({ signal }) => ask(api.GET('/hub/silos', { signal })), refetchInterval: OFTEN_MS });
}

export function useHistory() {
  return useQuery({ queryKey: ['silo', 'history'], queryFn: ({ signal }) => ask(api.GET('/hub/history', { signal })), refetchInterval: SOMETIMES_MS });
}

export function useStations() {
  return useQuery({ queryKey: ['node', 'stations'], queryFn: ({ signal }) => ask(api.GET('/hub/stations', { signal })), refetchInterval: SOMETIMES_MS });
}

export function useLog() {
  return useQuery({ queryKey: ['checkpoint', 'log'], queryFn: ({ signal }) => ask(api.GET('/hub/log', { signal })), refetchInterval: SOMETIMES_MS });
}
