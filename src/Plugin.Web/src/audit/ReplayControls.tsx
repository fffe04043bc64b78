import { ActionIcon, Button, Group, Slider, Stack, Text } from '@mantine/core';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { Icon, type IconName } from '../frame/Icon';
import { useText } from '../texts/useText';

interface Props {
  step: number;
  all: number;
  go: (to: number) => void;
  /** What a screen reader says of a step. */
  describe: (step: number) => string;
}

const STEP_MS = 1_500;
const LEAP = 10;

/** Steps through the events by slider, buttons or keys, or plays them. */
export function ReplayControls({ step, all, go, describe }: Props) {
  const t = useText();
  const [wanted, setPlaying] = useState(false);
  const playing = wanted && step < all;
  useEffect(() => {
    if (!playing) {
      return undefined;
    }

    const timer = setTimeout(() => go(step + 1), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, step, go]);
  const move = (to: number): void => {
    setPlaying(false);
    go(to);
  };
  // The slider itself knows arrows, Home and End.
  const leap = (event: KeyboardEvent): void => {
    const by = event.key === 'PageUp' ? LEAP : event.key === 'PageDown' ? -LEAP : 0;
    if (by !== 0) {
      event.preventDefault();
      move(step + by);
    }
  };
  return (
    <Stack gap="xs">
      <Slider
        value={step} min={1} max={Math.max(all, 2)} step={1} label={(at) => String(at)} onChange={move} disabled={all < 2} onKeyDown={leap}
        thumbLabel={t('audit:replay.slider')} thumbProps={{ 'aria-valuetext': `${t('audit:replay.step', { step, all })}: ${describe(step)}` }}
      />
      <Group justify="space-between" gap="xs">
        <Group gap={4}>
          <StepButton icon="first" label={t('audit:replay.first')} disabled={step === 1} onClick={() => move(1)} />
          <StepButton icon="left" label={t('audit:replay.previous')} disabled={step === 1} onClick={() => move(step - 1)} />
          <Button
            size="xs" variant={playing ? 'filled' : 'default'} leftSection={<Icon name={playing ? 'stop' : 'play'} size={15} />} aria-pressed={playing}
            onClick={() => {
              setPlaying(!playing);
              if (!playing && step === all) {
                go(1);
              }
            }}
          >
            {t(playing ? 'audit:replay.pause' : 'audit:replay.play')}
          </Button>
          <StepButton icon="right" label={t('audit:replay.next')} disabled={step === all} onClick={() => move(step + 1)} />
          <StepButton icon="last" label={t('audit:replay.last')} disabled={step === all} onClick={() => move(all)} />
        </Group>
        <Text size="sm" className="numbers" fw={600}>{t('audit:replay.step', { step, all })}</Text>
      </Group>
      <Text size="xs" c="dimmed" visibleFrom="sm">{t('audit:replay.keys')}</Text>
    </Stack>
  );
}

const icons: Record<'first' | 'left' | 'right' | 'last', readonly IconName[]> = { first: ['left', 'left'], left: ['left'], right: ['right'], last: ['right', 'right'] };

function StepButton({ icon, label, disabled, onClick }: { icon: keyof typeof icons; label: string; disabled: boolean; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size="md" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {icons[icon].map((name, i) => <span key={i} className={i > 0 ? 'audit-twice' : ''}><Icon name={name} size={16} /></span>)}
    </ActionIcon>
  );
}
