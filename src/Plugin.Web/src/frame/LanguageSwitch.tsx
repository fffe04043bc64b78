import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages, switchLanguage, type Language } from '../texts';

const names: Record<Language, string> = { en: 'English', nl: 'Nederlands' };

export function LanguageSwitch() {
  const { t, i18n } = useTranslation('frame');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px="xs" aria-label={`${t('language')}: ${i18n.language.toUpperCase()}`} c="var(--mantine-color-text)">{i18n.language.toUpperCase()}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item key={language} lang={language} fw={language === i18n.language ? 700 : 400} onClick={() => void switchLanguage(language)}>
            {names[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
