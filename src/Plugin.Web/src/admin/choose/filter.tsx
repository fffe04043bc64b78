import { t as translate } from 'i18next';
import type { ListFilter } from '../../frame/ListFilters';
import { ChooseOne } from './ChooseOne';
import type { Kind } from './search';

const WIDTH = 200;

/** Narrows a list by one thing of many. */
export function chosenFilter(name: string, label: string, kind: Kind): ListFilter {
  return {
    name, label,
    field: ({ value, onChange }) => (
      <ChooseOne
        kind={kind} label={label} placeholder={translate('frame:list.all')} clearable w={WIDTH} clearButtonProps={{ 'aria-label': translate('frame:list.clear', { filter: label }) }}
        value={value === null ? null : Number(value)} onChange={(id) => onChange(id === null ? null : String(id))}
      />
    ),
  };
}
