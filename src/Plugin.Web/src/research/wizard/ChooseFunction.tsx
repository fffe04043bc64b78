import { Alert, Group, JsonInput, Select, Stack, Text, TextInput } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Loaded } from '../../frame/Loaded';
import { BY_IMAGE, offersOf, withOffer, type Draft, type Offer } from './draft';

interface ChooseFunctionProps {
  algorithms: UseQueryResult<Schema<'OfferedAlgorithms'>>;
  draft: Draft;
  offer: Offer | undefined;
  setDraft: (change: (draft: Draft) => Draft) => void;
}

/** From the stores and our own, or an image by its name with a function and arguments in one's own words. */
export function ChooseFunction({ algorithms, draft, offer, setDraft }: ChooseFunctionProps) {
  const { t } = useTranslation('research');
  const choose = (key: string | null, offers: readonly Offer[]) => {
    const chosen = offers.find((one) => one.key === key);
    setDraft((now) => (chosen ? withOffer(now, chosen) : { ...now, choice: BY_IMAGE, store: null, databases: [] }));
  };
  return (
    <Loaded query={algorithms} what={t('new.algorithms')}>
      {({ algorithms: found, stores }) => {
        const offers = offersOf(found);
        const groups = found.map((algorithm) => ({
          group: algorithm.store_id === null ? algorithm.name : `${algorithm.name} · ${stores.find((store) => store.id === algorithm.store_id)?.name ?? ''}`,
          items: offers.filter((one) => one.algorithm === algorithm).map((one) => ({ value: one.key, label: one.call.display_name || one.call.name })),
        })).filter((group) => group.items.length > 0);
        return (
          <Stack gap="sm">
            {stores.filter((store) => store.problem).map((store) => <Alert key={store.id} color="yellow" title={store.name}>{store.problem}</Alert>)}
            <Select
              label={t('new.function')} searchable allowDeselect={false} placeholder={t('new.choose')} maw={520} value={draft.choice || null} nothingFoundMessage={t('new.noFunction')}
              data={[...groups, { group: t('new.other'), items: [{ value: BY_IMAGE, label: t('new.byImage') }] }]} onChange={(key) => choose(key, offers)}
            />
            {offer && <Text size="sm" c="dimmed" maw={720}>{offer.call.description || offer.algorithm.description}</Text>}
            {draft.choice !== '' && (
              <Group align="flex-start">
                <TextInput label={t('tasks.image')} description={offer ? t('new.imageText') : undefined} w={420} maw="100%" value={draft.image} withAsterisk onChange={(event) => { const image = event.currentTarget.value; setDraft((now) => ({ ...now, image })); }} />
                {draft.choice === BY_IMAGE && <TextInput label={t('new.method')} w={260} value={draft.method} withAsterisk onChange={(event) => { const method = event.currentTarget.value; setDraft((now) => ({ ...now, method })); }} />}
              </Group>
            )}
            {draft.choice === BY_IMAGE && (
              <JsonInput label={t('new.raw')} description={t('new.rawText')} value={draft.raw} onChange={(raw) => setDraft((now) => ({ ...now, raw }))} validationError={t('fault.json')} formatOnBlur autosize minRows={3} maw={720} />
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}
