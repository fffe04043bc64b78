import { Alert, Button, Group, Textarea, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../../api/session';
import { Loaded } from '../../frame/Loaded';
import { Page } from '../../frame/Page';
import { Problem } from '../../frame/Problem';
import { Section } from '../../frame/Section';
import { faultsOf, inOrder, isColumn, isVisible } from '../forms/arguments';
import { ArgumentField } from '../forms/ArgumentField';
import { pin } from '../payload/pins';
import { useAlgorithms, useCollaboration, useCollaborations, useMembers, useNodes } from '../queries';
import { AskColumns } from './AskColumns';
import { COLUMN_HEADERS } from './askForColumns';
import { ChooseData } from './ChooseData';
import { ChooseFunction } from './ChooseFunction';
import { ChoosePlace } from './ChoosePlace';
import { ChooseOrganizations } from './ChooseOrganizations';
import { BY_IMAGE, dropDraft, emptyDraft, keepDraft, keptDraft, offersOf, type Draft } from './draft';
import { DryRun } from './DryRun';
import { Keys, useKeys } from './Keys';
import { lackingOf } from './lacking';
import { useLearnt } from './learnt';
import { order } from './order';
import { columnsOf, concerned, sourcesOf } from './sources';
import { useRepeated } from './useRepeated';

/** One page from the question to the order; what is not ready yet says what it waits for. */
export function NewTask() {
  const [query] = useSearchParams();
  const repeat = Number(query.get('repeat')) || null;
  // Repeating another task begins anew.
  return <Form key={repeat ?? 'new'} repeat={repeat} />;
}

function Form({ repeat }: { repeat: number | null }) {
  const { t, i18n } = useTranslation('research');
  const me = useMe();
  const navigate = useNavigate();
  const collaborations = useCollaborations();
  const [draft, setDraft] = useState<Draft>(() => (repeat === null ? keptDraft(me.id) : null) ?? emptyDraft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const repeated = useRepeated(repeat, setDraft);
  const only = collaborations.data?.length === 1 ? collaborations.data[0]!.id : null;
  const collaboration = draft.collaboration ?? only;
  // Whether it is encrypted has to be known before anything is asked of it.
  const place = useCollaboration(collaboration);
  const algorithms = useAlgorithms(collaboration);
  const members = useMembers(collaboration, draft.study);
  const nodes = useNodes(collaboration);
  useEffect(() => keepDraft(me.id, draft), [me.id, draft]);

  const change = (what: Partial<Draft>) => setDraft((now) => ({ ...now, ...what }));
  const offer = useMemo(() => offersOf(algorithms.data?.algorithms ?? []).find((one) => one.key === draft.choice), [algorithms.data, draft.choice]);
  const all = useMemo(() => offer?.call.arguments ?? [], [offer]);
  const central = offer ? offer.call.type === 'central' : false;
  const asked = concerned(nodes.data ?? [], central ? [] : draft.organizations);
  const sources = sourcesOf(asked, []);
  const columns = columnsOf(asked, draft.databases, useLearnt());
  const faults = faultsOf(all, draft.values);
  const encrypted = place.data?.encrypted ?? true;
  const keys = useKeys(encrypted, members.data ?? [], draft.organizations);
  const lacking = [...lackingOf(draft, collaboration, faults), ...(keys.some((one) => one.state === 'changed') ? ['keys' as const] : [])];
  const submit = async () => {
    setTried(true);
    if (lacking.length > 0 || collaboration === null || place.data === undefined) {
      return;
    }

    setBusy(true);
    setError(null);
    try {
      const task = await order({ ...draft, collaboration }, all, encrypted, members.data ?? []);
      pin(Object.fromEntries(keys.flatMap((one) => (one.fingerprint === null ? [] : [[one.organization.id, one.fingerprint]]))));
      dropDraft();
      await navigate(`/tasks/${task.id}`);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const clear = () => {
    dropDraft();
    setDraft(emptyDraft);
    setTried(false);
    if (repeat !== null) {
      void navigate('/tasks/new', { replace: true });
    }
  };
  const withData = draft.choice === BY_IMAGE || draft.databases.length > 0;
  const withArguments = inOrder(all).length > 0;
  const argumentsStep = withData ? 5 : 4;
  return (
    <Page title={t('new.title')} about={repeat === null ? t('new.about') : t('new.repeats', { id: repeat })} above={[{ to: '/tasks', label: t('tasks.title') }]} actions={<Button variant="default" onClick={clear}>{t('new.clear')}</Button>}>
      {repeated.error !== null && <Problem error={repeated.error} />}
      {repeated.inputHidden && <Alert color="yellow">{t('new.inputHidden')}</Alert>}
      <Section title={t('new.where')}><ChoosePlace collaborations={collaborations} collaboration={collaboration} study={draft.study} change={change} /></Section>
      {collaboration !== null && place.data === undefined && <Loaded query={place} what={t('new.collaborations')}>{() => null}</Loaded>}
      {collaboration !== null && place.data !== undefined && (
        <>
          <Section title={t('new.what')}><ChooseFunction algorithms={algorithms} draft={draft} offer={offer} setDraft={setDraft} /></Section>
          {draft.choice !== '' && (
            <>
              <Section title={central ? t('new.whoCentral') : t('new.who')}>
                <ChooseOrganizations members={members} nodes={nodes.data ?? []} chosen={draft.organizations} single={central} change={(organizations) => change({ organizations })} />
                <Keys keys={keys} />
              </Section>
              {withData && (
                <Section title={t('new.data')}>
                  <ChooseData
                    sources={sources} draft={draft} declared={offer?.call.databases} change={(databases) => change({ databases })} members={members.data ?? []}
                    below={(database) => all.some(isColumn) && database.label.trim() !== '' && (
                      <AskColumns
                        key={JSON.stringify(database)} database={database} draft={{ ...draft, collaboration }} nodes={asked} members={members.data ?? []} encrypted={encrypted}
                        isOurs={offer?.algorithm.functions.some((one) => one.name === COLUMN_HEADERS) ?? false}
                      />
                    )}
                  />
                </Section>
              )}
              {withArguments && (
                <Section title={t('new.arguments', { step: argumentsStep })}>
                  {inOrder(all).filter((argument) => isVisible(argument, all, draft.values)).map((argument) => (
                    <ArgumentField
                      key={argument.name} argument={argument} value={draft.values[argument.name] ?? ''} fault={tried ? faults[argument.name] : undefined} columns={columns} members={members.data ?? []}
                      change={(value) => setDraft((now) => ({ ...now, values: { ...now.values, [argument.name]: value } }))}
                    />
                  ))}
                </Section>
              )}
              <Section title={t('new.naming', { step: withArguments ? argumentsStep + 1 : argumentsStep })}>
                <TextInput label={t('tasks.name')} value={draft.name} maxLength={128} withAsterisk error={tried && draft.name.trim() === '' && t('fault.required')} onChange={(event) => change({ name: event.currentTarget.value })} maw={520} />
                <Textarea mt="sm" label={t('new.description')} value={draft.description} maxLength={1024} autosize minRows={2} onChange={(event) => change({ description: event.currentTarget.value })} maw={720} />
              </Section>
              <DryRun draft={{ ...draft, collaboration }} central={central} members={members.data ?? []} />
              {error !== null && <Problem error={error} />}
              {tried && lacking.length > 0 && <Alert color="red" role="alert" title={t('new.lacking')}>{new Intl.ListFormat(i18n.language).format(lacking.map((one) => t(`new.lack.${one}`)))}.</Alert>}
              <Group justify="flex-end"><Button size="md" loading={busy} onClick={() => void submit()}>{t('new.submit')}</Button></Group>
            </>
          )}
        </>
      )}
    </Page>
  );
}
