import { Refusal } from '../api/refusal';
import type { Translate } from '../texts';

/** What went wrong, and what to do about it. */
export function refusalText(t: Translate, error: unknown): { what: string; advice: string } {
  if (!(error instanceof Refusal)) {
    return { what: error instanceof Error ? error.message : String(error), advice: t('frame:problem.adviceUnexpected') };
  }

  if (error.unreachable) {
    return { what: t('frame:problem.unreachable'), advice: t('frame:problem.adviceUnreachable') };
  }

  const what = error.message || t('frame:problem.status', { status: error.status });
  switch (error.status) {
    case 401:
    case 403:
      return { what, advice: t('frame:problem.adviceForbidden') };
    case 404:
      return { what, advice: t('frame:problem.adviceMissing') };
    case 409:
      return { what, advice: t('frame:problem.adviceConflict') };
    case 429:
      return { what, advice: t('frame:problem.adviceBusy') };
    case 400:
    case 413:
    case 422:
      return { what, advice: t('frame:problem.adviceInvalid') };
    default:
      return { what, advice: t('frame:problem.adviceUnexpected') };
  }
}
