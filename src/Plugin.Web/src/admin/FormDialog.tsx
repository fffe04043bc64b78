import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubmit } from '../account/useSubmit';
import { Problem } from '../frame/Problem';

interface FormDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What the button says. */
  act: string;
  /** Closes when it is done; stays open and says why when it is refused. */
  onSubmit: () => Promise<void>;
  disabled?: boolean;
  size?: string;
  children: ReactNode;
}

export function FormDialog({ opened, onClose, title, act, onSubmit, disabled = false, size = 'md', children }: FormDialogProps) {
  const { t } = useTranslation('frame');
  const { busy, error, onSubmit: submit } = useSubmit(async () => {
    await onSubmit();
    onClose();
  });
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }} closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          {error !== null && <Problem error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={busy} disabled={disabled}>{act}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
