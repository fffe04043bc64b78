import type { Translate } from '../texts';
import { audit as en } from './texts.en';

/** A stage of life or an outcome in words; one that is not known as it came. */
export function stateInWords(t: Translate, state: string, stream = ''): string {
  return state === 'active' && stream.startsWith('run-') ? t('audit:states.running') : state in en.outcome ? t(`audit:outcome.${state as 'failed'}`)
    : state in en.states ? t(`audit:states.${state as 'none'}`)
      : state.replaceAll('_', ' ');
}

/** A field of an event or a state in words; one that is not known by its own name. */
export function fieldInWords(t: Translate, field: string): string {
  return field in en.fields ? t(`audit:fields.${field as 'state'}`) : field.replaceAll('_', ' ');
}

/** A value that is one of a few words; any other as it is. */
export function wordOf(t: Translate, field: string, value: string): string {
  const words: Readonly<Record<string, string>> = field in en.values ? en.values[field as keyof typeof en.values] : {};
  return field === 'outcome' && value in en.outcome ? t(`audit:outcome.${value as 'failed'}`)
    : value in words ? t(`audit:values.${field}.${value}` as 'audit:values.erased.nothing')
      : value;
}

/** A colour that goes with the words, never instead of them. */
export function colourOf(state: string): string {
  switch (state) {
    case 'completed':
      return 'green';
    case 'failed': case 'crashed': case 'unknown': case 'no_image': case 'start_failed':
      return 'red';
    case 'killed': case 'not_allowed': case 'held': case 'unreachable': case 'awaiting_approval':
      return 'orange';
    case 'active': case 'claimed': case 'initializing':
      return 'blue';
    default:
      return 'gray';
  }
}
