import { Accordion, MultiSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { Loaded } from '../frame/Loaded';
import { useRoleName } from '../frame/roleName';
import { useRolesFor, useRules, useRulesOfRoles } from './data';
import { mayGive, mayGiveAll, originsOf } from './matrix';
import { PermissionMatrix } from './PermissionMatrix';

export interface Rights {
  readonly roles: readonly number[];
  /** Beside those of the roles. */
  readonly extra: readonly number[];
}

interface RightsFieldsProps {
  organization: number;
  rights: Rights;
  onChange: (rights: Rights) => void;
}

/** Roles and extra permissions of a user; what one may not give cannot be chosen, and says why. */
export function RightsFields({ organization, rights, onChange }: RightsFieldsProps) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const roleName = useRoleName();
  const allRules = useRules();
  const roles = (useRolesFor(organization).data ?? []).filter((role) => role.organization === null || role.organization.id === organization);
  const rulesOf = useRulesOfRoles(roles.map((role) => role.id));
  const chosen = roles.filter((role) => rights.roles.includes(role.id)).map((role) => ({ name: roleName(role), rules: rulesOf.get(role.id) ?? [] }));
  const origins = originsOf(chosen);
  const held = new Set([...rights.extra, ...origins.keys()]);
  return (
    <>
      <MultiSelect
        label={t('users.roles')} searchable hidePickedOptions value={rights.roles.map(String)} onChange={(ids) => onChange({ ...rights, roles: ids.map(Number) })}
        data={roles.map((role) => {
          const rules = rulesOf.get(role.id);
          const locked = rules !== undefined && !mayGiveAll(me, rules) && !rights.roles.includes(role.id);
          return { value: String(role.id), label: locked ? `${roleName(role)} (${t('users.roleLocked')})` : roleName(role), disabled: rules === undefined || locked };
        })}
      />
      <Accordion variant="contained">
        <Accordion.Item value="extra">
          <Accordion.Control>{t('users.rules')}{rights.extra.length > 0 ? ` · ${t('users.extra', { count: rights.extra.length })}` : ''}</Accordion.Control>
          <Accordion.Panel>
            <Text size="sm" c="dimmed" mb="sm">{t('users.rulesText')}</Text>
            <Loaded query={allRules}>
              {(rules) => (
                <PermissionMatrix
                  rules={rules} held={held} origins={origins} onChange={(next) => onChange({ ...rights, extra: [...next].filter((id) => !origins.has(id)) })}
                  locked={(rule) => {
                    const from = origins.get(rule.id);
                    return from ? t('matrix.byRole', { roles: from.join(', ') }) : mayGive(me, rule) ? null : t('matrix.notYours');
                  }}
                />
              )}
            </Loaded>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  );
}
