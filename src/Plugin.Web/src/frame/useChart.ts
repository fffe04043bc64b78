import { useComputedColorScheme } from '@mantine/core';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';

/** A chart drawn on a canvas in `place`; null until its library has come, which is fetched when the first one is shown. */
export function useChart(option: EChartsCoreOption) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const dark = useComputedColorScheme('light') === 'dark';
  useEffect(() => {
    let made: EChartsType | null = null;
    let over = false;
    const observer = new ResizeObserver(() => made?.resize());
    void import('./chartLibrary').then(({ init }) => {
      if (!over && place.current) {
        made = init(place.current, dark ? 'dark' : null, { renderer: 'canvas' });
        observer.observe(place.current);
        setChart(made);
      }
    });
    return () => {
      over = true;
      observer.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, [dark]);
  useEffect(() => {
    chart?.setOption({ backgroundColor: 'transparent', animation: false, ...option }, { notMerge: true });
  }, [chart, option]);
  return { place, chart, dark };
}
