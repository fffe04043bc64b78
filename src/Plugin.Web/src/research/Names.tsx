import { useTranslation } from 'react-i18next';
import { useOrganizationName, useUserName } from './queries';

/** By name where one may know it. */
export function UserName({ id }: { id: number }) {
  const { t } = useTranslation('research');
  return <>{useUserName(id) ?? t('user', { id })}</>;
}

export function OrganizationName({ id }: { id: number }) {
  const { t } = useTranslation('research');
  return <>{useOrganizationName(id) ?? t('organization', { id })}</>;
}
