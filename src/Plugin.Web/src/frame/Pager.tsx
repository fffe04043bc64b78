import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PageOf } from '../api/client';
import { Icon } from './Icon';
import { pageSizes, type ListQuery } from './listState';

interface PagerProps {
  what: string;
  page: PageOf<unknown>;
  state: ListQuery;
  change: (what: Record<string, string | number | null>) => void;
}

export function Pager({ what, page, state, change }: PagerProps) {
  const { t, i18n } = useTranslation('frame');
  const first = (state.page - 1) * state.per_page + 1;
  const number = new Intl.NumberFormat(i18n.language);
  if (page.total <= pageSizes[0] && state.page === 1) {
    return null;
  }

  return (
    <Group component="nav" aria-label={t('list.pages', { what })} p="sm" justify="space-between" gap="sm" style={{ borderTop: '1px solid var(--app-border)' }}>
      <Text size="sm" c="dimmed" className="numbers">
        {t('list.range', { first: number.format(first), last: number.format(first + page.rows.length - 1), total: number.format(page.total) })}
      </Text>
      <Group gap="xs">
        <NativeSelect
          size="xs" aria-label={t('list.perPage')} value={state.per_page} data={pageSizes.map((size) => ({ value: String(size), label: t('list.perPageOption', { size }) }))}
          onChange={(event) => change({ per_page: event.currentTarget.value })}
        />
        <Button size="xs" variant="default" leftSection={<Icon name="left" size={14} />} disabled={state.page === 1} onClick={() => change({ page: state.page - 1 })}>
          {t('list.previous')}
        </Button>
        <Button size="xs" variant="default" rightSection={<Icon name="right" size={14} />} disabled={!page.hasNext} onClick={() => change({ page: state.page + 1 })}>
          {t('list.next')}
        </Button>
      </Group>
    </Group>
  );
}
