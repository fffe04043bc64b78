import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from './download';
import { Icon } from './Icon';
import { Problem } from './Problem';

interface DownloadProps {
  label: string;
  name: string;
  type?: string;
  /** Made when it is asked for. */
  content: () => Promise<Blob | string> | Blob | string;
}

export function Download({ label, name, type, content }: DownloadProps) {
  const { t } = useTranslation('frame');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fetchAndSave = async () => {
    setBusy(true);
    setError(null);
    try {
      download(name, await content(), type);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon name="download" />} disabled={busy} onClick={() => void fetchAndSave()}>
        {busy ? t('downloading') : label}
      </Button>
      {error !== null && <Problem error={error} />}
    </>
  );
}
