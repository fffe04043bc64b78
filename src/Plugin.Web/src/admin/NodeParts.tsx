import { Anchor, Code, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Section } from '../frame/Section';
import { Lasted, When } from '../frame/When';
import { readFacts, ruleName, ruleValue } from './facts';
import { admin } from './texts.en';
import { useWords } from './words';

/** What a node has to do now. */
export function Runs({ runs }: { runs: readonly Schema<'NodeRun'>[] }) {
  const { t } = useTranslation('admin');
  const words = useWords();
  return (
    <Section title={t('nodes.runs')}>
      {runs.length === 0 ? <Text c="dimmed">{t('nodes.noRuns')}</Text> : (
        <Table.ScrollContainer minWidth={420} type="native" tabIndex={0} role="region" aria-label={t('nodes.runs')}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('nodes.task')}</Table.Th><Table.Th>{t('nodes.image')}</Table.Th><Table.Th>{t('nodes.runState')}</Table.Th><Table.Th>{t('nodes.runSince')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {runs.map((run) => (
                <Table.Tr key={run.run_id}>
                  <Table.Td><Anchor component={Link} to={`/tasks/${run.task_id}`} size="sm">{run.task_id}</Anchor></Table.Td>
                  <Table.Td className="break">{run.image}</Table.Td>
                  <Table.Td>{words.runState(run.state)}</Table.Td>
                  <Table.Td><When at={run.since} relative /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}

/** The station's rules and sources, as it told them. */
export function Told({ facts, at }: { facts: readonly Schema<'ConfigEntry'>[]; at: string | null }) {
  const { t, i18n } = useTranslation('admin');
  const { rules, sources } = readFacts(facts);
  // A rule that this page has not heard of keeps the station's name for it.
  const inWords = (word: string) => (word in admin.nodes.rules ? t(`nodes.rules.${word}` as 'nodes.title') : word);
  const name = (key: string) => {
    const { source, exception, word } = ruleName(key);
    const of = source ?? (exception && `${inWords(exception.kind)} ${exception.number}`);
    return of ? `${of}: ${inWords(word)}` : inWords(word);
  };
  return (
    <Section title={t('nodes.policies')} actions={at && <Text size="sm" c="dimmed">{t('nodes.toldAt')} <When at={at} /></Text>}>
      <Stack>
        <Text size="sm" c="dimmed">{t(sources.length + rules.length > 1 ? 'nodes.policiesText' : 'nodes.policiesNone')}</Text>
        {rules.length > 0 && (
          <Table layout="auto" verticalSpacing={6}>
            <caption className="visually-hidden">{t('nodes.policies')}</caption>
            <Table.Tbody>
              {rules.map(({ key, values }) => (
                <Table.Tr key={key}>
                  <Table.Th scope="row" w="35%">{name(key)}</Table.Th>
                  <Table.Td><Group gap={6}>{values.map((value) => <Code key={value} className="break">{value === 'true' ? t('yes') : value === 'false' ? t('no') : ruleValue(value, i18n.language)}</Code>)}</Group></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {sources.length > 0 && (
          <Table.ScrollContainer minWidth={420} type="native" tabIndex={0} role="region" aria-label={t('nodes.sources')}>
            <Table>
              <Table.Thead>
                <Table.Tr><Table.Th>{t('nodes.source')}</Table.Th><Table.Th>{t('nodes.type')}</Table.Th><Table.Th>{t('nodes.columns')}</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {sources.map((source) => (
                  <Table.Tr key={source.label}>
                    <Table.Td fw={600}>{source.label}</Table.Td>
                    <Table.Td>{source.type}</Table.Td>
                    <Table.Td className="break">{source.columns.join(', ') || '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
    </Section>
  );
}

export function Outages({ outages }: { outages: readonly Schema<'NodeOutage'>[] }) {
  const { t } = useTranslation('admin');
  return (
    <Section title={t('nodes.outages')}>
      {outages.length === 0 ? <Empty icon="check" title={t('nodes.noOutages')} /> : (
        <Table.ScrollContainer minWidth={360} type="native" tabIndex={0} role="region" aria-label={t('nodes.outages')}>
          <Table>
            <Table.Thead>
              <Table.Tr><Table.Th>{t('nodes.from')}</Table.Th><Table.Th>{t('nodes.till')}</Table.Th><Table.Th>{t('nodes.lasted')}</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outages.map((outage) => (
                <Table.Tr key={outage.from}>
                  <Table.Td><When at={outage.from} /></Table.Td>
                  <Table.Td>{outage.till ? <When at={outage.till} /> : t('nodes.stillOut')}</Table.Td>
                  <Table.Td><Lasted from={outage.from} to={outage.till} /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
