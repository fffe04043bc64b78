import { Alert, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { ChooseMany } from './choose/ChooseMany';
import type { Choice } from './choose/search';
import { nodesOf, registerNodes, useChanged, type Collaboration, type Node, type Organization } from './data';
import { FormDialog } from './FormDialog';
import type { Registered } from './KeysDialog';
import { membershipChange } from './membership';

/** `registered` is null where no node was to be registered. */
export interface SavedCollaboration {
  readonly id: number;
  readonly registered: Registered | null;
}

interface CollaborationFormProps {
  opened: boolean;
  onClose: () => void;
  onDone: (saved: SavedCollaboration) => void;
  collaboration?: Collaboration;
  members?: readonly Organization[];
  nodes?: readonly Node[];
}

export function CollaborationForm(props: CollaborationFormProps) {
  return props.opened ? <Form {...props} /> : null;
}

function Form({ opened, onClose, onDone, collaboration, members = [], nodes = [] }: CollaborationFormProps) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const before = members.map(({ id, name }) => ({ id, name: name ?? `#${id}` }));
  const [name, setName] = useState(collaboration?.name ?? '');
  const [encrypted, setEncrypted] = useState(collaboration?.encrypted ?? false);
  const [chosen, setChosen] = useState<Choice[]>(before);
  const [register, setRegister] = useState(true);
  const { joining, leaving } = membershipChange(before.map((one) => one.id), chosen.map((one) => one.id));
  const named = (id: number) => [...chosen, ...before].find((one) => one.id === id)!;

  const submit = async () => {
    const id = collaboration === undefined ? await create() : await change(collaboration.id);
    const registered = register && joining.length > 0 ? await registerNodes(nodesOf(id, joining.map(named))) : null;
    await changed('collaboration', 'organization', 'node');
    onDone({ id, registered });
  };
  const create = async () => (await ask(api.POST('/collaboration', { body: { name, encrypted, organization_ids: chosen.map((one) => one.id) } }))).id;
  // A member with a node is not taken out before its node.
  const change = async (id: number) => {
    for (const node of nodes.filter((one) => leaving.includes(one.organization.id))) {
      await ask(api.DELETE('/node/{id}', { params: { path: { id: node.id } } }));
    }

    await ask(api.PATCH('/collaboration/{id}', { params: { path: { id } }, body: { name, encrypted, organization_ids: chosen.map((one) => one.id) } }));
    return id;
  };
  const losing = leaving.filter((id) => nodes.some((node) => node.organization.id === id));
  return (
    <FormDialog
      opened={opened} onClose={onClose} title={collaboration?.name ?? t('collaborations.create')} act={t(collaboration ? 'edit' : 'create')} onSubmit={submit}
      disabled={name.trim() === '' || chosen.length === 0}
    >
      <TextInput label={t('name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <ChooseMany kind="organization" label={t('collaborations.members')} required chosen={chosen} onChange={setChosen} />
      <Checkbox label={t('collaborations.encrypted')} description={t('collaborations.encryptedText')} checked={encrypted} onChange={(event) => setEncrypted(event.currentTarget.checked)} />
      {(collaboration === undefined || joining.length > 0) && (
        <Checkbox
          label={t(collaboration ? 'collaborations.registerNew' : 'collaborations.register')} description={t('collaborations.registerText')} checked={register}
          onChange={(event) => setRegister(event.currentTarget.checked)}
        />
      )}
      {losing.length > 0 && (
        <Alert color="orange" role="status">{t('collaborations.leaving', { count: losing.length, names: losing.map((id) => named(id).name).join(', ') })}</Alert>
      )}
    </FormDialog>
  );
}
