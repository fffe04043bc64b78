import { MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { useChanged, type Organization, type Study } from './data';
import { FormDialog } from './FormDialog';

interface StudyFormProps {
  opened: boolean;
  onClose: () => void;
  collaboration: number;
  /** Of the collaboration. */
  members: readonly Organization[];
  study?: Study;
  /** Of the study as it is. */
  present?: readonly number[];
}

export function StudyForm(props: StudyFormProps) {
  return props.opened ? <Form {...props} /> : null;
}

function Form({ opened, onClose, collaboration, members, study, present = [] }: StudyFormProps) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const [name, setName] = useState(study?.name ?? '');
  const [chosen, setChosen] = useState<string[]>(present.map(String));
  const submit = async () => {
    const organizations = chosen.map(Number);
    if (study === undefined) {
      await ask(api.POST('/study', { body: { name, collaboration_id: collaboration, organization_ids: organizations } }));
    } else {
      await ask(api.PATCH('/study/{id}', { params: { path: { id: study.id } }, body: { name, organization_ids: organizations } }));
    }

    await changed('study', 'organization');
  };
  return (
    <FormDialog
      opened={opened} onClose={onClose} title={t(study ? 'studies.edit' : 'studies.create')} act={t(study ? 'edit' : 'create')} onSubmit={submit}
      disabled={name.trim() === '' || chosen.length === 0}
    >
      <TextInput label={t('name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <MultiSelect
        label={t('studies.members')} description={t('studies.membersText')} required searchable hidePickedOptions value={chosen} onChange={setChosen}
        data={members.map((one) => ({ value: String(one.id), label: one.name ?? `#${one.id}` }))}
      />
    </FormDialog>
  );
}
