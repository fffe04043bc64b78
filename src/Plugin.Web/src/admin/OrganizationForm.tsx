import { FileInput, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { useChanged, type Organization } from './data';
import { FormDialog } from './FormDialog';
import { publicKeyOf } from './pem';

const fields = ['name', 'domain', 'address1', 'address2', 'zipcode', 'country'] as const;

interface OrganizationFormProps {
  opened: boolean;
  onClose: () => void;
  onDone?: (id: number) => void;
  organization?: Organization;
}

export function OrganizationForm(props: OrganizationFormProps) {
  // A dialog that opens anew starts from what is.
  return props.opened ? <Form {...props} /> : null;
}

function Form({ opened, onClose, onDone, organization }: OrganizationFormProps) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const [values, setValues] = useState(() => Object.fromEntries(fields.map((field) => [field, organization?.[field] ?? ''])) as Record<(typeof fields)[number], string>);
  const [key, setKey] = useState<string | null>(null);
  const [badKey, setBadKey] = useState(false);
  const label = (field: (typeof fields)[number]) => (field === 'name' ? t('name') : t(`organizations.${field}`));
  const field = (name: (typeof fields)[number]) => (
    <TextInput key={name} label={label(name)} required={name === 'name'} value={values[name]} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} />
  );
  const read = async (file: File | null) => {
    const found = file === null ? null : publicKeyOf(await file.text());
    setBadKey(file !== null && found === null);
    setKey(found);
  };
  const submit = async () => {
    const body = { ...values, ...(key === null ? {} : { public_key: key }) };
    const saved = organization === undefined
      ? await ask(api.POST('/organization', { body }))
      : await ask(api.PATCH('/organization/{id}', { params: { path: { id: organization.id } }, body }));
    await changed('organization');
    onDone?.(saved.id);
  };
  return (
    <FormDialog
      opened={opened} onClose={onClose} title={organization?.name ?? t('organizations.create')} act={t(organization ? 'edit' : 'create')} onSubmit={submit}
      disabled={badKey || values.name.trim() === ''}
    >
      {field('name')}
      {field('domain')}
      {field('address1')}
      {field('address2')}
      <Group grow>{field('zipcode')}{field('country')}</Group>
      <FileInput label={t('organizations.keyUpload')} accept=".pem,.pub,.txt" clearable error={badKey ? t('organizations.keyBad') : undefined} onChange={(file) => void read(file)} />
      <Text size="sm" c="dimmed">{t('organizations.keyText')}</Text>
    </FormDialog>
  );
}
