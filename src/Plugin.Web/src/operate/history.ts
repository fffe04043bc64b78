import { instant } from '../frame/time';

interface SiloSample {
  readonly id: string;
  readonly requests_per_second: number;
  readonly failed_per_second: number;
  readonly cpu: number;
  readonly memory: number;
  readonly lag: number;
}

export interface Sample {
  readonly at: string;
  readonly head: number;
  readonly nodes: number;
  readonly waiting: number;
  readonly running: number;
  readonly silos: readonly SiloSample[];
}

/** A line of a chart: moments in milliseconds and values; null breaks the line. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [at: number, value: number | null])[];
}

/** Names of silos are long and end in what tells them apart. */
export function shortName(silo: string): string {
  return silo.length > 14 ? `…${silo.slice(-9)}` : silo;
}

/** One line for each silo that was there; where one was not, its line has a gap. */
export function bySilo(samples: readonly Sample[], value: (silo: SiloSample) => number): Line[] {
  const ids = [...new Set(samples.flatMap((sample) => sample.silos.map((silo) => silo.id)))];
  return ids.map((id) => ({
    name: shortName(id),
    points: samples.map((sample) => {
      const silo = sample.silos.find((one) => one.id === id);
      return [instant(sample.at).getTime(), silo === undefined ? null : value(silo)] as const;
    }),
  }));
}

export function ofHub(samples: readonly Sample[], name: string, value: (sample: Sample) => number): Line {
  return { name, points: samples.map((sample) => [instant(sample.at).getTime(), value(sample)] as const) };
}

/** Events a minute between neighbouring samples. A log that was restored begins anew and has no growth there. */
export function growth(samples: readonly Sample[], name: string): Line {
  return {
    name,
    points: samples.slice(1).map((sample, i) => {
      const before = samples[i]!;
      const minutes = (instant(sample.at).getTime() - instant(before.at).getTime()) / 60_000;
      const more = sample.head - before.head;
      return [instant(sample.at).getTime(), minutes > 0 && more >= 0 ? Math.round((more / minutes) * 10) / 10 : null] as const;
    }),
  };
}

/** The last value and the largest, of all lines together. */
export function summary(lines: readonly Line[]): { last: number; most: number } {
  const values = lines.map((line) => line.points.flatMap(([, value]) => (value === null ? [] : [value])));
  const sum = values.reduce((total, each) => total + (each.at(-1) ?? 0), 0);
  return { last: Math.round(sum * 100) / 100, most: Math.round(Math.max(0, ...values.flat()) * 100) / 100 };
}

/** Orders versions by their numbers. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(a!.length, b!.length); i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }

  return 0;
}
