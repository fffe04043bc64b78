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
