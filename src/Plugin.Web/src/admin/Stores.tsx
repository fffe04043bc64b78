import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askPage } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { useChanged } from './data';
import { FormDialog } from './FormDialog';

/** The algorithm stores that one collaboration chooses from. */
export function Stores({ collaboration }: { collaboration: number }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const [linking, { open, close }] = useDisclosure(false);
  const mayEdit = me.may('collaboration', 'edit', 'collaboration');
  const query = useQuery({
    queryKey: ['store', 'of', collaboration],
    queryFn: async ({ signal }) =>
      (await askPage(api.GET('/algorithmstore', { params: { query: { collaboration_id: collaboration, per_page: 500, sort: 'id' } }, signal }))).rows,
  });
  const unlink = async (id: number) => {
    await ask(api.DELETE('/algorithmstore/{id}', { params: { path: { id } } }));
    await changed('store', 'algorithm');
  };
  return (
    <Section title={t('collaborations.stores')} actions={mayEdit && <Button variant="default" onClick={open}>{t('stores.add')}</Button>}>
      <Loaded query={query} what={t('stores.what')}>
        {(stores) => stores.length === 0 ? <Empty icon="store" title={t('stores.empty')} text={t('stores.emptyText')} /> : (
          <Stack gap="sm">
            {stores.map((store) => (
              <Group key={store.id} justify="space-between" gap="xs">
                <div>
                  <Text fw={600} className="break">{store.name}</Text>
                  <Text size="sm" c="dimmed" className="break">{store.url} · {t(store.collaborations === null ? 'stores.forAll' : 'stores.forOne')}</Text>
                </div>
                {mayEdit && (
                  <Group gap="xs">
                    <Rename store={store} />
                    <ConfirmButton label={t('stores.remove')} act={t('stores.remove')} title={t('stores.removeTitle', { name: store.name })} onConfirm={() => unlink(store.id)}>
                      {t('stores.removeText')}
                    </ConfirmButton>
                  </Group>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
      {linking && <Link collaboration={collaboration} onClose={close} />}
    </Section>
  );
}

function Rename({ store }: { store: { id: number; name: string } }) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState(store.name);
  const submit = async () => {
    await ask(api.PATCH('/algorithmstore/{id}', { params: { path: { id: store.id } }, body: { name } }));
    await changed('store');
  };
  return (
    <>
      <Button variant="default" onClick={open}>{t('stores.rename')}</Button>
      <FormDialog opened={opened} onClose={close} title={t('stores.rename')} act={t('stores.rename')} onSubmit={submit} disabled={name.trim() === ''}>
        <TextInput label={t('stores.name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      </FormDialog>
    </>
  );
}

function Link({ collaboration, onClose }: { collaboration: number; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [all, setAll] = useState(false);
  const [force, setForce] = useState(false);
  const local = /^https?:\/\/(localhost|127\.|\[::1\])/i.test(url.trim());
  const submit = async () => {
    await ask(api.POST('/algorithmstore', {
      body: {
        name, algorithm_store_url: url.trim(), server_url: `${window.location.origin}/api`, ...(all ? {} : { collaboration_id: collaboration }), ...(force ? { force } : {}),
      },
    }));
    await changed('store', 'algorithm');
  };
  return (
    <FormDialog opened onClose={onClose} title={t('stores.add')} act={t('stores.add')} onSubmit={submit} disabled={name.trim() === '' || url.trim() === '' || (local && !force)}>
      <TextInput label={t('stores.name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput type="url" label={t('stores.url')} description={t('stores.urlText')} required value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
      {me.may('collaboration', 'edit', 'global') && <Checkbox label={t('stores.all')} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />}
      {local && <Checkbox label={t('stores.local')} checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />}
    </FormDialog>
  );
}
