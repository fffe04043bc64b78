import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from './Empty';
import { Page } from './Page';

export function NotFound() {
  const { t } = useTranslation('frame');
  return (
    <Page title={t('notFound.title')}>
      <Empty title={t('notFound.text')} action={<Button component={Link} to="/">{t('broken.home')}</Button>} />
    </Page>
  );
}
