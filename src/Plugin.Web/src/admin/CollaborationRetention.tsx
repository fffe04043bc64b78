import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { ClearRule } from '../operate/ClearRule';
import { Forecast, PolicyFields, PolicyText, retentionOf, type Policy } from '../operate/Policy';
import { useChanged, type Collaboration } from './data';
import { FormDialog } from './FormDialog';

/** How long a collaboration keeps contents: by a rule of its own or as the hub does, and what that erases when. */
export function CollaborationRetention({ collaboration, mayEdit }: { collaboration: Collaboration; mayEdit: boolean }) {
  const { t } = useTranslation('operate');
  const [editing, { open, close }] = useDisclosure(false);
  const { id, name } = collaboration;
  const query = useQuery(retentionOf(id));
  return (
    <Section title={t('retention.title')}>
      <Loaded query={query} what={t('retention.what')}>
        {({ own, default: hub }) => (
          <Stack gap="sm" align="flex-start">
            <div>
              <Text fw={600}>{t('retention.kept')} <PolicyText policy={own ?? hub} /></Text>
              <Text size="sm" c="dimmed">{t(own ? 'retention.isOwn' : 'retention.isDefault')}</Text>
            </div>
            {(own ?? hub).days !== null && <Forecast collaboration={id} days={(own ?? hub).days!} />}
            {mayEdit && (
              <Group gap="xs">
                <Button variant="default" onClick={open}>{t(own ? 'retention.change' : 'retention.set')}</Button>
                {own && <ClearRule collaboration={id} hub={hub} />}
              </Group>
            )}
            {editing && <Rule id={id} name={name} present={own ?? hub} isOwn={own !== null} onClose={close} />}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function Rule({ id, name, present, isOwn, onClose }: { id: number; name: string; present: Policy; isOwn: boolean; onClose: () => void }) {
  const { t } = useTranslation('operate');
  const changed = useChanged();
  const [policy, setPolicy] = useState(present);
  const submit = async () => {
    await ask(api.PUT('/erasure/retention/collaborations/{id}', { params: { path: { id } }, body: policy }));
    await changed('collaboration');
  };
  return (
    <FormDialog
      opened onClose={onClose} title={t('retention.setTitle', { name })} act={t('retention.save')} onSubmit={submit}
      disabled={isOwn && policy.days === present.days && policy.texts === present.texts}
    >
      <PolicyFields policy={policy} onChange={setPolicy} />
      {policy.days === null ? <Text size="sm">{t('retention.forEverText')}</Text> : <Forecast collaboration={id} days={policy.days} warns />}
    </FormDialog>
  );
}
