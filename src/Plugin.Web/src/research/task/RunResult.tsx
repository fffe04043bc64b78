import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Download } from '../../frame/Download';
import { Loading } from '../../frame/Loading';
import { Problem } from '../../frame/Problem';
import type { JobRun } from '../jobs/tree';
import { useAlgorithms } from '../queries';
import { fetchDecoded, fetchText } from '../results/content';
import { isObject } from '../results/json';
import type { Opened } from '../results/opening';
import { ResultViews } from '../results/ResultViews';
import { openContent } from '../results/opening';
import { usePrivateKey } from '../payload/keyRing';
import { useContent } from './useContent';

const FIRST = 4000;

export function RunResult({ task, run, encrypted }: { task: Schema<'TaskView'>; run: JobRun; encrypted: boolean }) {
  const { t } = useTranslation('research');
  const { part, opened } = useContent(run.id, 'result', encrypted, task.init_org.id);
  const key = usePrivateKey(task.init_org.id);
  const name = `task-${task.id}-run-${run.id}`;
  if (part.isError || opened.isError) {
    return <Problem error={part.error ?? opened.error} retry={() => void part.refetch()} />;
  }

  if (!part.data || !opened.data) {
    return <Loading what={t('results.what')} />;
  }

  const whole = async () => {
    if (!encrypted) {
      return fetchDecoded(run.id, 'result');
    }

    const all = await openContent({ text: await fetchText(run.id, 'result'), size: 0, whole: true, salt: null }, true, key);
    if (!('text' in all)) {
      throw new Error(t('results.cannotSave'));
    }

    return all.text;
  };
  const mayRead = opened.data.state !== 'sealed' && opened.data.state !== 'failed';
  return (
    <Stack gap="sm">
      <OpenedResult opened={opened.data} name={name} task={task} run={run} encrypted={encrypted} />
      {mayRead && (
        <Group justify="space-between">
          <Text size="xs" c="dimmed">{t('results.onRecord')}</Text>
          <Download label={opened.data.state === 'json' ? 'JSON' : t('results.save')} name={opened.data.state === 'json' ? `${name}.json` : `${name}.bin`} type={opened.data.state === 'json' ? 'application/json' : 'application/octet-stream'} content={whole} />
        </Group>
      )}
    </Stack>
  );
}

function OpenedResult({ opened, name, task, run, encrypted }: { opened: Opened; name: string; task: Schema<'TaskView'>; run: JobRun; encrypted: boolean }) {
  const { t, i18n } = useTranslation('research');
  const declared = useDeclared(task, run, encrypted);
  const megabytes = (bytes: number) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(bytes / 1e6);
  switch (opened.state) {
    case 'json': return <ResultViews value={opened.value} declared={declared} name={name} />;
    case 'text': return opened.text === '' ? <Text c="dimmed">{t('results.empty')}</Text> : <First text={opened.text} />;
    case 'bytes': return <Text>{t('results.bytes', { size: megabytes(opened.size) })}</Text>;
    case 'part': return (
      <>
        <Alert color="blue">{t('results.part', { size: megabytes(opened.size) })}</Alert>
        {opened.text !== '' && <First text={opened.text} />}
      </>
    );
    case 'sealed': return <Text c="dimmed">{t('results.sealed')}</Text>;
    case 'failed': return <Alert color="red" title={t('results.unopened')}>{t(`payload.${opened.fault}`)}</Alert>;
  }
}

function First({ text }: { text: string }) {
  return <Code block className="break" style={{ whiteSpace: 'pre-wrap', maxHeight: 360, overflow: 'auto' }} tabIndex={0}>{text.length > FIRST ? `${text.slice(0, FIRST)} …` : text}</Code>;
}

/** What the author of the function says its result is to be shown as; only stores tell, so only then the input is looked at for the function's name. */
function useDeclared(task: Schema<'TaskView'>, run: JobRun, encrypted: boolean): readonly Schema<'FunctionVisualization'>[] | undefined {
  const offered = useAlgorithms(task.algorithm_store ? task.collaboration.id : null).data;
  const image = task.image.split('@')[0];
  const functions = offered?.algorithms.filter((one) => one.image.split('@')[0] === image).flatMap((one) => one.functions).filter((one) => one.ui_visualizations.length > 0) ?? [];
  const { opened } = useContent(functions.length > 0 ? run.id : null, 'input', encrypted, run.organization_id);
  const input = opened.data?.state === 'json' ? opened.data.value : null;
  return functions.find((one) => isObject(input) && one.name === input['method'])?.ui_visualizations;
}
