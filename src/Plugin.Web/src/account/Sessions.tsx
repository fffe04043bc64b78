import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { resume, useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { SessionTable } from './SessionTable';

/** Where I am signed in, and the way to end it there. */
export function Sessions() {
  const { t } = useTranslation('account');
  const me = useMe();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['session', me.id], queryFn: ({ signal }) => ask(api.GET('/session/all', { signal })) });
  const ended = async () => {
    await client.invalidateQueries({ queryKey: ['session'] });
    await resume();
  };
  const endAll = async () => {
    await ask(api.DELETE('/session/all'));
    await resume();
  };
  return (
    <Page
      title={t('sessions.title')} about={t('sessions.about')} above={[{ to: '/account', label: t('profile.title') }]}
      actions={<ConfirmButton label={t('sessions.endAll')} title={t('sessions.endAll')} act={t('sessions.endAll')} onConfirm={endAll}>{t('sessions.endAllText')}</ConfirmButton>}
    >
      <Loaded query={query} what={t('sessions.what')}>
        {(sessions) => sessions.length === 0
          ? <Empty icon="screen" title={t('sessions.none')} text={t('sessions.noneText')} />
          : <SessionTable sessions={sessions} label={t('sessions.title')} onEnded={ended} card />}
      </Loaded>
    </Page>
  );
}
